/// How a run was started, and each time that it was gone on with.
public struct RunHistory: Sendable, Hashable {
    /// How to start it again; `nil` in runs of versions that did not keep it.
    public var start: RunStart?

    /// The first is the start itself; empty in runs of versions that did not keep them.
    public var sessions: [RunSession]

    /// Whether a harness has the run in its hands; `nil` where that was not looked at or is not
    /// known.
    public var isAttended: Bool?

    public init(
        start: RunStart? = nil,
        sessions: [RunSession] = [],
        isAttended: Bool? = nil
    ) {
        self.start = start
        self.sessions = sessions
        self.isAttended = isAttended
    }

    /// The times at which it was gone on with.
    public var resumptions: ArraySlice<RunSession> { sessions.dropFirst() }
}

/// The command line that a run came from.
public struct RunStart: Sendable, Hashable, Codable {
    /// The words after the program's name.
    public var arguments: [String]

    /// The folder that it was started in: paths of commands begin there.
    public var folder: String

    /// The SHA-256 of the variants' programs and of the files that their commands name, by path;
    /// empty in runs of versions that did not keep them.
    public var files: [String: String]

    public init(arguments: [String], folder: String, files: [String: String] = [:]) {
        self.arguments = arguments
        self.folder = folder
        self.files = files
    }
}

/// One time that a harness worked on a run, from its start or resumption to its end.
public struct RunSession: Sendable, Hashable {
    /// In milliseconds since 1970.
    public var startedAtMilliseconds: Int64
    public var harnessVersion: String

    /// What was no longer as at the start of the run and was accepted, in sentences.
    public var acceptedChanges: [String]

    public init(
        startedAtMilliseconds: Int64,
        harnessVersion: String,
        acceptedChanges: [String] = []
    ) {
        self.startedAtMilliseconds = startedAtMilliseconds
        self.harnessVersion = harnessVersion
        self.acceptedChanges = acceptedChanges
    }
}

extension Run {
    public var stateText: String { state.text(isAttended: history.isAttended) }
}

extension Run.State {
    /// The state in words: a run whose harness was killed still says that it is running.
    ///
    /// - Parameter isAttended: whether a harness has it in its hands.
    /// - Returns: words for a table.
    public func text(isAttended: Bool?) -> String {
        guard self == .running else { return rawValue }
        return switch isAttended {
        case true: "running"
        case false: "interrupted (killed)"
        case nil: "running or killed"
        }
    }
}

extension Trial {
    /// Whether it has to be made again: it was interrupted, or the harness failed to start it.
    public var isOwed: Bool { outcome == .interrupted || warnings.contains(.harnessFailed) }
}

extension [Trial] {
    /// The trials, in the order in which they were made, without those that were interrupted or
    /// failed because of the harness, and were made again.
    public func withoutSuperseded() -> [Trial] {
        var last: [TrialPlace: Int] = [:]
        for (index, trial) in enumerated() { last[TrialPlace(trial.planned)] = index }
        return enumerated().filter { index, trial in
            !trial.isOwed || last[TrialPlace(trial.planned)] == index
        }.map(\.element)
    }
}

/// What tells the planned trials of a run apart.
private struct TrialPlace: Hashable {
    var comparison: String
    var variant: String
    var block: Int
    var isWarmUp: Bool

    init(_ planned: PlannedTrial) {
        comparison = planned.comparison
        variant = planned.variant
        block = planned.block
        isWarmUp = planned.isWarmUp
    }
}
