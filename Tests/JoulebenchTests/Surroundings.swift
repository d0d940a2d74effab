import Foundation

/// What the machine offers, for tests that need it or its absence.
enum Surroundings {
    private static func sensors(_ options: String...) -> String {
        guard let program = try? Program() else { return "" }
        defer { program.remove() }
        return (try? program.finish(program.start(["sensors"] + options)).output) ?? ""
    }

    private static let plain = sensors()

    /// Whether energy can only be estimated.
    static let lacksRAPL = plain.contains("rapl: absent")

    /// Whether NVIDIA's program is asked for what its library does not tell.
    static let lacksNVML = !plain.contains("NVML of driver")

    static let lacksPerfRAPL =
        !sensors("--rapl", "perf", "--powercap-root", "/nonexistent").contains("rapl: present")

    /// Whether `perf_event_open` is allowed.
    static let countsPageFaults = sensors("--counters", "task-clock,page-faults")
        .contains("counters/page-faults")

    static let canMount =
        geteuid() == 0
        && PythonModuleTests.works("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
}
