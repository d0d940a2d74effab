public import Experiment

/// Reads how this machine is set and what state it is in.
public enum HostStateReader {
    /// The state now.
    ///
    /// Never throws: what cannot be read is unknown.
    ///
    /// - Parameter root: stands before every path; empty for this machine.
    /// - Returns: the settings and values.
    public static func read(root: String = "") -> HostState {
        HostState(settings: settings(root: root), values: values(root: root))
    }

    private static func settings(root: String) -> HostState.Settings {
        let cpu = CPUInfo.read(root: root)
        let files = MachineFiles(root: root)
        var settings = HostState.Settings()
        if cpu.logicalCPUs > 0 {
            settings.cpuModel = cpu.name
            settings.logicalCPUs = cpu.logicalCPUs
            settings.microcode = cpu.microcode
            settings.isGuest = cpu.isX86 ? cpu.isGuest : nil
            settings.hasSGX = cpu.isX86 ? cpu.flags.contains("sgx") : nil
        }
        settings.kernel = files.line("/proc/sys/kernel/osrelease")
        let policies = files.frequencyPolicies
        settings.frequencyDriver = policies.compactMap { files.line("\($0)/scaling_driver") }.first
        settings.governors = files.words("scaling_governor", of: policies)
        settings.energyPreferences = files.words("energy_performance_preference", of: policies)
        settings.isTurboOn = files.isTurboOn
        settings.isSMTOn = files.flag("/sys/devices/system/cpu/smt/active")
        settings.mitigations = files.mitigations
        settings.clockSource = files.line(
            "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        )
        settings.perfEventParanoid = files.line("/proc/sys/kernel/perf_event_paranoid")
            .flatMap { Int($0) }
        settings.isNMIWatchdogOn = files.flag("/proc/sys/kernel/nmi_watchdog")
        settings.transparentHugePages = files.chosenWord(
            "/sys/kernel/mm/transparent_hugepage/enabled"
        )
        settings.nvidiaDriver = files.nvidiaDriver
        settings.container = files.container
        settings.isPowercapMasked = files.isPowercapMasked
        return settings
    }

    private static func values(root: String) -> HostState.Values {
        let files = MachineFiles(root: root)
        var values = HostState.Values()
        values.temperatures = files.temperatures
        let clocks = files.frequencies
        values.lowestFrequency = clocks.min()
        values.highestFrequency = clocks.max()
        if !clocks.isEmpty {
            values.meanFrequency = clocks.reduce(0, +) / UInt64(clocks.count)
        }
        values.coreThrottles = files.sum(of: ThrottleCounters.core(root: root))
        values.packageThrottles = files.sum(of: ThrottleCounters.package(root: root))
        values.load = files.load
        let times = MachineTimes.read(root: root)
        values.busyNanoseconds = times?.busyNanoseconds
        values.stealNanoseconds = times?.stealNanoseconds
        let memory = (try? SystemFile.text(at: "\(root)/proc/meminfo")) ?? ""
        func bytes(_ key: String) -> UInt64? {
            kibibytes(key, in: memory).flatMap(UInt64.init(exactly:)).map { $0 * 1024 }
        }
        values.memoryAvailableBytes = bytes("MemAvailable")
        if let total = bytes("SwapTotal"), let free = bytes("SwapFree") {
            values.swapUsedBytes = total > free ? total - free : 0
        }
        return values
    }
}
