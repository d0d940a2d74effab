internal import EventLog
internal import Experiment
internal import Foundation

/// Results of an MLPerf Training submission, with the power logs of their nodes.
struct TrainingResults {
    /// One `result_*.txt` with what `power/<result>/` holds.
    struct Result {
        var log: SourceFile

        /// `node_*.txt` and `sw_*.txt`; `nil` where there is no folder for it.
        var power: [SourceFile]?
    }

    var results: [Result]

    /// `scaling.json`: the factor for runs that converged faster than the reference.
    var scaling: SourceFile?
    var system: SourceFile?
    var title: String

    static let nodeScope = "power of the nodes as submitted (MLPerf Training)"
    static let switchScope = "stated power of the switches (MLPerf Training)"

    func read() throws(ImportError) -> ImportedData {
        var trials: [ImportedTrial] = []
        var benchmarks: [String] = []
        for result in results {
            let log = try EventLines(result.log)
            benchmarks.append(log.text("submission_benchmark") ?? "training")
            trials.append(try trial(of: result, log))
        }
        guard let first = benchmarks.first, let place = results.first?.log else {
            throw .incompatible(reason: "There is no result_*.txt in \(title)")
        }
        guard Set(benchmarks).count == 1 else {
            throw place.mistake(
                "the results are of different benchmarks ("
                    + Set(benchmarks).sorted().joined(separator: ", ") + "): import them one by one"
            )
        }
        // As they were launched.
        trials.sort { $0.startedAtMilliseconds < $1.startedAtMilliseconds }
        let host = try HostWords(system)
        return ImportedData(
            format: .mlperfTraining,
            comparison: first,
            unitOfWork: Comparison.wholeTrial,
            quality: Self.quality(of: first),
            variants: [ImportedVariant(name: host.name ?? title, trials: trials)],
            host: host,
            scalingFactor: try scalingFactor(),
            title: title
        )
    }

    /// What `eval_accuracy` is, of the benchmarks whose rules are known.
    private static func quality(of benchmark: String) -> QualityMetric? {
        switch benchmark {
        case "bert": QualityMetric(event: "eval_accuracy", higherIsBetter: true)
        case "llama2_70b_lora": QualityMetric(event: "eval_accuracy", higherIsBetter: false)
        default: nil
        }
    }

    private func scalingFactor() throws(ImportError) -> Double {
        guard let scaling else { return 1 }
        struct Scaling: Decodable {
            var factor: Double
            enum CodingKeys: String, CodingKey { case factor = "scaling_factor" }
        }
        guard let said = try? JSONDecoder().decode(Scaling.self, from: Data(scaling.content)),
            said.factor.isFinite, said.factor > 0
        else { throw scaling.mistake("it states no scaling_factor above 0") }
        return said.factor
    }

    private func trial(of result: Result, _ log: EventLines) throws(ImportError) -> ImportedTrial {
        let start = try log.one("run_start", "the beginning of the training")
        let stop = try log.one("run_stop", "the end of the training")
        let window = (start: try log.time(of: start), stop: try log.time(of: stop))
        guard window.stop > window.start else {
            throw result.log.mistake("run_stop is not after run_start", line: stop.line)
        }
        var meters: [TrainingMeter] = []
        for file in result.power ?? [] { meters.append(try TrainingMeter(file)) }
        let times = meters.flatMap(\.times) + [window.start, window.stop]
        let timeline = try Timeline(spanning: times, of: result.log)
        var trial = ImportedTrial(
            startedAtMilliseconds: timeline.startMilliseconds,
            ended: timeline.instant(times.max() ?? window.stop)
        )
        trial.events = try events(of: log, timeline)
        for meter in meters {
            meter.add(to: &trial, timeline, window: window.start...window.stop)
        }
        if log.isCut {
            trial.notes.append("\(result.log.name) ends within a line: it was cut off.")
        }
        if meters.isEmpty {
            trial.events.append(
                .importedAbsence(
                    result.power == nil
                        ? "there is no power log beside the imported \(result.log.name)"
                        : "the folder of power logs of \(result.log.name) holds no node_*.txt",
                    at: timeline.instant(window.stop)
                )
            )
        }
        if case .text(let status)? = stop.event.metadata["status"], status != "success" {
            trial.events.append(
                .importedExclusion(
                    "did not converge: run_stop says “\(status)”",
                    at: timeline.instant(window.stop)
                )
            )
        }
        return trial
    }

