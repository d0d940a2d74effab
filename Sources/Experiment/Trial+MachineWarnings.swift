internal import Units

extension Channel {
    /// How often cores were slowed down for heat.
    public static let coreThrottles = "machine/core-throttles"

    /// How often packages were slowed down for heat.
    public static let packageThrottles = "machine/package-throttles"

    /// CPU time that anything on the machine used, in ns.
    public static let machineBusyTime = "machine/busy-time"

    /// CPU time that the hypervisor gave to others, in ns.
    public static let machineStealTime = "machine/steal-time"
}

extension Trial {
    /// The share of the CPUs' time in the window that may be stolen.
    static let acceptableSteal = 0.01

    /// The share of one CPU that others may keep busy in the window.
    static let acceptableForeignLoad = 0.1

    /// What the state of the whole machine gives reason to doubt in the window.
    ///
    /// - Parameter logicalCPUs: of the machine; `nil` to leave out what is a share of them.
    /// - Returns: one for each kind of doubt.
    func machineWarnings(logicalCPUs: Int?) -> [TrialWarning] {
        guard outcome == .completed, let window, window.duration > .zero else { return [] }
        return [
            throttling(in: window), steal(in: window, of: logicalCPUs), foreignLoad(in: window),
        ]
        .compactMap(\.self)
    }

    private func throttling(in window: Window) -> TrialWarning? {
        let cores = amount(ofChannel: Channel.coreThrottles, in: window) ?? 0
        let packages = amount(ofChannel: Channel.packageThrottles, in: window) ?? 0
        // Between two readings the line gives shares of one event.
        let counts = (Int(cores.rounded(.up)), Int(packages.rounded(.up)))
        return counts.0 + counts.1 > 0 ? .throttled(cores: counts.0, packages: counts.1) : nil
    }

    private func steal(in window: Window, of logicalCPUs: Int?) -> TrialWarning? {
        guard let logicalCPUs, logicalCPUs > 0,
            let stolen = amount(ofChannel: Channel.machineStealTime, in: window)
        else { return nil }
        let share = stolen / 1e9 / (window.duration.inSeconds * Double(logicalCPUs))
        return share > Self.acceptableSteal ? .timeStolen(percent: percent(share)) : nil
    }

    /// What was busy and was not the workload.
    ///
    /// The machine's times come in ticks and the workload's in nanoseconds, so that 50 ms and 2 % of
    /// the workload's time are allowed for.
    private func foreignLoad(in window: Window) -> TrialWarning? {
        guard let busy = amount(ofChannel: Channel.machineBusyTime, in: window),
            let own = try? cpuTime(in: window).get().inSeconds
        else { return nil }
        let foreign = busy / 1e9 - own
        let acceptable = max(Self.acceptableForeignLoad * window.duration.inSeconds, 0.05)
        guard foreign > acceptable + 0.02 * own else { return nil }
        return .foreignLoad(percentOfOneCPU: percent(foreign / window.duration.inSeconds))
    }

    private func percent(_ share: Double) -> Int { Int((share * 100).rounded()) }

    /// What a counter that never wraps counted in a window; `nil` where it is not covered.
    private func amount(ofChannel name: String, in window: Window) -> Double? {
        guard let index = channels.firstIndex(where: { $0.name == name }) else { return nil }
        let course = try? CounterCourse(
            readings: readings(ofChannel: index),
            wrapsAt: nil,
            fastest: .infinity
        )
        return course?.amount(in: window)
    }
}
