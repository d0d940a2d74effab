/// One nightly run of a suite on a machine.
public struct Night: Sendable, Hashable {
    public enum State: String, Sendable, Hashable, Codable, CaseIterable {
        /// Trials are still to come, or the harness was killed.
        case running
        /// It was judged.
        case judged
        /// It ended before it could be judged; `reasons` say why.
        case failed
    }

    /// A UUID, unique over all machines.
    public var id: String

    /// Its place among the nights of its suite and machine, from 1: clocks go back, this does not.
    public var number: Int
    public var suite: String
    public var machineID: String
    public var machineName: String

    /// Of its trials; `nil` where none was begun.
    public var runID: String?

    /// Of the automatic re-run of what was suspected; `nil` where there was none.
    public var rerunID: String?

    /// Which pinned reference ran beside tonight's variants; `nil` without one.
    public var pinID: String?
    public var startedAtMilliseconds: Int64
    public var endedAtMilliseconds: Int64?
    public var state: State

    /// `nil` until it is judged.
    public var outcome: NightOutcome?

    /// Why it is as it is, in sentences without their ends.
    public var reasons: [String]

    /// The version of the project under test; `nil` where it is not known.
    public var projectVersion: String?

    /// What of the machine decides on energies: kernel, microcode, drivers, governors, sensors.
    public var circumstances: Circumstances

    /// From which change on a metric mattered.
    public var bounds: FigureBounds

    /// What was simulated, in words; `nil` where all is real.
    public var simulation: String?

    public init(
        id: String,
        number: Int,
        suite: String,
        machineID: String,
        machineName: String,
        runID: String? = nil,
        rerunID: String? = nil,
        pinID: String? = nil,
        startedAtMilliseconds: Int64,
        endedAtMilliseconds: Int64? = nil,
        state: State = .running,
        outcome: NightOutcome? = nil,
        reasons: [String] = [],
        projectVersion: String? = nil,
        circumstances: Circumstances = Circumstances(),
        bounds: FigureBounds = FigureBounds(),
        simulation: String? = nil
    ) {
        self.id = id
        self.number = number
        self.suite = suite
        self.machineID = machineID
        self.machineName = machineName
        self.runID = runID
        self.rerunID = rerunID
        self.pinID = pinID
        self.startedAtMilliseconds = startedAtMilliseconds
        self.endedAtMilliseconds = endedAtMilliseconds
        self.state = state
        self.outcome = outcome
        self.reasons = reasons
        self.projectVersion = projectVersion
        self.circumstances = circumstances
        self.bounds = bounds
        self.simulation = simulation
    }
}

/// What a night says, the worst last.
public enum NightOutcome: String, Sendable, Hashable, Codable, CaseIterable {
    case quiet
    /// A change for the better beyond the bound is confirmed and not acknowledged.
    case improved
    /// A series could not be judged, the canary alarmed, or trials are missing.
    case couldNotJudge = "could_not_judge"
    /// A regression is confirmed and not acknowledged.
    case regressed

    /// In words, for tables.
    public var words: String {
        switch self {
        case .quiet: "quiet"
        case .improved: "improved"
        case .couldNotJudge: "could not judge"
        case .regressed: "regressed"
        }
    }
}

/// What has to be the same for two nights' figures to be of one level, by name.
public struct Circumstances: Sendable, Hashable, Codable {
    /// By name, as "6.1.0-18-amd64" under "kernel"; what is not known is not in it.
    public var values: [String: String]

    public init(_ values: [String: String] = [:]) { self.values = values }

    /// What differs from earlier ones, in phrases: "kernel 6.1.0-18 → 6.1.0-20".
    public func changes(since earlier: Circumstances) -> [String] {
        Set(values.keys).union(earlier.values.keys).sorted().compactMap { name in
            let (before, now) = (earlier.values[name], values[name])
            guard before != now else { return nil }
            return "\(name) \(before ?? "unknown") → \(now ?? "unknown")"
        }
    }

    /// These and others; the others win.
    public func merging(_ other: Circumstances) -> Circumstances {
        Circumstances(values.merging(other.values) { _, new in new })
    }
}
