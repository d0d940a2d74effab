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

extension Run {
    /// The version of the project, and that not all trials are of it where the run went on with
    /// another one; `nil` where it is not known.
    public var versionText: String? {
        projectVersion?.text.map { hasChangedVersion ? "\($0), then another" : $0 }
    }

    /// Whether it went on with another version of the project.
    private var hasChangedVersion: Bool {
        history.resumptions.contains { session in
            session.acceptedChanges.contains { $0.hasPrefix(ProjectVersion?.changeBeginning) }
        }
    }

    /// Whether it went on after something had changed that its trials depend on.
    public var isMixed: Bool { history.resumptions.contains { !$0.acceptedChanges.isEmpty } }
}

extension ProjectVersion? {
    /// How each sentence of `change(since:)` begins.
    fileprivate static let changeBeginning = "the version of the project was "

    /// What differs from an earlier one, in a sentence without its end; `nil` where nothing does.
    ///
    /// One that nobody asked for, or whose command failed, is not known.
    public func change(since earlier: ProjectVersion?) -> String? {
        let (now, before) = (self?.text, earlier?.text)
        guard now != before else { return nil }
        let words = [before, now].map { $0 ?? "not known" }
        return "\(Self.changeBeginning)\(words[0]) and is \(words[1])"
    }
}
