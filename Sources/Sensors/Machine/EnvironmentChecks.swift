public import Experiment

/// One thing about this machine that makes measurements good or bad.
public struct EnvironmentCheck: Sendable, Hashable {
    public enum Verdict: String, Sendable, Codable, CaseIterable {
        case ok
        /// Measures well enough; another setting would give less spread.
        case advice
        /// Spoils measurements or makes some impossible.
        case problem
        /// This machine does not say.
        case unknown
    }

    /// What was looked at, in a word or two: "governor".
    public var name: String
    public var verdict: Verdict

    /// What was found, in a few words.
    public var found: String

    /// What to do about it; `nil` where there is nothing to do.
    public var remedy: String?

    public init(name: String, verdict: Verdict, found: String, remedy: String? = nil) {
        self.name = name
        self.verdict = verdict
        self.found = found
        self.remedy = remedy
    }
}

/// The checks of the environment: what should be so while energy is measured.
public enum EnvironmentChecks {
    /// All checks of a machine's state, in the order in which they are to be shown.
    public static func all(of state: HostState) -> [EnvironmentCheck] {
        let settings = state.settings
        return [
            governor(settings), turbo(settings), smt(settings), swap(state.values), load(state),
            virtualMachine(settings), container(settings), paranoidLevel(settings),
            clockSource(settings), energyFilter(settings), watchdog(settings),
        ]
    }

    private static func governor(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let governors = settings.governors else {
            return unknown("governor", "this machine shows no cpufreq governor")
        }
        let found = governors.joined(separator: ", ")
        guard governors != ["performance"] else { return ok("governor", found) }
        return EnvironmentCheck(
            name: "governor",
            verdict: .advice,
            found: "\(found): the clock follows the load",
            remedy: "sudo cpupower frequency-set -g performance"
        )
    }

    private static func turbo(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let isOn = settings.isTurboOn else {
            return unknown("turbo", "this machine does not show whether turbo is on")
        }
        guard isOn else { return ok("turbo", "off") }
        let file =
            settings.frequencyDriver?.hasPrefix("intel") ?? false
            ? "1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo"
            : "0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"
        return EnvironmentCheck(
            name: "turbo",
            verdict: .advice,
            found: "on: clock and power depend on the temperature",
            remedy: "for less spread: echo \(file)"
        )
    }

    private static func smt(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let isOn = settings.isSMTOn else {
            return unknown("SMT", "this machine does not show whether cores run two threads")
        }
        guard isOn else { return ok("SMT", "off") }
        return EnvironmentCheck(
            name: "SMT",
            verdict: .advice,
            found: "on: CPU time of a thread depends on what its neighbour does",
            remedy: "for less spread: echo off | sudo tee /sys/devices/system/cpu/smt/control"
        )
    }

    private static func swap(_ values: HostState.Values) -> EnvironmentCheck {
        guard let used = values.swapUsedBytes else { return unknown("swap", "not shown") }
        guard used > 0 else { return ok("swap", "none in use") }
        return EnvironmentCheck(
            name: "swap",
            verdict: .problem,
            found: "\(used >> 20) MiB in use: a workload may wait for the disk",
            remedy: "close what fills the memory, then: sudo swapoff -a && sudo swapon -a"
        )
    }

    /// The share of the CPUs that others may keep busy.
    private static let acceptableLoad = 0.1

    private static func load(_ state: HostState) -> EnvironmentCheck {
        guard let load = state.values.load?.first, let cpus = state.settings.logicalCPUs, cpus > 0
        else { return unknown("load", "not shown") }
        let hundredths = (load + 5) / 10
        let digits = hundredths % 100
        let found = "\(hundredths / 100).\(digits < 10 ? "0" : "")\(digits) on \(cpus) CPUs"
        guard Double(load) / 1000 > acceptableLoad * Double(cpus) else { return ok("load", found) }
        return EnvironmentCheck(
            name: "load",
            verdict: .problem,
            found: "\(found): the energy of other programs is in the package's",
            remedy: "close other programs and wait a minute; top shows them"
        )
    }

    private static func virtualMachine(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let isGuest = settings.isGuest else {
            return unknown("virtual machine", "this processor does not tell a guest")
        }
        guard isGuest else { return ok("virtual machine", "no") }
        return EnvironmentCheck(
            name: "virtual machine",
            verdict: .problem,
            found: "yes: hypervisors hide RAPL and most counters, and neighbours disturb",
            remedy: "measure on the bare machine"
        )
    }

    private static func container(_ settings: HostState.Settings) -> EnvironmentCheck {
        let kind = settings.container.map { "in a container (\($0))" } ?? "no container seen"
        switch settings.isPowercapMasked {
        case nil:
            return unknown("container", "\(kind); whether powercap is hidden is not shown")
        case false?:
            return ok("container", "\(kind), powercap is not hidden by a mount")
        case true?:
            return EnvironmentCheck(
                name: "container",
                verdict: .problem,
                found: "\(kind), powercap is hidden by a mount",
                remedy:
                    "start it with -v /sys/devices/virtual/powercap:/sys/devices/virtual/powercap:ro"
            )
        }
    }

    private static func paranoidLevel(_ settings: HostState.Settings) -> EnvironmentCheck {
        let name = "perf_event_paranoid"
        guard let level = settings.perfEventParanoid else { return unknown(name, "not shown") }
        if level <= 0 { return ok(name, "\(level)") }
        return EnvironmentCheck(
            name: name,
            verdict: level > 2 ? .problem : .advice,
            found: level > 2
                ? "\(level): without CAP_PERFMON nothing is counted"
                : "\(level): without CAP_PERFMON only the workload's own events, no package energy",
            remedy: "sudo sysctl kernel.perf_event_paranoid=0"
        )
    }

    /// Those that the vDSO reads without a system call.
    ///
    /// `arch/x86/include/asm/vdso/clocksource.h` and `arm64`'s generic timer.
    private static let cheapClocks: Set<String> = [
        "tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter",
    ]

    private static func clockSource(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let source = settings.clockSource else { return unknown("clock source", "not shown") }
        guard !cheapClocks.contains(source) else { return ok("clock source", source) }
        return EnvironmentCheck(
            name: "clock source",
            verdict: .problem,
            found: "\(source): each time stamp costs a system call and microseconds",
            remedy:
                "find in dmesg why the kernel gave up tsc; boot with tsc=reliable if it is sound"
        )
    }

    private static func energyFilter(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let hasSGX = settings.hasSGX else {
            return unknown("energy filter", "this processor does not show SGX")
        }
        guard hasSGX else { return ok("energy filter", "no SGX") }
        return EnvironmentCheck(
            name: "energy filter",
            verdict: .advice,
            found: "SGX is on: RAPL adds noise that only long windows average out",
            remedy: "turn SGX off in the firmware, or measure windows of 10 s and more"
        )
    }

    private static func watchdog(_ settings: HostState.Settings) -> EnvironmentCheck {
        guard let isOn = settings.isNMIWatchdogOn else {
            return unknown("NMI watchdog", "not shown")
        }
        guard isOn else { return ok("NMI watchdog", "off") }
        return EnvironmentCheck(
            name: "NMI watchdog",
            verdict: .advice,
            found: "on: it takes one hardware counter of each CPU",
            remedy: "sudo sysctl kernel.nmi_watchdog=0"
        )
    }

    private static func ok(_ name: String, _ found: String) -> EnvironmentCheck {
        EnvironmentCheck(name: name, verdict: .ok, found: found)
    }

    private static func unknown(_ name: String, _ found: String) -> EnvironmentCheck {
        EnvironmentCheck(name: name, verdict: .unknown, found: found)
    }
}
