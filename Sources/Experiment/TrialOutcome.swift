/// How a trial ended.
///
/// Only a completed trial takes part in comparisons; all are kept.
public enum TrialOutcome: Sendable, Hashable {
    /// Exit status 0, and the window, where one was opened, was closed.
    case completed
    /// The program ended by itself with this status, which is not 0.
    case exited(status: Int32)
    /// A signal ended the program that was not ours.
    case signalled(signal: Int32)
    /// It was ended because it ran longer than it may.
    case timedOut(limit: Duration)
    /// It ended with status 0 but after `run_start` there was no `run_stop`.
    case windowNotClosed
    /// It printed `run_start` more than once: which work belongs to which window is unknown.
    case windowReopened
    /// The program could not be started.
    case notStarted(reason: String)
    /// The user or the system ended the run.
    case interrupted

    /// A word for tables and the database.
    public var word: String {
        switch self {
        case .completed: "completed"
        case .exited: "exited"
        case .signalled: "signalled"
        case .timedOut: "timed_out"
        case .windowNotClosed: "window_not_closed"
        case .windowReopened: "window_reopened"
        case .notStarted: "not_started"
        case .interrupted: "interrupted"
        }
    }

    /// What happened, in a sentence without its end.
    public var explanation: String {
        switch self {
        case .completed: "completed"
        case .exited(let status): "exited with status \(status)"
        case .signalled(let signal):
            "was ended by signal \(signal)" + (Self.signalNames[signal].map { " (\($0))" } ?? "")
        case .timedOut(let limit): "ran longer than its limit of \(limit) and was ended"
        case .windowNotClosed: "printed run_start but never run_stop"
        case .windowReopened: "printed run_start more than once; a trial has one window"
        case .notStarted(let reason): "could not be started: \(reason)"
        case .interrupted: "was interrupted"
        }
    }

    /// Those that end programs by themselves, with Linux's numbers, which most architectures share
    /// (`signal(7)`).
    private static let signalNames: [Int32: String] = [
        1: "SIGHUP, hang-up", 2: "SIGINT, interrupt", 3: "SIGQUIT, quit",
        4: "SIGILL, illegal instruction", 5: "SIGTRAP, trap", 6: "SIGABRT, abort",
        7: "SIGBUS, bus error", 8: "SIGFPE, arithmetic error", 9: "SIGKILL, killed",
        11: "SIGSEGV, invalid memory reference", 13: "SIGPIPE, broken pipe",
        15: "SIGTERM, terminated", 24: "SIGXCPU, CPU time limit", 25: "SIGXFSZ, file size limit",
        31: "SIGSYS, forbidden system call",
    ]
}
