import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

@Suite struct RAPLDiscoveryTests {
    @Test func `memory is named after its package, whatever the numbers of the zones are`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:2", name: "package-1", energy: "21\n")
        try tree.zone("intel-rapl:2:1", name: "dram", energy: "22\n", range: "65712999613\n")
        try tree.zone("intel-rapl:0", name: "package-0", energy: "11\n")
        try tree.zone("intel-rapl:0:0", name: "core")
        try tree.zone("intel-rapl:0:1", name: "dram", energy: "12\n", range: "65712999613\n")
        try tree.zone("intel-rapl:1", name: "psys", range: "4294967295000000\n")
        try tree.folder.write("1\n", to: "intel-rapl/enabled")
        let sensor = try #require(probe(tree.tree).sensor)
        #expect(
            sensor.channels.map(\.name) == [
                "rapl/package-0", "rapl/package-0/dram", "rapl/package-0/core", "rapl/package-1",
                "rapl/package-1/dram", "rapl/psys",
            ]
        )
        #expect(
            sensor.channels.map(\.domain) == [.package, .dram, .core, .package, .dram, .psys]
        )
        #expect(sensor.channels.map(\.resolution) == [62, 16, 62, 62, 16, 1_000_000])
        #expect(try sensor.readOnce()["rapl/package-1/dram"] == .value(22))
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `packages are in the order of their numbers, and dies are told apart`() throws {
        let tree = try PowercapFolder()
        for (entry, name) in [
            ("intel-rapl:0", "package-10"), ("intel-rapl:1", "package-2-die-1"),
            ("intel-rapl:2", "package-2-die-0"), ("intel-rapl:3", "package-x"),
        ] { try tree.zone(entry, name: name) }
        #expect(
            probe(tree.tree).sensor?.channels.map(\.name) == [
                "rapl/package-2-die-0", "rapl/package-2-die-1", "rapl/package-10",
            ]
        )
    }

    @Test func `the memory-mapped view is used where it is the only one`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl-mmio:0", name: "package-0", energy: "7\n")
        let sensor = try #require(probe(tree.tree).sensor)
        #expect(try sensor.readOnce() == ["rapl/package-0": .value(7)])
    }

    @Test func `two zones of one name are a problem and not a choice`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        try tree.zone("intel-rapl:1", name: "package-0")
        let found = probe(tree.tree)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("intel-rapl:0 and intel-rapl:1 have the same name"))
    }

    @Test(arguments: [nil, "", "\n", "262,143\n", "-1\n", "0\n", "1e9\n", "99999999999999999999\n"])
    func `a zone without a proper range is left out, never guessed`(range: String?) throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0", range: range)
        let found = probe(tree.tree)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .absent)
        #expect(found.state.reason.contains("package-0 (max_energy_range_uj: "))
    }

    @Test(arguments: ["", "abc\n", "1.234.567\n", "1 234\n", "12\n34\n", "18446744073709551616\n"])
    func `one package with garbage makes the total unknown`(energy: String) throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        try tree.zone("intel-rapl:1", name: "package-1", energy: energy)
        let found = probe(tree.tree)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("package-1 (energy_uj: not a number)"))
        #expect(found.state.reason.contains("not used: rapl/package-0"))
    }

    @Test func `unreadable memory takes all memory out and says so`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        try tree.zone("intel-rapl:0:0", name: "dram")
        try tree.zone("intel-rapl:1", name: "package-1")
        try tree.zone("intel-rapl:1:0", name: "dram")
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:1:0/read": ENODATA]))
        #expect(
            found.sensor?.channels.map(\.name) == ["rapl/package-0", "rapl/package-1"]
        )
        #expect(found.state.reason.contains("package-1/dram (energy_uj: No data available)"))
        #expect(found.state.reason.contains("all memory"))
    }

    @Test func `a value above its own range is a problem of the zone`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0", energy: "262143328851\n")
        #expect(probe(tree.tree).state.reason.contains("above its range 262143328850"))
    }

    @Test func `a link to a folder elsewhere is followed, as in the kernel's tree`() throws {
        let tree = try PowercapFolder()
        try tree.zone("devices/zone", name: "package-0", energy: "5\n")
        #expect(
            symlink("devices/zone", "\(tree.folder.path)/intel-rapl:0") == 0
        )
        #expect(try probe(tree.tree).sensor?.readOnce() == ["rapl/package-0": .value(5)])
    }
}
