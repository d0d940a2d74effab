internal import EventLog
internal import Experiment
internal import Foundation

/// An MLPerf Inference power submission: LoadGen's logs with PTDaemon's.
///
/// The window is from power_begin to power_end of the detail log. Its energy is the plain mean of
/// the samples above 0 strictly inside, times its length.
struct InferenceSubmission {
    var detail: SourceFile
    var power: SourceFile
    var summary: SourceFile?

    /// `power/server.json`, which states the zone of the meter's machine.
    var server: SourceFile?

    /// `power/client.log`, which states how far the two clocks were apart.
    var clientLog: SourceFile?
    var system: SourceFile?

    /// What the submission is named after.
    var title: String

    static let scope = "AC power at the wall (MLPerf, PTDaemon)"

    /// Beyond this MLPerf refuses a submission, in milliseconds.
    private static let largestSkew = 800.0

    func read() throws(ImportError) -> ImportedData {
        let log = try EventLines(detail)
        let begin = try edge("power_begin", in: log)
        let end = try edge("power_end", in: log)
        guard end > begin else { throw detail.mistake("power_end is not after power_begin") }
        for key in ["effective_scenario", "result_validity"] {
            _ = try log.one(key, "LoadGen's result")
        }
        guard let scenario = log.text("effective_scenario") else {
            throw detail.mistake("effective_scenario is no text")
        }
        if scenario != "Offline" {
            let count = try log.one("result_query_count", "how many queries were answered")
            guard let queries = count.event.value.asNumber, queries > 0 else {
                throw detail.mistake("result_query_count is not above 0", line: count.line)
            }
        }
        var meter = try PowerLog(power)
        meter.shift(bySeconds: try zone(), toCover: begin...end)
        try meter.check(cover: begin...end)
        let words = try SummaryWords(summary, of: log)
        let trial = try trial(log, meter, begin...end, notes: words.notes)
        let isStream = ["SingleStream", "MultiStream"].contains(scenario)
        return ImportedData(
            format: .mlperfInference,
            comparison: "inference",
            unitOfWork: isStream ? "queries" : "samples",
            quality: nil,
            variants: [
                ImportedVariant(
                    name: words.system ?? title,
                    parameters: ["scenario": scenario],
                    trials: [trial]
                )
            ],
            host: try HostWords(system),
            title: title
        )
    }

    private func edge(_ key: String, in log: EventLines) throws(ImportError) -> Double {
        let entry = try log.one(key, "an edge of the performance run")
        guard case .text(let text) = entry.event.value,
            let time = LoadGenLog.milliseconds(of: text)
        else {
            throw detail.mistake("\(key) is no time (MM-DD-YYYY HH:MM:SS.mmm)", line: entry.line)
        }
        return Double(time)
    }

    private func trial(
        _ log: EventLines,
        _ meter: PowerLog,
        _ window: ClosedRange<Double>,
        notes: [String]
    ) throws(ImportError) -> ImportedTrial {
        let times = meter.samples.map(\.time) + [window.lowerBound, window.upperBound]
        let timeline = try Timeline(spanning: times, of: power)
        var trial = ImportedTrial(
            startedAtMilliseconds: timeline.startMilliseconds,
            ended: timeline.instant(times.max() ?? window.upperBound)
        )
        trial.channels = [
            .imported(
                "ptdaemon/power",
                method: Self.scope,
                rule: .windowMean,
                quantity: .powerMicrowatts,
                domain: .machine
            )
        ]
        for sample in meter.samples {
            trial.sample(sample.microwatts, ofChannel: 0, at: timeline.instant(sample.time))
        }
        let isSampled = meter.samples.contains { sample in
            sample.time > window.lowerBound && sample.time < window.upperBound
                && (sample.microwatts ?? 0) > 0
        }
        guard isSampled else { throw power.mistake("it holds no sample above 0 W in the window") }
        trial.events =
            [.loadGenEdge("power_begin", at: timeline.instant(window.lowerBound))]
            + Self.events(of: log, at: trial.ended)
            + [.loadGenEdge("power_end", at: timeline.instant(window.upperBound))]
        trial.notes = meter.notes + meter.doubts(in: window) + notes + (try clockNotes())
        if log.isCut { trial.notes.append("\(detail.name) ends within a line: it was cut off.") }
        return trial
    }

    /// LoadGen's statements as points, without lists, objects and long texts.
    private static func events(of log: EventLines, at end: MonotonicInstant) -> [WorkloadEvent] {
        log.entries.compactMap { entry in
            switch entry.event.value {
            case .array, .object: return nil
            case .text(let text) where text.utf8.count > 4096: return nil
            default: break
            }
            guard !["power_begin", "power_end"].contains(entry.event.key) else { return nil }
            return WorkloadEvent(
                kind: .point,
                key: entry.event.key,
                number: entry.event.value.asNumber,
                value: entry.event.value.json,
                instant: end,
                timeSource: .arrival
            )
        }
    }

    /// What the meter's machine is west of UTC, in seconds.
    private func zone() throws(ImportError) -> Double {
        guard let server else { return 0 }
        struct Server: Decodable { var timezone: Double? }
        do {
            let said = try JSONDecoder().decode(Server.self, from: Data(server.content))
            let zone = said.timezone ?? 0
            guard zone.magnitude <= 86_400 else {
                throw server.mistake("its timezone is more than a day")
            }
            return zone
        } catch let error as ImportError {
            throw error
        } catch {
            throw server.mistake("it is no JSON with a timezone in seconds")
        }
    }

    /// A warning where the clocks of the machine and of the meter were too far apart.
    private func clockNotes() throws(ImportError) -> [String] {
        guard let clientLog else { return [] }
        var worst = 0.0
        for line in try clientLog.lines() {
            guard let range = line.text.range(of: "is within range ") else { continue }
            let ends = line.text[range.upperBound...].replacing(" ms", with: "")
                .split(separator: "..").map { PlainNumber.double($0.trimmed) }
            for end in ends { worst = max(worst, end?.magnitude ?? 0) }
        }
        guard worst > Self.largestSkew else { return [] }
        return [
            "The clocks of the machine and of the meter were up to \(worst) ms apart; MLPerf allows "
                + "\(Self.largestSkew) ms."
        ]
    }
}

/// What LoadGen's summary says, held against the detail log.
private struct SummaryWords {
    var system: String?
    var notes: [String] = []

    init(_ summary: SourceFile?, of log: EventLines) throws(ImportError) {
        guard let summary else { return }
        var said: [String: String] = [:]
        for line in try summary.lines() where line.isEnded {
            guard let colon = line.text.firstIndex(of: ":") else { continue }
            said[line.text[..<colon].trimmed] =
                line.text[line.text.index(after: colon)...].trimmed
        }
        system = said["SUT name"].flatMap { $0.isEmpty ? nil : $0 }
        for (word, key) in [("Scenario", "effective_scenario"), ("Result is", "result_validity")] {
            guard let stated = said[word] else {
                notes.append("\(summary.name) does not say “\(word)”: it is cut off, or another.")
                continue
            }
            guard stated == log.text(key) else {
                throw summary.mistake(
                    "“\(word) : \(stated)” is not what \(log.file.name) states "
                        + "(\(log.text(key) ?? "nothing")): the files are of different runs"
                )
            }
        }
    }
}
