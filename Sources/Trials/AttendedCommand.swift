public import Experiment
internal import Foundation

/// A command of the harness's own, unmeasured, that is followed to its end.
///
/// What checks a commit out, builds it, or asks it for its version. Nothing of it is left behind, even
/// where the harness is killed.
public struct AttendedCommand: Sendable {
    /// A program with a slash is a path from the folder.
    public var words: [String]

    /// It is executed there.
    public var folder: String
    public var timeout: Duration

    /// What it gets besides the harness's own environment.
    public var added: [String: String]

    /// Variables of the harness's environment that it does not get.
    public var withheld: Set<String>

    /// Where it prints.
    public enum Stream: Sendable, Hashable {
        case output
        case error
    }

    public init(
        _ words: [String],
        in folder: String,
        timeout: Duration,
        adding added: [String: String] = [:],
        withholding withheld: Set<String> = []
    ) {
        self.words = words
        self.folder = folder
        self.timeout = timeout
        self.added = added
        self.withheld = withheld
    }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - locator: finds its program.
    ///   - household: what hears interrupts and looks after what is started.
    ///   - onLine: gets each line that it prints.
    /// - Returns: how it ended, `notStarted` where the kernel refused it.
    /// - Throws: `TrialsError.programNotFound`, `.system`, and `.interrupted` where a signal came.
    public func run(
        locator: ProgramLocator,
        household: Household,
        onLine: (Stream, String) -> Void
    ) throws(TrialsError) -> TrialOutcome {
        try Orphans.adopt()
        let marker = "JOULEBENCH_COMMAND=\(UUID().uuidString)"
        let child = try ChildProcess(
            path: try locator.locate(words.first ?? "", in: folder),
            words: words,
            environment: workloadEnvironment(adding: added, marker: marker)
                .filter { !withheld.contains($0.key) },
            folder: folder
        )
        defer { child.closeDescriptors() }
        household.guardian.watch(session: child.pid, marker: marker)
        defer { household.guardian.release() }
        if let refusal = child.open() {
            _ = child.reap(blocking: true)
            return .notStarted(reason: "it could not be started in \(folder): \(refusal)")
        }
        let session = ProcessSession(
            child: child,
            timeout: timeout,
            household: household,
            marker: marker
        )
        let result = session.follow(
            onLine: { stream, line, _ in onLine(stream == .output ? .output : .error, line) },
            onEnd: {}
        )
        if result.end == .interrupted { throw .interrupted }
        return TrialOutcome(result.end, timeout: timeout)
    }
}
