internal import ArgumentParser
internal import EventLog
internal import Foundation
internal import LoadGenerator
internal import Networks
internal import Randomness

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer queries that arrive as in MLPerf's scenarios.",
        discussion: """
            single-stream and multi-stream issue a query when the last is answered; server issues \
            one image at a time as a Poisson process of --target-qps, and its latencies count from \
            when a query was due; offline issues all images at once.

            --mode mlperf holds a run against the limits of MLPerf Inference: ten minutes, its \
            least numbers of queries, its seeds. --mode quick is the same in --seconds and is \
            labelled so. Both end with VALID or INVALID and the reasons; an INVALID run is no \
            error.
            """
    )

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The checkpoint to run.", valueName: "file"))
    var checkpoint: String

    @Option(help: "The arithmetic. Default: the checkpoint's own.")
    var variant: Variant?

    @Option(help: "How queries arrive.")
    var scenario: ScenarioName

    @Option(help: "The limits that the run is held against.")
    var mode = ModeName.quick

    @Option(help: "The least length of a quick run. Default: 2. mlperf: always 600.")
    var seconds: Double?

    @Option(
        help: ArgumentHelp(
            "server: arrivals a second. offline: the images a second that are expected; default: as "
                + "many as the warm-up shows.",
            valueName: "rate"
        )
    )
    var targetQps: Double?

    @Option(
        help: ArgumentHelp(
            "server: the latency that 99 of 100 queries must keep within. Default: 15.",
            valueName: "ms"
        )
    )
    var latencyBound: Double?

    @Option(help: "The most images that server and offline take at once. Default: 32 and 256.")
    var batchSize: Int?

    @Option(help: "The images of a query of multi-stream. Default: 8.")
    var samplesPerQuery: Int?

    @Option(help: "The least length of the warm-up.")
    var warmUpSeconds = 0.5

    @Option(
        help: """
            The seed of arrivals and of the order of images in a quick run. Default: MLPerf's \
            seeds.
            """
    )
    var seed: UInt64?

    @Option(
        help: ArgumentHelp(
            "Also write LoadGen's mlperf_log_*.txt into a folder, over those of an earlier run.",
            valueName: "folder"
        )
    )
    var logFolder: String?

    func validate() throws {
        try validateUse()
        if let batchSize { try TrainingOptions.validate(batchSize: batchSize) }
        if let seconds, !(seconds >= 0.001 && seconds <= 86_400) {
            throw ValidationError("--seconds must be 0.001 to 86400.")
        }
        guard warmUpSeconds >= 0, warmUpSeconds <= 86_400 else {
            throw ValidationError("--warm-up-seconds must be 0 to 86400.")
        }
        if let samplesPerQuery, !(1...1024).contains(samplesPerQuery) {
            throw ValidationError("--samples-per-query must be 1 to 1024.")
        }
        if let latencyBound, !(latencyBound > 0 && latencyBound <= 86_400_000) {
            throw ValidationError("--latency-bound must be a number of ms above 0.")
        }
        if let targetQps, !(targetQps > 0 && targetQps <= 1e9) {
            throw ValidationError("--target-qps must be a number above 0, at most 1e9.")
        }
    }

    /// Refuses what the scenario or the mode would not heed.
    private func validateUse() throws {
        if scenario == .server, targetQps == nil {
            throw ValidationError("--scenario server needs --target-qps.")
        }
        let unheeded: [(name: String, isGiven: Bool, scenarios: [ScenarioName])] = [
            ("--target-qps", targetQps != nil, [.server, .offline]),
            ("--batch-size", batchSize != nil, [.server, .offline]),
            ("--latency-bound", latencyBound != nil, [.server]),
            ("--samples-per-query", samplesPerQuery != nil, [.multiStream]),
        ]
        for option in unheeded where option.isGiven && !option.scenarios.contains(scenario) {
            let scenarios = option.scenarios.map(\.rawValue).joined(separator: " or ")
            throw ValidationError("\(option.name) is for --scenario \(scenarios).")
        }
        if mode == .mlperf, seed != nil || seconds != nil {
            throw ValidationError(
                "--seed and --seconds are for --mode quick: MLPerf's are fixed."
            )
        }
    }

    func run() throws { try run(log: .standardOutput) }

    func run(log: EventLogWriter) throws {
        if let logFolder { try LoadLog.prepare(logFolder) }
        let stored = try StoredNetwork.read(checkpoint)
        let wanted = variant ?? Variant(rawValue: stored.variant) ?? .dense
        let network = try stored.converted(to: wanted, path: checkpoint)
        let images = try FashionMNIST.read(.test, directory: data.directory)
        log.settings(seed: seed, batchSize: mostAtOnce)
        log.model(network)
        let most = mostAtOnce
        let make: @Sendable () throws -> BatchClassifier = {
            try BatchClassifier(network, images: images, batchSize: most)
        }
        let name = network.variant
        let batches: BatchClassifier
        let outcome: (result: ScenarioResult, start: Int64)
        if scenario == .server {
            let server = try QueuedServer(name: name, warmUpSeconds: warmUpSeconds, making: make)
            batches = try server.batches()
            log.point("kernel", .text(batches.implementation))
            outcome = try measure(server, images: images.count, rate: 0, log: log)
        } else {
            batches = try make()
            log.point("kernel", .text(batches.implementation))
            let rate = try batches.warmUp(seconds: warmUpSeconds)
            let server = DirectServer(batches: batches, name: name)
            outcome = try measure(server, images: images.count, rate: rate, log: log)
        }
        let result = outcome.result
        for (key, value) in result.events where key != "samples" { log.point(key, value) }
        log.work(samples: result.latencies.count, batches.work)
        try score(batches.answers, of: network, on: images, log: log)
        if let logFolder {
            try LoadLog(
                result,
                systemName: "joulebench \(name)",
                libraryName: "Fashion-MNIST test images",
                startMilliseconds: outcome.start
            ).write(to: logFolder)
        }
        Console.say(ScenarioText.line(result))
    }

    /// Runs the scenario inside the window; the result, and when the window began, in milliseconds
    /// since 1970.
    ///
    /// `rate` is what the warm-up showed, in images per second.
    private func measure(
        _ system: some SystemUnderTest,
        images: Int,
        rate: Double,
        log: EventLogWriter
    ) throws -> (result: ScenarioResult, start: Int64) {
        let settings = settings(images: images, rate: rate)
        var run = try LoadRun(settings, system: system)
        let start = EventLogWriter.clocks().epochMilliseconds
        let record = try log.interval("run") { try run.run() }
        guard let result = ScenarioResult(settings, record) else {
            preconditionFailure("a run issues at least one query, and ends when all are answered")
        }
        return (result, start)
    }

    /// States the accuracy on the whole test set, and how many answers of the window differ from
    /// it: kernels of other batch sizes may add in another order.
    private func score(
        _ answers: [UInt8?],
        of network: StoredNetwork,
        on images: ImageSet,
        log: EventLogWriter
    ) throws {
        var classes = [UInt8](repeating: 0, count: images.count)
        let classifier = try network.classifier(batchSize: 1000)
        try log.interval("eval") { try classifier.classify(images, into: &classes) }
        log.accuracy(of: zip(classes, images.labels).map { $0 == $1 })
        let differing = zip(answers, classes).count { answer, one in
            answer.map { $0 != one } ?? false
        }
        log.point("eval_answers_differing", .integer(Int64(differing)))
    }

    /// The most images that are classified at once.
    private var mostAtOnce: Int {
        switch scenario {
        case .singleStream: 1
        case .multiStream: samplesPerQuery ?? TestSettings.multiStreamSamples
        case .server: batchSize ?? 32
        case .offline: batchSize ?? 256
        }
    }

    private func settings(images: Int, rate: Double) -> TestSettings {
        let scenario: Scenario =
            switch scenario {
            case .singleStream: .singleStream
            case .multiStream: .multiStream(samplesPerQuery: mostAtOnce)
            case .server:
                .server(
                    targetQPS: targetQps ?? rate,
                    latencyBound: Int64((latencyBound ?? 15) * 1e6)
                )
            case .offline:
                // More than the warm-up shows: a query that is too short is INVALID.
                .offline(expectedQPS: targetQps ?? 1.5 * rate)
            }
        switch mode {
        case .mlperf: return .mlperf(scenario, sampleCount: images)
        case .quick:
            return .quick(
                scenario,
                minDuration: Int64((seconds ?? 2) * 1e9),
                sampleCount: images,
                seeds: seed.map(Seeds.init(block:)) ?? .mlperf
            )
        }
    }
}

