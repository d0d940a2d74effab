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
        case .signalled(let signal): "was ended by signal \(signal)"
        case .timedOut(let limit): "ran longer than its limit of \(limit) and was ended"
        case .windowNotClosed: "printed run_start but never run_stop"
        case .windowReopened: "printed run_start more than once; a trial has one window"
        case .notStarted(let reason): "could not be started: \(reason)"
        case .interrupted: "was interrupted"
        }
    }
}

/// Something that makes a trial doubtful, with what would help.
///
/// The trial is kept.
public enum TrialWarning: Sendable, Hashable, Codable {
    case readFailed(channel: String, count: Int, reason: String)
    case counterReset(channel: String)
    case malformedEvent(line: String)
    case windowShorterThan(seconds: Double)
    case samplesDropped(count: Int)
    case samplingStalled(seconds: Double)
    case unusableReport(key: String, value: String)
    case leftProcesses(count: Int)
    case processTimeLost(nanoseconds: Int64)
    case exitStatusIgnored(status: Int32)
    case throttled(cores: Int, packages: Int)
    case timeStolen(percent: Int)
    case foreignLoad(percentOfOneCPU: Int)

    /// What happened and what to do, in sentences.
    public var explanation: String {
        switch self {
        case .readFailed(let channel, let count, let reason):
            "\(count) reading(s) of \(channel) failed (\(reason)); the values between are unknown."
        case .counterReset(let channel):
            "\(channel) went back by more than a wrap explains: the counter was reset "
                + "(suspend, driver reload). Its energy in this trial is missing."
        case .malformedEvent(let line):
            "An event could not be read: “\(line.prefix(120))”. Print valid JSON after :::MLLOG."
        case .windowShorterThan(let seconds):
            "The window is shorter than \(seconds) s, so the counters' refresh weighs heavily. "
                + "Let the workload do more work between run_start and run_stop."
        case .samplingStalled(let seconds):
            "No counter was read for \(seconds) s: the harness was stopped or starved, and what "
                + "happened in that time is not seen in detail."
        case .unusableReport(let key, let value):
            "The workload reported \(value.prefix(120)) as \(key), which is no amount; it is taken as missing."
        case .leftProcesses(let count):
            "\(count) process(es) of the workload still ran when it had ended, and were ended. "
                + "Let the workload wait for what it starts."
        case .samplesDropped(let count):
            "\(count) sample(s) found no room in the buffer. Choose a longer sampling interval."
        case .processTimeLost(let nanoseconds):
            "About \(nanoseconds / 1_000_000) ms of CPU time disappeared with processes that nobody "
                + "waited for; the CPU time is too low by that, and so is an estimate made of it. "
                + "Let the workload wait for what it starts."
        case .exitStatusIgnored(let status):
            "The command exited with status \(status), which was ignored as asked. Look at its output "
                + "(`joulebench show --trial`) before you trust that it did its work."
        case .throttled(let cores, let packages):
            "Heat slowed the processor down in the window: \(cores) time(s) a core, \(packages) "
                + "time(s) a package. Cool it better, lower its power limit, or rest between trials."
        case .timeStolen(let percent):
            "The hypervisor gave \(percent) % of the CPUs' time in the window to others. Measure on "
                + "the bare machine, or on a guest whose CPUs are its own."
        case .foreignLoad(let percent):
            "Other programs kept \(percent) % of one CPU busy in the window; their energy is in the "
                + "package's. Close them, or wait until the machine is idle."
        }
    }
}
