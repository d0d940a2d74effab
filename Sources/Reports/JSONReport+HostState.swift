internal import Experiment

extension JSONReport {
    /// The states of the host around the run, `null` where none was stored.
    var hostStates: JSONNode {
        .object([
            "before": report.hostStates.before.map(hostState) ?? .null,
            "after": report.hostStates.after.map(hostState) ?? .null,
        ])
    }

    private func hostState(_ state: HostState) -> JSONNode {
        .object([
            "fingerprint": .text(HostFingerprint(of: state.settings).digest),
            "settings": settings(state.settings),
            "values": values(state.values),
        ])
    }

    private func settings(_ settings: HostState.Settings) -> JSONNode {
        .object([
            "cpu_model": text(settings.cpuModel),
            "logical_cpus": number(settings.logicalCPUs.map(Double.init)),
            "kernel": text(settings.kernel),
            "microcode": text(settings.microcode),
            "frequency_driver": text(settings.frequencyDriver),
            "governors": texts(settings.governors),
            "energy_preferences": texts(settings.energyPreferences),
            "turbo": flag(settings.isTurboOn),
            "smt": flag(settings.isSMTOn),
            "mitigations": texts(settings.mitigations),
            "sgx": flag(settings.hasSGX),
            "clock_source": text(settings.clockSource),
            "perf_event_paranoid": number(settings.perfEventParanoid.map(Double.init)),
            "nmi_watchdog": flag(settings.isNMIWatchdogOn),
            "transparent_huge_pages": text(settings.transparentHugePages),
            "nvidia_driver": text(settings.nvidiaDriver),
            "guest": flag(settings.isGuest),
            "container": text(settings.container),
            "powercap_masked": flag(settings.isPowercapMasked),
        ])
    }

    private func values(_ values: HostState.Values) -> JSONNode {
        .object([
            "temperatures_celsius": values.temperatures.map { temperatures in
                .object(temperatures.mapValues { .number(Double($0) / 1000) })
            } ?? .null,
            "lowest_frequency_kilohertz": number(values.lowestFrequency.map(Double.init)),
            "mean_frequency_kilohertz": number(values.meanFrequency.map(Double.init)),
            "highest_frequency_kilohertz": number(values.highestFrequency.map(Double.init)),
            "core_throttles": number(values.coreThrottles.map(Double.init)),
            "package_throttles": number(values.packageThrottles.map(Double.init)),
            "load": values.load.map { .array($0.map { .number(Double($0) / 1000) }) } ?? .null,
            "busy_seconds": number(values.busyNanoseconds.map { Double($0) / 1e9 }),
            "steal_seconds": number(values.stealNanoseconds.map { Double($0) / 1e9 }),
            "memory_available_bytes": number(values.memoryAvailableBytes.map(Double.init)),
            "swap_used_bytes": number(values.swapUsedBytes.map(Double.init)),
        ])
    }

    private func text(_ text: String?) -> JSONNode { text.map(JSONNode.text) ?? .null }
    private func flag(_ flag: Bool?) -> JSONNode { flag.map(JSONNode.flag) ?? .null }
    private func number(_ number: Double?) -> JSONNode { number.map(JSONNode.number) ?? .null }

    private func texts(_ texts: [String]?) -> JSONNode {
        texts.map { .array($0.map(JSONNode.text)) } ?? .null
    }
}
