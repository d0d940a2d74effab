import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// Packages whose dies have zones of their own, which are counters of their own on Intel only.
@Suite struct RAPLDieTests {
    /// Two packages of two dies; on AMD both dies would show the same value, but for the time
    /// between two reads.
    private func tree() throws -> PowercapFolder {
        let tree = try PowercapFolder()
        for (entry, name) in [
            ("intel-rapl:0", "package-0-die-1"), ("intel-rapl:1", "package-0-die-0"),
            ("intel-rapl:2", "package-1-die-0"), ("intel-rapl:3", "package-1-die-1"),
        ] { try tree.zone(entry, name: name, energy: "68\n", range: "65532610987\n") }
        return tree
    }

    @Test(arguments: [("AuthenticAMD", "AMD"), ("HygonGenuine", "Hygon")])
    func `dies that mirror one counter are counted once a package`(
        vendor: String,
        maker: String
    ) throws {
        let tree = try tree()
        let found = probe(tree.tree, vendor: vendor)
        let sensor = try #require(found.sensor)
        #expect(
            try sensor.readOnce() == [
                "rapl/package-0-die-0": .value(68), "rapl/package-1-die-0": .value(68),
            ]
        )
        #expect(
            found.state.reason.hasSuffix(
                "rapl/package-0-die-0, rapl/package-1-die-0; "
                    + "package-0-die-1 mirrors package-0-die-0 on \(maker) processors "
                    + "and is not counted; "
                    + "package-1-die-1 mirrors package-1-die-0 on \(maker) processors "
                    + "and is not counted"
            )
        )
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `the dies of an Intel package add up, and nothing needs to be said`() throws {
        let tree = try tree()
        let found = probe(tree.tree)
        #expect(found.sensor?.channels.count == 4)
        #expect(found.state.reason.hasSuffix("rapl/package-1-die-0, rapl/package-1-die-1"))
    }

    @Test(arguments: [nil, "CentaurHauls"])
    func `where nobody says what dies are, the rule that is used is told`(vendor: String?) throws {
        let tree = try tree()
        let found = probe(tree.tree, vendor: vendor)
        #expect(found.sensor?.channels.count == 4)
        #expect(
            found.state.reason.hasSuffix(
                "; package-1-die-0, package-1-die-1 are added up, as is right on Intel processors: "
                    + "whether they mirror each other on this one is unknown"
            )
        )
        let whole = try PowercapFolder()
        try whole.zone("intel-rapl:0", name: "package-0")
        try whole.zone("intel-rapl:1", name: "package-1-die-0")
        #expect(!probe(whole.tree, vendor: vendor).state.reason.contains("added up"))
    }

    @Test(arguments: [EACCES, ENODATA])
    func `the lowest die that can be read stands for the others`(errno: Int32) throws {
        let tree = try tree()
        let faulty = FaultyTree(
            base: tree.tree,
            errors: ["intel-rapl:1/energy_uj": errno, "intel-rapl:3/energy_uj": errno]
        )
        let found = probe(faulty, vendor: "AuthenticAMD")
        #expect(
            found.sensor?.channels.map(\.name) == ["rapl/package-0-die-1", "rapl/package-1-die-0"]
        )
        let why = String(cString: strerror(errno))
        #expect(
            found.state.reason.contains(
                "intel-rapl:0 is read in place of package-0-die-0 (energy_uj: \(why)); "
                    + "package-0-die-0 mirrors package-0-die-1 on AMD processors"
            )
        )
        // On Intel the energy of that die would be missing.
        #expect(probe(faulty).sensor == nil)
    }

    @Test func `a package none of whose dies can be read is refused`() throws {
        let tree = try tree()
        let errors = ["intel-rapl:0/energy_uj": EACCES, "intel-rapl:1/energy_uj": EACCES]
        let found = probe(FaultyTree(base: tree.tree, errors: errors), vendor: "AuthenticAMD")
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        for die in 0...1 { #expect(found.state.reason.contains("package-0-die-\(die) (energy_uj")) }
    }

    @Test func `one die of a package mirrors nothing, three are told together`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0-die-0")
        #expect(!probe(tree.tree, vendor: "AuthenticAMD").state.reason.contains("mirror"))
        try tree.zone("intel-rapl:1", name: "package-0-die-1")
        try tree.zone("intel-rapl:a", name: "package-0-die-2")
        let found = probe(tree.tree, vendor: "AuthenticAMD")
        #expect(found.sensor?.channels.map(\.name) == ["rapl/package-0-die-0"])
        #expect(
            found.state.reason.contains(
                "package-0-die-1, package-0-die-2 mirror package-0-die-0 on AMD processors "
                    + "and are not counted"
            )
        )
    }
}
