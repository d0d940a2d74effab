import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// The same package through several of the kernel's ways, of which one is counted.
@Suite struct RAPLViewTests {
    /// A package with memory in each of several control types, a value of its own in each.
    private func tree(_ controlTypes: [String], memory: Bool = true) throws -> PowercapFolder {
        let tree = try PowercapFolder()
        for (index, type) in controlTypes.enumerated() {
            try tree.zone("\(type):0", name: "package-0", energy: "\(10 * index + 1)\n")
            if memory {
                try tree.zone("\(type):0:0", name: "dram", energy: "\(10 * index + 2)\n")
            }
        }
        return tree
    }

    @Test(arguments: [EACCES, EPERM, ENODATA])
    func `the memory-mapped view is read where the registers cannot be, and is named`(
        errno: Int32
    ) throws {
        let tree = try tree(["intel-rapl", "intel-rapl-mmio"], memory: false)
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": errno]))
        let sensor = try #require(found.sensor)
        #expect(found.state.availability == .present)
        #expect(try sensor.readOnce() == ["rapl/package-0": .value(11)])
        #expect(sensor.channels.map(\.interface) == ["powercap, mmio"])
        let why = String(cString: strerror(errno))
        #expect(
            found.state.reason.hasSuffix(
                "rapl/package-0; intel-rapl-mmio:0 is read in place of package-0 (energy_uj: \(why))"
            )
        )
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test(arguments: ["intel-rapl:0/max_energy_range_uj", "intel-rapl:0/read"])
    func `a zone that fails in another file is replaced too`(file: String) throws {
        let tree = try tree(["intel-rapl", "intel-rapl-mmio"], memory: false)
        let found = probe(FaultyTree(base: tree.tree, errors: [file: EIO]))
        #expect(try found.sensor?.readOnce() == ["rapl/package-0": .value(11)])
    }

