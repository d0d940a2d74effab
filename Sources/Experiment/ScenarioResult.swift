public import Units

/// What MLPerf's LoadGen, or a generator that prints the same keys, says of a trial.
///
/// Read from the trial's events: `effective_scenario`, `result_validity`, `result_query_count`,
/// `result_90.00_percentile_latency_ns` and so on (mlcommons/inference, loadgen/results.cc).
public struct ScenarioResult: Sendable, Hashable {
    /// Whether the result counts by the rules that it was made under.
    public enum Validity: Sendable, Hashable {
        case valid
        case invalid(reasons: [String])
        /// The program ended before it said so.
        case unstated
    }

    /// The rules that it was made under.
    public enum Mode: String, Sendable, Hashable, Codable, CaseIterable {
        /// MLPerf's own durations and query counts.
        case mlperf
        /// Shorter or fewer: no figure of it is an MLPerf result.
        case quick
    }

    /// SingleStream, MultiStream, Server or Offline.
    public var scenario: String
    public var mode: Mode
    public var validity: Validity

    /// The queries that were answered.
    public var queries: Double?
    public var samples: Double?

    /// Arrivals in a second that the trial was set to; `nil` but in Server.
    public var targetQPS: Double?

    /// Samples in a second, as stated.
    public var samplesPerSecond: Double?

    /// From a query's scheduled arrival (Server) or its issue to its completion.
    public var meanLatency: TimeSpan?

    /// By percentile: 90 for the 90th; `sorted[⌊n·p⌋]`, without interpolation.
    public var latencies: [Double: TimeSpan]

    /// How the latencies are distributed, by class; `nil` where the generator does not tell, as
    /// LoadGen itself.
    public var histogram: [LatencyClass]?

    /// MLPerf's estimate for the percentile of SingleStream (90) and MultiStream (99), which is at
    /// or above the sample's own.
    public var earlyStoppingLatency: TimeSpan?

    /// `nil` where the events name no scenario, or one that is none of MLPerf's four.
    public init?(of trial: Trial) {
        let said = Statements(trial.events)
        guard let scenario = said.text("effective_scenario"), Self.scenarios.contains(scenario)
        else { return nil }
        self.scenario = scenario
        mode = Self.mode(scenario: scenario, said, window: trial.window)
        validity = Self.validity(said)
        queries = said.positive("result_query_count")
        samples = Self.samples(scenario: scenario, said)
        let isServer = scenario == Self.server
        targetQPS = isServer ? said.positive("effective_target_qps") : nil
        samplesPerSecond =
            [
                "result_samples_per_second", "result_completed_samples_per_sec",
                "result_scheduled_samples_per_sec", "result_qps_with_loadgen_overhead",
            ].lazy.compactMap(said.positive).first
        meanLatency = said.nanoseconds("result_mean_latency_ns")
        latencies = said.percentiles
        histogram = said.values[LatencyClass.event].flatMap(LatencyClass.classes)
        earlyStoppingLatency =
            switch scenario {
            case "SingleStream": said.nanoseconds("early_stopping_latency_ss")
            case "MultiStream": said.nanoseconds("early_stopping_latency_ms")
            default: nil
            }
    }

    static let server = "Server"

    /// As LoadGen names them.
    private static let scenarios = ["SingleStream", "MultiStream", server, "Offline"]

    /// The work done in a unit, where the generator states it: "samples" or "queries".
    func amount(of unit: String) -> Double? {
        switch unit {
        case "samples": samples
        case "queries": queries
        default: nil
        }
    }

    public func latency(percentile: Double) -> TimeSpan? { latencies[percentile] }

    private static func samples(scenario: String, _ said: Statements) -> Double? {
        // Offline sends all of its samples in one query.
        if scenario == "Offline", let generated = said.positive("generated_samples_per_query") {
            return generated * (said.positive("generated_query_count") ?? 1)
        }
        guard let queries = said.positive("result_query_count"),
            let each = said.positive("effective_samples_per_query")
        else { return nil }
        return queries * each
    }

    /// The mode as stated; else, as LoadGen itself knows none, by the limits in effect: MLPerf asks
    /// for 600 s, and for 24,576 samples in Offline (inference_rules.adoc, mlperf.conf).
    ///
    /// A word alone shows nothing: the 600 s have to be in the settings and in the window.
    private static func mode(scenario: String, _ said: Statements, window: Window?) -> Mode {
        let isLong =
            (said.number("effective_min_duration_ms") ?? 0) >= 600_000
            && (window?.duration ?? .zero) >= .seconds(600)
        if let stated = said.text("scenario_mode") {
            return isLong && stated == Mode.mlperf.rawValue ? .mlperf : .quick
        }
        let isMany =
            scenario != "Offline" || (said.number("effective_min_sample_count") ?? 0) >= 24_576
        return isLong && isMany ? .mlperf : .quick
    }

