import Experiment
import Sensors
import TestSupport
import Testing

/// Texts in the form of `/proc/cpuinfo`, written for these tests.
enum CPUTexts {
    static func x86(
        vendor: String = "GenuineIntel",
        family: Int = 6,
        model: Int,
        stepping: Int,
        name: String,
        flags: String = "fpu avx2",
        count: Int = 2
    ) -> String {
        (0..<count).map { number in
            """
            processor\t: \(number)
            vendor_id\t: \(vendor)
            cpu family\t: \(family)
            model\t\t: \(model)
            model name\t: \(name)
            stepping\t: \(stepping)
            flags\t\t: \(flags)
            power management:

            """
        }.joined(separator: "\n")
    }

    static let arm = """
        processor\t: 0
        BogoMIPS\t: 50.00
        Features\t: fp asimd sve
        CPU implementer\t: 0x41
        CPU architecture: 8
        CPU variant\t: 0x1
        CPU part\t: 0xd40
        CPU revision\t: 1

        processor\t: 1
        CPU implementer\t: 0x41
        CPU part\t: 0xd40
        """
}

@Suite struct HostTests {
    @Test func `an Intel server is told by family, model and stepping`() {
        let text = CPUTexts.x86(model: 85, stepping: 7, name: "Intel(R) Xeon(R) Gold 6230 CPU")
        let cpu = CPUInfo(parsing: text)
        #expect(cpu.vendor == "GenuineIntel")
        #expect(cpu.family == 6)
        #expect(cpu.model == 85)
        #expect(cpu.stepping == 7)
        #expect(cpu.name == "Intel(R) Xeon(R) Gold 6230 CPU")
        #expect(cpu.logicalCPUs == 2)
        #expect(!cpu.isGuest)
    }

    @Test func `a guest shows the hypervisor's flag`() {
        let text = CPUTexts.x86(
            vendor: "AuthenticAMD",
            family: 25,
            model: 1,
            stepping: 1,
            name: "AMD EPYC 7B13",
            flags: "fpu hypervisor avx2",
            count: 8
        )
        let cpu = CPUInfo(parsing: text)
        #expect(cpu.isGuest)
        #expect(cpu.logicalCPUs == 8)
    }

    @Test func `an ARM core is named by the numbers of its maker and part`() {
        let cpu = CPUInfo(parsing: CPUTexts.arm)
        #expect(cpu.vendor == nil)
        #expect(cpu.name == "implementer 0x41 part 0xd40")
        #expect(cpu.logicalCPUs == 2)
        #expect(cpu.flags.contains("sve"))
        #expect(!cpu.isGuest)
    }

    @Test func `nothing to read is unknown and no failure`() throws {
        let folder = try TemporaryFolder()
        let host = HostDescription.read(root: folder.path)
        #expect(host.name == "unknown")
        #expect(host.cpuModel == "unknown")
        #expect(host.hypervisor == nil)
        #expect(CPUInfo(parsing: "").logicalCPUs == 0)
    }

    private func machine(id: String?, flags: String = "fpu") throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let cpu = CPUTexts.x86(model: 85, stepping: 4, name: "Intel Xeon", flags: flags, count: 4)
        try folder.write(cpu, to: "proc/cpuinfo")
        try folder.write(
            "MemTotal:       16384000 kB\nMemFree:  1 kB\n",
            to: "proc/meminfo"
        )
        try folder.write("bench-7\n", to: "proc/sys/kernel/hostname")
        try folder.write("6.8.0-31-generic\n", to: "proc/sys/kernel/osrelease")
        try folder.write(
            "NAME=\"Ubuntu\"\nPRETTY_NAME=\"Ubuntu 24.04 LTS\"\n",
            to: "etc/os-release"
        )
        try folder.write("QEMU\n", to: "sys/class/dmi/id/sys_vendor")
        if let id { try folder.write(id + "\n", to: "etc/machine-id") }
        return folder
    }

    @Test func `a host is described from its files`() throws {
        let folder = try machine(id: "abc")
        let host = HostDescription.read(root: folder.path, architecture: "x86_64")
        #expect(host.name == "bench-7")
        #expect(host.cpuModel == "Intel Xeon")
        #expect(host.logicalCPUs == 4)
        #expect(host.memoryBytes.map(Double.init) == 16_777_216_000)
        #expect(host.kernel == "6.8.0-31-generic")
        #expect(host.operatingSystem == "Ubuntu 24.04 LTS")
        #expect(host.architecture == "x86_64")
        #expect(host.hypervisor == nil)
    }

    @Test func `the id is the same in every run and another on another machine`() throws {
        func id(_ folder: TemporaryFolder) -> String {
            HostDescription.read(root: folder.path, architecture: "x86_64").id
        }
        let first = try machine(id: "abc")
        #expect(id(first) == id(first))
        #expect(id(first) == id(try machine(id: "abc")))
        #expect(id(first) != id(try machine(id: "abd")))
        #expect(id(first) != id(try machine(id: nil)))
        #expect(id(first) != id(try machine(id: "abc", flags: "hypervisor")))
        let previous = id(first)
        // The kernel keeps another amount for itself after a boot: still the same machine.
        try first.write("MemTotal:       16383900 kB\n", to: "proc/meminfo")
        #expect(id(first) == previous)
    }

    @Test func `a guest names its hypervisor`() throws {
        let folder = try machine(id: nil, flags: "hypervisor")
        #expect(HostDescription.read(root: folder.path).hypervisor == "QEMU")
    }

    @Test func `this machine can be described`() {
        let host = HostDescription.read()
        #expect((host.logicalCPUs ?? 0) > 0)
        #expect((host.memoryBytes ?? 0) > 0)
        #expect(host.kernel != "unknown")
        #expect(host == HostDescription.read())
    }
}
