import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

/// Zones that overlap the total: cores, graphics and the platform.
@Suite struct RAPLDiagnosticsTests {
    private func tree() throws -> PowercapFolder {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0", energy: "1\n")
        try tree.zone("intel-rapl:0:0", name: "core", energy: "2\n")
        try tree.zone("intel-rapl:0:1", name: "uncore", energy: "3\n")
        try tree.zone(
            "intel-rapl:1",
            name: "psys",
            energy: "4000000\n",
            range: "4294967295000000\n"
        )
        return tree
    }

    @Test func `they have channels of their own that are no part of the total`() throws {
        let tree = try tree()
        let found = probe(tree.tree)
        let sensor = try #require(found.sensor)
        #expect(
            try sensor.readOnce() == [
                "rapl/package-0": .value(1), "rapl/package-0/core": .value(2),
                "rapl/package-0/uncore": .value(3), "rapl/psys": .value(4_000_000),
            ]
        )
        #expect(sensor.channels.map(\.domain) == [.package, .core, .uncore, .psys])
        #expect(sensor.channels.filter(\.domain.isPartOfTotal).map(\.name) == ["rapl/package-0"])
        #expect(sensor.channels.last?.resolution == 1_000_000)
        #expect(sensor.channels.last?.behaviour == .counter(wrapsAt: 4_294_967_295_000_000))
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test(
        arguments: ["0:0", "0:1", "1"].flatMap { zone in
            ["energy_uj", "max_energy_range_uj", "read"].map { "intel-rapl:\(zone)/\($0)" }
        },
        [EACCES, ENODATA]
    )
    func `one that cannot be read is left out, and the total stays`(file: String, errno: Int32)
        throws
    {
        let tree = try tree()
        let found = probe(FaultyTree(base: tree.tree, errors: [file: errno]))
        #expect(found.state.availability == .present)
        #expect(found.sensor?.channels.first?.name == "rapl/package-0")
        #expect(found.sensor?.channels.count == 3)
        #expect(found.state.reason.contains("; without "))
        #expect(found.state.reason.hasSuffix("which is no part of the total"))
    }

    @Test func `a package that is lost is not replaced by its cores or the platform`() throws {
        let tree = try tree()
        let found = probe(FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": ENODATA]))
        #expect(found.sensor == nil)
        #expect(found.state.availability == .absent)
    }

    @Test func `cores are shown of the view that the package is read through`() throws {
        let tree = try tree()
        try tree.zone("intel-rapl-mmio:0", name: "package-0", energy: "11\n")
        try tree.zone("intel-rapl-mmio:0:0", name: "core", energy: "12\n")
        let registers = try #require(probe(tree.tree).sensor)
        #expect(try registers.readOnce()["rapl/package-0/core"] == .value(2))
        let faulty = FaultyTree(base: tree.tree, errors: ["intel-rapl:0/energy_uj": EACCES])
        let mapped = try #require(probe(faulty).sensor)
        #expect(
            try mapped.readOnce() == [
                "rapl/package-0": .value(11), "rapl/package-0/core": .value(12),
                "rapl/psys": .value(4_000_000),
            ]
        )
    }

    @Test(arguments: [("AuthenticAMD", "AMD"), ("HygonGenuine", "Hygon")])
    func `a core zone that is one core is left out and said`(vendor: String, maker: String) throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0")
        try tree.zone("intel-rapl:0:0", name: "core")
        let found = probe(tree.tree, vendor: vendor)
        #expect(found.sensor?.channels.map(\.name) == ["rapl/package-0"])
        #expect(
            found.state.reason.hasSuffix(
                "; core is left out, for on \(maker) processors it is one core"
            )
        )
    }

    @Test func `the platform of a second package has its own name`() throws {
        let tree = try tree()
        try tree.zone("intel-rapl:2", name: "package-1")
        try tree.zone("intel-rapl:3", name: "psys-1")
        try tree.zone("intel-rapl:4", name: "psys-x")
        #expect(
            probe(tree.tree).sensor?.channels.map(\.name).suffix(3) == [
                "rapl/package-1", "rapl/psys", "rapl/psys-1",
            ]
        )
    }
}

@Suite struct RAPLAccuracyTests {
    /// The declared accuracies of package, core and platform, as if the files were the machine's.
    private func accuracies(_ cpu: CPUInfo) throws -> [Double?] {
        let pmu = ScriptedPMU(["energy-pkg", "energy-ram", "energy-psys"])
        let sensor = try #require(
            RAPLSensor.probe(pmu, cpu: cpu, now: MonotonicInstant.now).sensor
        )
        return sensor.channels.map(\.relativeAccuracy)
    }

    @Test func `metered packages are stated better than models and the platform`() throws {
        #expect(try accuracies(cpu("GenuineIntel")) == [0.05, 0.10, 0.30])
        #expect(try accuracies(cpu("GenuineIntel", model: 0x2D)) == [0.10, 0.10, 0.30])
        #expect(try accuracies(cpu("GenuineIntel", family: 19, model: 1)) == [0.05, 0.10, 0.30])
        #expect(try accuracies(cpu("AuthenticAMD", family: 25)) == [0.10, 0.10, 0.30])
        #expect(try accuracies(cpu(nil)) == [0.10, 0.10, 0.30])
    }

    @Test func `energy that SGX makes noisy is stated worse`() throws {
        #expect(try accuracies(cpu("GenuineIntel", flags: "fpu sgx")) == [0.10, 0.10, 0.30])
        #expect(try accuracies(cpu("GenuineIntel", flags: "fpu sgx_lc")) == [0.05, 0.10, 0.30])
    }

    @Test func `simulated counters have no scale that could be off`() throws {
        let sensor = try #require(probe(SimulatedPowercap(power: .watts(30))).sensor)
        #expect(sensor.channels.map(\.relativeAccuracy) == [0, 0])
    }
}
