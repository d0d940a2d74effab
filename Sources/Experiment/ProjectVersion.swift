/// The version of the project that a run measured, as a command of its suite said it.
public struct ProjectVersion: Sendable, Hashable {
    /// The command: `["git", "describe", "--always", "--dirty"]`.
    public var command: [String]

    /// What it printed, or why that is not known: a version is never made up.
    public var finding: Result<String, Absence>

    public init(command: [String], finding: Result<String, Absence>) {
        self.command = command
        self.finding = finding
    }

    /// `nil` where it is not known.
    public var text: String? { try? finding.get() }

    /// Why it is not known; `nil` where it is.
    public var missingReason: String? {
        if case .failure(let absence) = finding { absence.reason } else { nil }
    }
}

extension ProjectVersion? {
    /// What differs from an earlier one, in a sentence without its end; `nil` where nothing does.
    ///
    /// One that nobody asked for, or whose command failed, is not known.
    public func change(since earlier: ProjectVersion?) -> String? {
        let (now, before) = (self?.text, earlier?.text)
        guard now != before else { return nil }
        let words = [before, now].map { $0 ?? "not known" }
        return "the version of the project was \(words[0]) and is \(words[1])"
    }
}