    /// The window and what is stated; blocks, epochs and evaluations are left out, for the rule
    /// gives one energy for the whole.
    private func events(
        of log: EventLines,
        _ timeline: Timeline
    ) throws(ImportError) -> [WorkloadEvent] {
        var events: [WorkloadEvent] = []
        for entry in log.entries {
            let kind: WorkloadEvent.Kind
            switch (entry.event.key, entry.event.kind) {
            case ("run_start", _): kind = .start
            case ("run_stop", _): kind = .stop
            case (_, .pointInTime): kind = .point
            default: continue
            }
            guard let time = entry.event.timeMilliseconds, time.isFinite,
                (time - timeline.start).magnitude < 1e11
            else {
                throw log.file.mistake(
                    "\(entry.event.key) has no time_ms near the others",
                    line: entry.line
                )
            }
            events.append(
                WorkloadEvent(
                    kind: kind,
                    key: entry.event.key,
                    number: entry.event.value.asNumber,
                    value: entry.event.value.json,
                    instant: timeline.instant(time),
                    timeSource: .wallClock
                )
            )
        }
        return events
    }
}

/// The power log of a node, or the stated power of a switch.
private struct TrainingMeter {
    let file: SourceFile
    private var start = 0.0
    private var readings: [(time: Double, microwatts: UInt64)] = []
    private var efficiency: Double?

    /// In µW; of a switch that nobody measured.
    private var stated: UInt64?

    var times: [Double] { stated == nil ? [start] + readings.map(\.time) : [] }

    init(_ file: SourceFile) throws(ImportError) {
        self.file = file
        let log = try EventLines(file)
        if let entry = log.all("interconnect_power_est").last {
            stated = try Self.microwatts(entry, in: file)
            return
        }
        start = try log.time(
            of: try log.one("power_measurement_start", "the beginning of its samples")
        )
        _ = try log.one("power_measurement_stop", "the end of its samples")
        for entry in log.all("power_reading") {
            let time = try log.time(of: entry)
            readings.append((time, try Self.microwatts(entry, in: file)))
        }
        guard let last = readings.last, last.time > start else {
            throw file.mistake("it holds no power_reading after power_measurement_start")
        }
        if let entry = log.all("conversion_eff").last {
            guard let share = entry.event.value.asNumber, share > 0, share <= 1 else {
                throw file.mistake("conversion_eff is no share above 0", line: entry.line)
            }
            efficiency = share
        }
    }

    private static func microwatts(
        _ entry: EventLines.Entry,
        in file: SourceFile
    ) throws(ImportError) -> UInt64 {
        guard let watts = entry.event.value.asNumber,
            let value = PlainNumber.microwatts(watts)
        else { throw file.mistake("\(entry.event.key) is no power in W", line: entry.line) }
        return value
    }

    func add(
        to trial: inout ImportedTrial,
        _ timeline: Timeline,
        window: ClosedRange<Double>
    ) {
        let plain = String(
            file.stem.map { character in
                character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
            }
        )
        let name = "power-\(trial.channels.count)/\(plain)"
        trial.channels.append(
            .imported(
                name,
                method: stated == nil ? TrainingResults.nodeScope : TrainingResults.switchScope,
                rule: stated == nil ? .scaledRectangles : .constantPower,
                quantity: .powerMicrowatts,
                domain: .machine
            )
        )
        let index = trial.channels.count - 1
        if let stated {
            trial.sample(stated, ofChannel: index, at: timeline.instant(window.lowerBound))
            return
        }
        trial.events.append(
            .imported(
                "power_measurement_start",
                ofChannel: name,
                at: timeline.instant(start)
            )
        )
        for reading in readings {
            trial.sample(
                reading.microwatts,
                ofChannel: index,
                at: timeline.instant(reading.time)
            )
        }
        if let efficiency {
            trial.events.append(
                .imported(
                    "conversion_eff",
                    ofChannel: name,
                    number: efficiency,
                    at: timeline.instant(start)
                )
            )
        }
        trial.notes += doubts(window)
    }

    private func doubts(_ window: ClosedRange<Double>) -> [String] {
        var doubts: [String] = []
        let times = [start] + readings.map(\.time)
        let backwards = zip(times, times.dropFirst()).count { $1 < $0 }
        if backwards > 0 {
            doubts.append(
                "\(backwards) readings of \(file.name) are older than the one before; MLPerf's rule "
                    + "takes them in the order of the file."
            )
        }
        if start > window.lowerBound || (times.max() ?? start) < window.upperBound {
            doubts.append(
                "\(file.name) does not cover the training; MLPerf's rule takes its mean for the rest."
            )
        }
        return doubts
    }
}
