/// Something that makes a trial doubtful, with what would help.
///
/// The trial is kept.
public enum TrialWarning: Sendable, Hashable, Codable {
    case readFailed(channel: String, count: Int, reason: String)
    case counterReset(channel: String)
    case malformedEvent(line: String)
    case windowShorterThan(seconds: Double)
    case samplesDropped(count: Int)
    /// The trial was not started because of the harness, its sensors or the system.
    case harnessFailed
    case samplingStalled(seconds: Double)
    case unusableReport(key: String, value: String)
    case leftProcesses(count: Int)
    case processTimeLost(nanoseconds: Int64)
    case exitStatusIgnored(status: Int32)
    /// `isOfTrial`: counted in the trial's own cgroup, else on the whole machine.
    case outOfMemory(processes: Int, isOfTrial: Bool)
    case throttled(cores: Int, packages: Int)
    case timeStolen(percent: Int)
    case foreignLoad(percentOfOneCPU: Int)
    case wrapsUnknown(channel: String)
    case counterStalled(channel: String, seconds: Double)
    case mirroredDies(channels: [String])
    case boardDisagrees(device: String, share: Double)
    case partsAboveWhole(package: String, parts: Double, whole: Double)
    case workload(WorkloadWarning)
    case condition(ConditionWarning)
    /// What is doubtful in files that were imported, in sentences.
    case imported(note: String)

    private static func processes(_ count: Int) -> String {
        count == 1 ? "1 process" : "\(count) processes"
    }

    /// What happened and what to do, in sentences.
    public var explanation: String {
        switch self {
        case .readFailed(let channel, let count, let reason):
            "\(count.counted("reading")) of \(channel) failed (\(reason)); the values between are unknown."
        case .counterReset(let channel):
            "\(channel) went back by more than a wrap explains: the counter was reset "
                + "(suspend, driver reload). The energy of a window around that is missing."
        case .harnessFailed:
            "It was not started because of the harness, its sensors or the system, and not because of "
                + "the workload: it is made again."
        case .exitStatusIgnored(let status):
            "The command exited with status \(status), which was ignored as asked. Look at its output "
                + "(`joulebench show --trial`) before you trust that it did its work."
        case .outOfMemory(let count, true):
            "The kernel ended \(Self.processes(count)) of the trial because memory ran out. Give the "
                + "workload less to hold, or the machine (its cgroup) more memory."
        case .outOfMemory(let count, false):
            "The kernel ended \(Self.processes(count)) on this machine for lack of memory while the trial "
                + "ran; whose is not known. Give the workload less to hold, or the machine "
                + "more memory."
        case .throttled(let cores, let packages):
            "Heat slowed the processor down in the window: \(cores.counted("time")) a core, "
                + "\(packages.counted("time")) a package. Cool it better, lower its power limit, or rest between trials."
        case .timeStolen(let percent):
            "The hypervisor gave \(percent) % of the CPUs' time in the window to others. Measure on "
                + "the bare machine, or on a guest whose CPUs are its own."
        case .foreignLoad(let percent):
            "Other programs kept \(percent) % of one CPU busy in the window; their energy is in the "
                + "package's. Close them, or wait until the machine is idle."
        case .wrapsUnknown(let channel):
            "\(channel) was not read for so long that it may have wrapped more than once. "
                + "The energy of a window around that is missing."
        case .counterStalled(let channel, let seconds):
            "\(channel) stood still for \(seconds.rounded(toPlaces: 3)) s and was not seen to catch up: "
                + "what it may have lost is in the uncertainty, or the energy is missing where that is "
                + "too much."
        case .mirroredDies(let channels):
            "\(channels.joined(separator: ", ")) showed the same energy all the time: they are one "
                + "counter, and it is counted once."
        case .boardDisagrees(let device, let share):
            "The energy counter of \(device) and its integrated power are "
                + "\((share.magnitude * 100).rounded(toPlaces: 1)) % apart (the integral is "
                + "\(share < 0 ? "lower" : "higher")). Use longer windows; where that does not help, "
                + "the board's sensors do not agree."
        case .partsAboveWhole(let package, let parts, let whole):
            "The parts of \(package) used \(parts.rounded(toPlaces: 3)) J, more than its own "
                + "\(whole.rounded(toPlaces: 3)) J: one of these counters is wrong."
        case .workload(let warning): warning.explanation
        case .condition(let condition): condition.explanation
        case .imported(let note): note
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
            "The workload left \(Self.processes(count)) running when it had ended; all were ended. "
                + "Let the workload wait for what it starts."
        case .samplesDropped(let count):
            "\(count.counted("sample")) found no room in the buffer. Choose a longer sampling interval."
        case .processTimeLost(let nanoseconds):
            "About \(nanoseconds / 1_000_000) ms of CPU time disappeared with processes that nobody "
                + "waited for; the CPU time is too low by that, and so is an estimate made of it. "
                + "Let the workload wait for what it starts."
        }
    }
}

extension TrialWarning {
    /// What warnings of one kind have in common, however bad each is.
    public var family: String {
        switch self {
        case .readFailed(let channel, _, let reason): "read failed \(channel) \(reason)"
        case .counterStalled(let channel, _): "stalled \(channel)"
        case .boardDisagrees(let device, _): "disagrees \(device)"
        case .partsAboveWhole(let package, _, _): "parts \(package)"
        case .samplesDropped: "samples dropped"
        case .samplingStalled: "sampling stalled"
        case .leftProcesses: "left processes"
        case .outOfMemory(_, let isOfTrial): "out of memory \(isOfTrial)"
        case .processTimeLost: "process time lost"
        case .throttled: "throttled"
        case .timeStolen: "time stolen"
        case .foreignLoad: "foreign load"
        case .workload(let warning): warning.family
        case .condition(let condition): condition.family
        case .counterReset, .malformedEvent, .windowShorterThan, .unusableReport,
            .exitStatusIgnored, .wrapsUnknown, .mirroredDies, .harnessFailed, .imported:
            explanation
        }
    }

    /// How bad it is, among warnings of its family.
    public var magnitude: Double {
        switch self {
        case .readFailed(_, let count, _), .samplesDropped(let count), .leftProcesses(let count):
            Double(count)
        case .counterStalled(_, let seconds), .samplingStalled(let seconds): seconds
        case .outOfMemory(let count, _): Double(count)
        case .boardDisagrees(_, let share): share.magnitude
        case .partsAboveWhole(_, let parts, let whole): parts - whole
        case .processTimeLost(let nanoseconds): Double(nanoseconds)
        case .throttled(let cores, let packages): Double(cores + packages)
        case .timeStolen(let percent), .foreignLoad(let percent): Double(percent)
        case .condition(let condition): condition.magnitude
        case .workload(let warning): warning.magnitude
        case .counterReset, .malformedEvent, .windowShorterThan, .unusableReport,
            .exitStatusIgnored, .wrapsUnknown, .mirroredDies, .harnessFailed, .imported:
            0
        }
    }
}

extension Double {
    /// Rounded to some decimal places, for sentences.
    fileprivate func rounded(toPlaces places: Int) -> Double {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        return (self * scale).rounded() / scale
    }
}
