import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

@Suite struct RAPLAvailabilityTests {
    @Test(arguments: [EACCES, EPERM])
    func `a missing permission is refused, loudly and with the line that mends it`(
        errno: Int32
    ) throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        try tree.zone("intel-rapl:0:0", name: "dram")
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": errno]))
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("package-0 (energy_uj: "))
        let remedy = try #require(found.state.remedy)
        #expect(
            remedy.hasPrefix("sudo chmod a+r \(tree.folder.path)/intel-rapl*/energy_uj")
        )
    }

    @Test func `refused memory is not left out silently`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        try tree.zone("intel-rapl:0:0", name: "dram")
        let errors = ["intel-rapl:0:0/energy_uj": EACCES]
        #expect(probe(FaultyTree(base: tree.tree, errors: errors)).state.availability == .refused)
    }

    @Test func `a folder that may not be listed is refused`() throws {
        let found = probe(FaultyTree(base: try PowercapFolder().tree, errors: ["": EACCES]))
        #expect(found.state.availability == .refused)
    }

    @Test func `without the folder RAPL is absent, and a guest is told why`() {
        let tree = PowercapDirectory("/nonexistent/powercap")
        let metal = probe(tree)
        #expect(metal.state.availability == .absent)
        #expect(metal.state.reason == "/nonexistent/powercap: No such file or directory")
        #expect(metal.state.remedy == "sudo modprobe intel_rapl_msr")
        let guest = probe(tree, isGuest: true)
        #expect(guest.state.reason.contains("this guest's hypervisor does not pass RAPL through"))
        #expect(guest.state.remedy == nil)
    }

    @Test func `a tree without packages is absent`() throws {
        let tree = try PowercapFolder()
        try tree.folder.write("1\n", to: "intel-rapl/enabled")
        try tree.zone("dtpm:0", name: "package-0")
        #expect(probe(tree.tree).state.availability == .absent)
    }

    @Test(arguments: [ENODATA, EIO, EINVAL])
    func `a zone that opens and cannot be read is listed with its reason`(errno: Int32) throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:0/read": errno]))
        #expect(found.state.availability == .absent)
        #expect(
            found.state.reason.contains("package-0 (energy_uj: \(String(cString: strerror(errno)))")
        )
    }

    @Test func `a zone that vanishes after the probe is an error of opening`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        let sensor = try #require(probe(tree.tree).sensor)
        let path = "\(tree.folder.path)/intel-rapl:0/energy_uj"
        unlink(path)
        #expect(throws: SensorError.unreadable(path: path, errno: ENOENT)) {
            try sensor.open(for: anyProcesses)
        }
    }

    @Test func `an open counter that turns to garbage gives malformed readings`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0", energy: "10\n")
        let open = try #require(probe(tree.tree).sensor).open(for: anyProcesses)
        var outcomes: [Reading.Outcome] = []
        let read = { open.read(firstChannel: 0) { outcomes.append($0.outcome) } }
        read()
        let file = try #require(fopen("\(tree.folder.path)/intel-rapl:0/energy_uj", "w"))
        read()
        fputs("1,000\n", file)
        fclose(file)
        read()
        #expect(outcomes == [.value(10), .malformed, .malformed])
    }

    @Test func `only a mounted sysfs counts as this machine`() {
        let mounts = """
            22 1 0:21 / /sys rw,nosuid shared:7 - sysfs sysfs rw
            25 1 259:4098 / / rw,relatime - ext4 /dev/root rw
            31 22 0:300 / /other/sys ro - sysfs none ro
            40 1 0:50 / /fake rw - tmpfs sysfs rw
            garbage
            """
        // minor 300 = 0x12C: its low byte stays, the rest moves above the major number.
        #expect(SysfsMounts.devices(in: mounts) == [21, 0x10_002C])
        #expect(SysfsMounts.devices(in: "") == [])
    }

    @Test(.enabled(if: access("/sys/kernel/notes", R_OK) == 0, "needs a readable file of sysfs"))
    func `files of the real sysfs are not simulated`() throws {
        // Any file of sysfs will do: what is asked is where it lies.
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0", energy: nil)
        #expect(symlink("/sys/kernel/notes", "\(tree.folder.path)/intel-rapl:0/energy_uj") == 0)
        #expect(try tree.tree.openCounter(of: "intel-rapl:0").isSimulated == false)
    }
}
