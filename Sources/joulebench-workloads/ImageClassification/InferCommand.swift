internal import ArgumentParser
internal import EventLog
internal import Foundation
internal import Networks
internal import Randomness

struct InferCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "infer",
        abstract: "Classify the test images over and over with a checkpoint.",
        discussion: """
            The measured window holds whole passes over the test set, from the images' bytes to \
            the predicted classes; the accuracy is that of the measured predictions.
            """
    )

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The checkpoint to run.", valueName: "file"))
    var checkpoint: String

    @Option(help: "The arithmetic. Default: the checkpoint's own.")
    var variant: Variant?

    @Option(help: "The test images to classify.")
    var domain = Domain.original

    @Option(help: "Images at once.")
    var batchSize = 256

    @Option(help: "The least length of the window; it ends with a whole pass.")
    var seconds = 2.0

    @Option(help: "The least length of the warm-up, at least one pass.")
    var warmUpSeconds = 0.5

    @Option(
        help: "How long to wait, loaded and warm, before the window; its power is shown apart."
    )
    var contextIdle = 0.0

    @Option(help: "The seed of the shifted domain's noise.")
    var seed: UInt64 = 1

    func validate() throws {
        try TrainingOptions.validate(batchSize: batchSize)
        guard seconds >= 0, seconds <= 86_400 else {
            throw ValidationError("--seconds must be 0 to 86400.")
        }
        guard warmUpSeconds >= 0, warmUpSeconds <= 86_400 else {
            throw ValidationError("--warm-up-seconds must be 0 to 86400.")
        }
        guard contextIdle >= 0, contextIdle <= 86_400 else {
            throw ValidationError("--context-idle must be 0 to 86400.")
        }
    }

    func run() throws { try run(log: .standardOutput) }

    func run(log: EventLogWriter) throws {
        let stored = try StoredNetwork.read(checkpoint)
        let wanted = variant ?? Variant(rawValue: stored.variant) ?? .dense
        let network = try stored.converted(to: wanted, path: checkpoint)
        let original = try FashionMNIST.read(.test, directory: data.directory)
        let test = domain.images(original, seed: seed, stream: .testNoise)
        let classifier = try network.classifier(batchSize: batchSize)
        log.settings(seed: domain == .shifted ? seed : nil, batchSize: batchSize)
        log.model(network)
        log.point("kernel", .text(classifier.implementation))

        _ = try passes(of: classifier, over: test, seconds: warmUpSeconds)
        if contextIdle > 0 {
            log.interval("context_idle") { Thread.sleep(forTimeInterval: contextIdle) }
        }
        let predictions = try log.interval("run") {
            try passes(of: classifier, over: test, seconds: seconds)
        }
        let pass = classifier.arithmetic(images: test.count)
        log.work(samples: predictions.count * test.count, pass.times(predictions.count))
        score(predictions, on: test, log: log)
    }

    /// Classifies the set until a time has passed, to the end of a pass; the predictions of each.
    private func passes(
        of classifier: any ImageClassifier,
        over set: ImageSet,
        seconds: Double
    ) throws -> [[UInt8]] {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var passes: [[UInt8]] = []
        repeat {
            var predictions = [UInt8](repeating: 0, count: set.count)
            try classifier.classify(set, into: &predictions)
            passes.append(predictions)
        } while clock.now < end
        return passes
    }

    private func score(_ passes: [[UInt8]], on set: ImageSet, log: EventLogWriter) {
        let last = passes[passes.count - 1]
        let outcomes = zip(last, set.labels).map { $0 == $1 }
        log.accuracy(of: outcomes)
        // The same arithmetic on the same images: a pass that differs is a fault of the machine.
        log.point("eval_passes_differing", .integer(Int64(passes.count { $0 != last })))
        let share = Double(outcomes.count(where: \.self)) / Double(set.count)
        Console.say("\(passes.count) passes, \(Console.percent(share)) correct")
    }
}

extension Arithmetic {
    /// The arithmetic of the same work done several times.
    func times(_ count: Int) -> Arithmetic {
        Arithmetic(
            flopsDense: flopsDense * count,
            flopsExecuted: flopsExecuted * count,
            intOpsExecuted: intOpsExecuted * count
        )
    }
}
