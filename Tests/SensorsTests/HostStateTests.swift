import Experiment
import Foundation
import Glibc
import Sensors
import TestSupport
import Testing

/// A made-up server with two packages of two cores with two threads each.
enum MachineTree {
    static func make() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        var cpuinfo = CPUTexts.x86(
            model: 85,
            stepping: 4,
            name: "Intel Xeon",
            flags: "fpu sgx",
            count: 8
        )
        cpuinfo = cpuinfo.replacingOccurrences(
            of: "stepping\t: 4",
            with: "stepping\t: 4\nmicrocode\t: 0x2007006"
        )
        let files = [
            "proc/cpuinfo": cpuinfo,
            "proc/sys/kernel/osrelease": "6.8.0\n",
            "proc/sys/kernel/perf_event_paranoid": "-1\n",
            "proc/sys/kernel/nmi_watchdog": "1\n",
            "proc/loadavg": "0.25 1.50 12.00 1/2 3\n",
            "proc/meminfo": "MemAvailable:  2048 kB\nSwapTotal:  1000 kB\nSwapFree:  400 kB\n",
            "proc/stat": """
            cpu  100 10 50 9999 77 3 2 5 40 0
            cpu0 100 10 50 9999 77 3 2 5 40 0
            intr 1 2 3
            ctxt 123456
            btime 1

            """,
            "proc/driver/nvidia/version":
                "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  570.86.15  Release\n",
            "proc/self/mountinfo": "1 2 0:1 / /sys rw - sysfs sysfs rw\n",
            "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc\n",
            "sys/devices/system/cpu/intel_pstate/no_turbo": "0\n",
            "sys/devices/system/cpu/smt/active": "1\n",
            "sys/devices/system/cpu/vulnerabilities/meltdown": "Not affected\n",
            "sys/devices/system/cpu/vulnerabilities/spectre_v1": "Mitigation: usercopy\n",
            "sys/devices/system/cpu/vulnerabilities/mds": "Vulnerable\n",
            "sys/kernel/mm/transparent_hugepage/enabled": "always [madvise] never\n",
            "sys/class/hwmon/hwmon0/name": "nvme\n",
            "sys/class/hwmon/hwmon0/temp1_input": "99000\n",
        ]
        for (name, text) in files { try folder.write(text, to: name) }
        for package in 0..<2 { try writePackage(package, into: folder) }
        return folder
    }

    private static func writePackage(_ package: Int, into folder: TemporaryFolder) throws {
        let chip = "sys/class/hwmon/hwmon\(package + 1)"
        try folder.write("coretemp\n", to: "\(chip)/name")
        try folder.write("Package id \(package)\n", to: "\(chip)/temp1_label")
        try folder.write("\(50 + package)000\n", to: "\(chip)/temp1_input")
        try folder.write("Core 0\n", to: "\(chip)/temp2_label")
        try folder.write("\(48 + 9 * package)000\n", to: "\(chip)/temp2_input")
        for thread in 0..<4 {
            let number = package * 4 + thread
            let cpu = "sys/devices/system/cpu/cpu\(number)"
            try folder.write("\(package)\n", to: "\(cpu)/topology/physical_package_id")
            try folder.write("\(thread % 2)\n", to: "\(cpu)/topology/core_id")
            // Both threads of a core show the core's count, all of a package the package's.
            let throttle = "\(cpu)/thermal_throttle"
            try folder.write("\(10 + thread % 2)\n", to: "\(throttle)/core_throttle_count")
            try folder.write("\(3 + package)\n", to: "\(throttle)/package_throttle_count")
            let policy = "sys/devices/system/cpu/cpufreq/policy\(number)"
            try folder.write("intel_pstate\n", to: "\(policy)/scaling_driver")
            try folder.write("powersave\n", to: "\(policy)/scaling_governor")
            try folder.write(
                thread == 0 ? "performance\n" : "balance_power\n",
                to: "\(policy)/energy_performance_preference"
            )
            try folder.write("\(1000 + 100 * number)000\n", to: "\(policy)/scaling_cur_freq")
        }
    }
}

@Suite struct HostStateTests {
    @Test func `settings are read from their files`() throws {
        let folder = try MachineTree.make()
        let settings = HostStateReader.read(root: folder.path).settings
        #expect(settings.cpuModel == "Intel Xeon")
        #expect(settings.logicalCPUs == 8)
        #expect(settings.microcode == "0x2007006")
        #expect(settings.kernel == "6.8.0")
        #expect(settings.frequencyDriver == "intel_pstate")
        #expect(settings.governors == ["powersave"])
        #expect(settings.energyPreferences == ["balance_power", "performance"])
        #expect(settings.isTurboOn == true)
        #expect(settings.isSMTOn == true)
        #expect(settings.mitigations == ["spectre_v1"])
        #expect(settings.hasSGX == true)
        #expect(settings.isGuest == false)
        #expect(settings.clockSource == "tsc")
        #expect(settings.perfEventParanoid == -1)
        #expect(settings.isNMIWatchdogOn == true)
        #expect(settings.transparentHugePages == "madvise")
        #expect(settings.nvidiaDriver == "570.86.15")
        #expect(settings.isPowercapMasked == false)
        #expect(settings.container == nil)
    }

