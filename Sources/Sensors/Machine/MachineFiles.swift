/// The files of procfs and sysfs that tell of a whole machine, below a root.
struct MachineFiles {
    /// Stands before every path; empty for this machine.
    let root: String

    func line(_ path: String) -> String? { SystemFile.line(at: root + path) }

    /// The switch in a file: 0 or 1; `nil` where there is neither.
    func flag(_ path: String) -> Bool? {
        switch line(path) {
        case "0": false
        case "1": true
        default: nil
        }
    }

    /// The word in brackets, as in "always [madvise] never".
    func chosenWord(_ path: String) -> String? {
        line(path)?.split(separator: " ").first { $0.hasPrefix("[") && $0.hasSuffix("]") }
            .map { String($0.dropFirst().dropLast()) }
    }

    /// The names in a folder; none where it is not there.
    func names(_ path: String) -> [String] { (try? SystemFile.names(in: root + path)) ?? [] }

    /// The folders of the frequency policies (`Documentation/admin-guide/pm/cpufreq.rst`).
    var frequencyPolicies: [String] {
        let folder = "/sys/devices/system/cpu/cpufreq"
        return names(folder).filter { $0.hasPrefix("policy") }.map { "\(folder)/\($0)" }
    }

    /// The different words in a file of several folders, sorted; `nil` where no folder has it.
    func words(_ file: String, of folders: [String]) -> [String]? {
        let words = folders.compactMap { line("\($0)/\(file)") }
        return words.isEmpty ? nil : Set(words).sorted()
    }

    /// Intel's driver says when turbo is off, the others when boost is on.
    var isTurboOn: Bool? {
        if let isOff = flag("/sys/devices/system/cpu/intel_pstate/no_turbo") { return !isOff }
        return flag("/sys/devices/system/cpu/cpufreq/boost")
    }

    /// `Documentation/ABI/testing/sysfs-devices-system-cpu`: "Mitigation: …" where the kernel works
    /// around a weakness.
    var mitigations: [String]? {
        let folder = "/sys/devices/system/cpu/vulnerabilities"
        let names = names(folder)
        guard !names.isEmpty else { return nil }
        return names.filter { line("\(folder)/\($0)")?.hasPrefix("Mitigation") ?? false }
    }

    /// The version in "NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug …".
    ///
    /// The open module's line has the word "Open" and another order before it.
    var nvidiaDriver: String? {
        line("/proc/driver/nvidia/version")?.split(separator: " ").first { word in
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count >= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
        }.map(String.init)
    }

    /// Docker and Podman leave a file; other engines name themselves in the first process's cgroup
    /// or environment.
    var container: String? {
        if exists("/.dockerenv") { return "docker" }
        if exists("/run/.containerenv") { return "podman" }
        if let named = line("/run/systemd/container") { return named }
        let groups = (try? SystemFile.text(at: "\(root)/proc/1/cgroup")) ?? ""
        return ["kubepods", "docker", "lxc", "libpod", "containerd"].first { groups.contains($0) }
    }

    /// Whether a mount hides the powercap zones, as Docker does since 2023 against PLATYPUS.
    var isPowercapMasked: Bool? {
        guard let mounts = try? SystemFile.text(at: "\(root)/proc/self/mountinfo") else {
            return nil
        }
        // The fifth field is the mount point (proc_pid_mountinfo(5)).
        let points = mounts.split(separator: "\n").compactMap { line -> Substring? in
            let fields = line.split(separator: " ")
            return fields.count > 4 ? fields[4] : nil
        }
        return points.contains { point in
            point == "/sys/devices/virtual/powercap" || point == "/sys/class/powercap"
        }
    }

    /// The clocks of the policies now, in kHz.
    var frequencies: [UInt64] {
        frequencyPolicies.compactMap { number("\($0)/scaling_cur_freq") }
    }

    var temperatures: [String: UInt64]? {
        let thermometers = Thermometer.find(root: root)
        var found: [String: UInt64] = [:]
        for thermometer in thermometers {
            found[thermometer.name] =
                thermometer.files.compactMap {
                    SystemFile.line(at: $0).flatMap(CounterText.number(in:))
                }.max()
        }
        return found.isEmpty ? nil : found
    }

    /// The three averages of `/proc/loadavg`, in thousandths.
    var load: [UInt64]? {
        guard let words = line("/proc/loadavg")?.split(separator: " "), words.count >= 3 else {
            return nil
        }
        let averages = words.prefix(3).compactMap { Double($0) }.filter { $0 >= 0 && $0 < 1e9 }
        return averages.count == 3 ? averages.map { UInt64(($0 * 1000).rounded()) } : nil
    }

    /// The sum of the counters in files; `nil` where there are none or one is unreadable.
    func sum(of files: [String]) -> UInt64? {
        let numbers = files.compactMap { SystemFile.line(at: $0).flatMap(CounterText.number(in:)) }
        guard !files.isEmpty, numbers.count == files.count else { return nil }
        return numbers.reduce(0, &+)
    }

    private func number(_ path: String) -> UInt64? {
        line(path).flatMap(CounterText.number(in:))
    }

    private func exists(_ path: String) -> Bool { SystemFile.exists(root + path) }
}