    @Test func `a readable zone is never counted twice, nor its duplicate opened`() throws {
        let tree = try tree(["intel-rapl-mmio", "intel-rapl-tpmi", "intel-rapl"])
        let errors = [
            "intel-rapl-mmio:0/energy_uj": EACCES, "intel-rapl-mmio:0:0/energy_uj": EACCES,
            "intel-rapl-tpmi:0/energy_uj": EACCES, "intel-rapl-tpmi:0:0/energy_uj": EACCES,
        ]
        let found = probe(FaultyTree(base: tree.tree, errors: errors))
        let sensor = try #require(found.sensor)
        #expect(
            try sensor.readOnce() == [
                "rapl/package-0": .value(21), "rapl/package-0/dram": .value(22),
            ]
        )
        #expect(sensor.channels.map(\.interface) == ["powercap", "powercap"])
        #expect(found.state.reason.hasSuffix("rapl/package-0, rapl/package-0/dram"))
    }

    @Test func `the other register interface comes before the memory-mapped one`() throws {
        let tree = try tree(["intel-rapl-mmio", "intel-rapl-tpmi", "intel-rapl"], memory: false)
        var faulty = FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": EACCES])
        var sensor = try #require(probe(faulty).sensor)
        #expect(try sensor.readOnce() == ["rapl/package-0": .value(11)])
        #expect(sensor.channels.map(\.interface) == ["powercap, tpmi"])
        faulty.errors["intel-rapl-tpmi:0/energy_uj"] = EACCES
        sensor = try #require(probe(faulty).sensor)
        #expect(try sensor.readOnce() == ["rapl/package-0": .value(1)])
        #expect(sensor.channels.map(\.interface) == ["powercap, mmio"])
    }

    @Test func `where no view can be read the sensor is refused, or absent`() throws {
        let tree = try tree(["intel-rapl", "intel-rapl-mmio"], memory: false)
        var faulty = FaultyTree(
            base: tree.tree,
            errors: ["intel-rapl:0/energy_uj": EACCES, "intel-rapl-mmio:0/energy_uj": EACCES]
        )
        let refused = probe(faulty)
        #expect(refused.sensor == nil)
        #expect(refused.state.availability == .refused)
        let words = "(energy_uj: Permission denied)"
        #expect(
            refused.state.reason
                == "permission is missing for package-0 \(words), "
                + "package-0 through intel-rapl-mmio:0 \(words)"
        )
        #expect(refused.state.remedy?.hasPrefix("sudo chmod a+r ") == true)
        faulty.errors = ["intel-rapl:0/energy_uj": ENODATA, "intel-rapl-mmio:0/energy_uj": ENODATA]
        #expect(probe(faulty).state.availability == .absent)
    }

    @Test func `memory comes the way of its package`() throws {
        let tree = try tree(["intel-rapl", "intel-rapl-mmio"])
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": EACCES]))
        #expect(
            try found.sensor?.readOnce() == [
                "rapl/package-0": .value(11), "rapl/package-0/dram": .value(12),
            ]
        )
    }

    @Test func `memory that one view does not have or not give comes from the other`() throws {
        let refused = try tree(["intel-rapl", "intel-rapl-mmio"])
        let errors = ["intel-rapl:0:0/energy_uj": EACCES]
        let found = probe(FaultyTree(base: refused.tree, errors: errors))
        #expect(
            try found.sensor?.readOnce() == [
                "rapl/package-0": .value(1), "rapl/package-0/dram": .value(12),
            ]
        )
        #expect(
            found.state.reason.contains("intel-rapl-mmio:0:0 is read in place of package-0/dram (")
        )

        let missing = try tree(["intel-rapl", "intel-rapl-mmio"], memory: false)
        try missing.zone("intel-rapl:0:0", name: "dram", energy: "2\n")
        let faulty = FaultyTree(base: missing.tree, errors: ["intel-rapl:0/energy_uj": EACCES])
        #expect(
            try probe(faulty).sensor?.readOnce() == [
                "rapl/package-0": .value(11), "rapl/package-0/dram": .value(2),
            ]
        )
    }

    @Test func `a duplicate of one package does not stand for another`() throws {
        let tree = try tree(["intel-rapl", "intel-rapl-mmio"], memory: false)
        try tree.zone("intel-rapl:1", name: "package-1")
        var faulty = FaultyTree(base: tree.tree, errors: ["intel-rapl:1/energy_uj": EACCES])
        #expect(probe(faulty).state.availability == .refused)
        faulty.errors = ["intel-rapl:0/energy_uj": EACCES]
        let sensor = try #require(probe(faulty).sensor)
        #expect(
            try sensor.readOnce() == ["rapl/package-0": .value(11), "rapl/package-1": .value(1000)]
        )
        #expect(sensor.channels.map(\.interface) == ["powercap, mmio", "powercap"])
    }

    @Test func `dies and the whole package are never counted together`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0-die-0", energy: "1\n")
        try tree.zone("intel-rapl:1", name: "package-0-die-1", energy: "2\n")
        try tree.zone("intel-rapl-mmio:0", name: "package-0", energy: "3\n")
        #expect(
            try probe(tree.tree).sensor?.readOnce() == [
                "rapl/package-0-die-0": .value(1), "rapl/package-0-die-1": .value(2),
            ]
        )
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:1/energy_uj": EACCES]))
        #expect(try found.sensor?.readOnce() == ["rapl/package-0": .value(3)])
        #expect(
            found.state.reason.contains(
                "intel-rapl-mmio:0 is read in place of package-0-die-1 (energy_uj: "
            )
        )
    }

    @Test func `two zones of one name are no views of each other`() throws {
        let tree = try tree(["intel-rapl", "intel-rapl-mmio"], memory: false)
        try tree.zone("intel-rapl:1", name: "package-0")
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": EACCES]))
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(!found.state.reason.contains("in place of"))
    }
}