    private static func validity(_ said: Statements) -> Validity {
        switch said.text("result_validity") {
        case "VALID": return .valid
        case nil: return .unstated
        default: break
        }
        let rules = [
            ("result_min_duration_met", "the minimum duration was not met"),
            ("result_min_queries_met", "the minimum number of queries was not met"),
            ("result_perf_constraints_met", "the latency bound was not met"),
            ("early_stopping_met", "the criterion of early stopping was not met"),
        ]
        let broken = rules.filter { said.values[$0.0] == "false" }.map(\.1)
        let stated = [said.text("result_invalid_reason") ?? ""].filter { !$0.isEmpty }
        let reasons = broken.isEmpty ? stated : broken
        return .invalid(reasons: reasons.isEmpty ? ["no reason is stated"] : reasons)
    }
}

/// What is done in a trial, which decides what it may be set against.
///
/// Fixed work goes as fast as it can: the work decides, and the rate is a result. At a fixed rate
/// the time is given, and the power at that rate is what differs. A ratio between the two has no meaning.
public enum WorkKind: Sendable, Hashable {
    case fixedWork(scenario: String, mode: ScenarioResult.Mode)
    case fixedRate(scenario: String, queriesPerSecond: Double?, mode: ScenarioResult.Mode)

    /// In words, for tables.
    public var summary: String {
        switch self {
        case .fixedWork: "fixed work"
        case .fixedRate(_, let rate?, _): "fixed rate, \(rate.shortest) queries/s"
        case .fixedRate(_, nil, _): "fixed rate"
        }
    }

    /// In words, with all that has to be the same in trials that are set against each other.
    public var description: String {
        switch self {
        case .fixedWork(let scenario, let mode), .fixedRate(let scenario, _, let mode):
            "\(scenario), \(summary), \(mode.rawValue)"
        }
    }

    public var isFixedRate: Bool {
        if case .fixedRate = self { true } else { false }
    }
}

extension ScenarioResult {
    public var kind: WorkKind {
        scenario == Self.server
            ? .fixedRate(scenario: scenario, queriesPerSecond: targetQPS, mode: mode)
            : .fixedWork(scenario: scenario, mode: mode)
    }

    /// Why the trial takes no part in means; `nil` where it does.
    ///
    /// MLPerf's practice: a result that is INVALID is no result.
    public var exclusion: String? {
        switch validity {
        case .valid: nil
        case .invalid(let reasons):
            "gave an INVALID result (\(scenario)): \(reasons.joined(separator: "; "))"
        case .unstated: "named the scenario \(scenario) and stated no result_validity"
        }
    }
}

/// The last value of each key that was stated.
struct Statements {
    /// As JSON text.
    var values: [String: String] = [:]
    private var numbers: [String: Double] = [:]

    init(_ events: [WorkloadEvent]) {
        for event in events where event.kind == .point {
            values[event.key] = event.value
            numbers[event.key] = event.number
        }
    }

    func number(_ key: String) -> Double? { numbers[key].flatMap { $0.isFinite ? $0 : nil } }

    func positive(_ key: String) -> Double? { number(key).flatMap { $0 > 0 ? $0 : nil } }

    func nanoseconds(_ key: String) -> TimeSpan? { positive(key).map { .seconds($0 / 1e9) } }

    /// Without control characters: it goes into titles and tables.
    func text(_ key: String) -> String? {
        guard let text = values[key].flatMap(JSONString.text) else { return nil }
        var plain = String.UnicodeScalarView()
        plain.append(contentsOf: text.unicodeScalars.filter { !$0.isControl })
        return String(plain)
    }

    /// `result_99.00_percentile_latency_ns` → 99.
    var percentiles: [Double: TimeSpan] {
        var found: [Double: TimeSpan] = [:]
        let ending = "_percentile_latency_ns"
        for key in numbers.keys where key.hasPrefix("result_") && key.hasSuffix(ending) {
            let percent = key.dropFirst("result_".count).dropLast(ending.count)
            if let percent = Double(percent), percent > 0, percent < 100,
                let latency = nanoseconds(key)
            {
                found[percent] = latency
            }
        }
        return found
    }
}

/// A JSON string as it is kept with an event.
enum JSONString {
    /// The text of a JSON string; `nil` for any other value.
    static func text(_ json: String) -> String? {
        guard json.count >= 2, json.first == "\"", json.last == "\"" else { return nil }
        var text = ""
        var rest = json.dropFirst().dropLast()
        while let character = rest.popFirst() {
            guard character == "\\" else {
                text.append(character)
                continue
            }
            switch rest.popFirst() {
            // Reasons go into one line.
            case "n", "r", "t", "b", "f": text.append(" ")
            case "u":
                let code = UInt32(rest.prefix(4), radix: 16).flatMap(Unicode.Scalar.init)
                text.unicodeScalars.append(code ?? "\u{FFFD}")
                rest = rest.dropFirst(4)
            case let other?: text.append(other)
            case nil: break
            }
        }
        return text
    }
}

extension Unicode.Scalar {
    /// C0, DEL and C1.
    fileprivate var isControl: Bool { value < 0x20 || (0x7F...0x9F).contains(value) }
}

extension Double {
    /// Without the “.0” of a whole number.
    fileprivate var shortest: String { Int64(exactly: self).map { "\($0)" } ?? "\(self)" }
}

extension ScenarioResult.Validity {
    /// The word that LoadGen uses; empty where it states none.
    public var word: String {
        switch self {
        case .valid: "VALID"
        case .invalid: "INVALID"
        case .unstated: ""
        }
    }
}