/// The `--scenario` option.
enum ScenarioName: String, CaseIterable, ExpressibleByArgument {
    case singleStream = "single-stream"
    case multiStream = "multi-stream"
    case server
    case offline
}

/// The `--mode` option.
enum ModeName: String, CaseIterable, ExpressibleByArgument {
    case quick
    case mlperf
}

extension Seeds {
    /// Independent seeds from one.
    init(block seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        self.init(
            library: generator.next(),
            sampleIndex: generator.next(),
            schedule: generator.next()
        )
    }
}

/// The result in a line for people.
enum ScenarioText {
    static func line(_ result: ScenarioResult) -> String {
        let latencies = result.queryLatencies ?? result.latencies
        let percentile = result.settings.percentile
        let milliseconds = { (time: Nanoseconds) in String(format: "%.3f ms", Double(time) / 1e6) }
        let verdict = result.isValid ? "VALID" : "INVALID"
        let figure = String(format: "%g", 100 * percentile)
        return
            "\(result.settings.scenario.name), \(result.settings.mode.rawValue) mode: \(verdict); "
            + "\(result.record.queriesIssued) queries, \(result.latencies.count) images; latency: "
            + "mean \(milliseconds(latencies.mean)), \(figure)th percentile "
            + milliseconds(latencies.percentile(percentile))
            + result.invalidReasons.map { "\n  \($0)" }.joined()
    }
}