    @Test func `values are read from their files`() throws {
        let folder = try MachineTree.make()
        let values = HostStateReader.read(root: folder.path).values
        #expect(
            values.temperatures
                == ["coretemp/Package id 0": 50_000, "coretemp/Package id 1": 57_000],
            "the highest of each package, and no disk's"
        )
        #expect(values.lowestFrequency == 1_000_000)
        #expect(values.meanFrequency == 1_350_000)
        #expect(values.highestFrequency == 1_700_000)
        #expect(values.coreThrottles == 2 * (10 + 11), "each core once")
        #expect(values.packageThrottles == 3 + 4, "each package once")
        #expect(values.load == [250, 1500, 12_000])
        let tick = 1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
        #expect(values.busyNanoseconds == 165 * tick)
        #expect(values.stealNanoseconds == 5 * tick)
        #expect(values.memoryAvailableBytes == 2048 * 1024)
        #expect(values.swapUsedBytes == 600 * 1024)
    }

    @Test func `nothing to read is unknown and not 0`() throws {
        let folder = try TemporaryFolder()
        #expect(HostStateReader.read(root: folder.path) == HostState())
    }

    @Test(arguments: ["", "cpu", "cpu  1 2 3", "cpu  a b c d e f g h", "cpu0 1 2 3 4 5 6 7 8"])
    func `a stat file that makes no sense is unknown`(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "proc/stat")
        #expect(HostStateReader.read(root: folder.path).values.busyNanoseconds == nil)
    }

    @Test func `zones stand in where there is no chip of a processor`() throws {
        let folder = try TemporaryFolder()
        try folder.write("acpitz\n", to: "sys/class/thermal/thermal_zone0/type")
        try folder.write("90000\n", to: "sys/class/thermal/thermal_zone0/temp")
        for zone in 1...2 {
            try folder.write("x86_pkg_temp\n", to: "sys/class/thermal/thermal_zone\(zone)/type")
            try folder.write("4\(zone)000\n", to: "sys/class/thermal/thermal_zone\(zone)/temp")
        }
        #expect(
            HostStateReader.read(root: folder.path).values.temperatures
                == ["x86_pkg_temp": 41_000, "x86_pkg_temp (2)": 42_000]
        )
    }

    @Test func `the offset for fans is no temperature where the die has its own`() throws {
        let folder = try TemporaryFolder()
        let chip = "sys/class/hwmon/hwmon0"
        try folder.write("k10temp\n", to: "\(chip)/name")
        try folder.write("Tctl\n", to: "\(chip)/temp1_label")
        try folder.write("77000\n", to: "\(chip)/temp1_input")
        try folder.write("Tdie\n", to: "\(chip)/temp2_label")
        try folder.write("50000\n", to: "\(chip)/temp2_input")
        #expect(
            HostStateReader.read(root: folder.path).values.temperatures == ["k10temp": 50_000]
        )
    }

    @Test func `a mount over powercap is seen`() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: ".dockerenv")
        try folder.write(
            "1 2 0:9 / /sys/devices/virtual/powercap ro - tmpfs tmpfs ro\n",
            to: "proc/self/mountinfo"
        )
        let settings = HostStateReader.read(root: folder.path).settings
        #expect(settings.container == "docker")
        #expect(settings.isPowercapMasked == true)
    }

    @Test func `a fingerprint changes with what energy depends on and nothing else`() throws {
        let folder = try MachineTree.make()
        let state = HostStateReader.read(root: folder.path)
        func print(_ change: (inout HostState.Settings) -> Void) -> HostFingerprint {
            var settings = state.settings
            change(&settings)
            return HostFingerprint(of: settings)
        }
        let own = HostFingerprint(of: state.settings)
        #expect(own.digest.count == 64)
        #expect(print { $0.perfEventParanoid = 4 } == own)
        #expect(print { $0.container = "docker" } == own)
        let changes: [(inout HostState.Settings) -> Void] = [
            { $0.governors = ["performance"] }, { $0.governors = nil },
            { $0.isTurboOn = false }, { $0.isTurboOn = nil }, { $0.isSMTOn = false },
            { $0.microcode = "0x1" }, { $0.kernel = "6.9" }, { $0.cpuModel = "other" },
            { $0.nvidiaDriver = nil }, { $0.mitigations = [] }, { $0.isGuest = true },
        ]
        let prints = changes.map { print($0) } + [own]
        #expect(Set(prints).count == prints.count)
    }

    @Test func `a state of an older version can still be read`() throws {
        let text = #"{"settings":{"kernel":"6.1","gone":1},"values":{}}"#
        let state = try JSONDecoder().decode(HostState.self, from: Data(text.utf8))
        #expect(state.settings.kernel == "6.1")
        #expect(state.values == HostState.Values())
    }

    @Test func `this machine says something`() {
        let state = HostStateReader.read()
        #expect(state.settings.kernel != nil)
        #expect(state.values.load?.count == 3)
        #expect((state.values.busyNanoseconds ?? 0) > 0)
    }
}
