import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

/// RAPL through perf's `power` PMU.
@Suite struct RAPLPerfTests {
    @Test func `counters are named like powercap's and count 64 bits of 2⁻³² J`() throws {
        var pmu = ScriptedPMU(
            ["energy-pkg", "energy-ram", "energy-cores", "energy-gpu", "energy-psys"],
            cpumask: "0,18\n"
        )
        pmu.places = [0: (0, 0), 18: (1, 0)]
        let found = probe(pmu)
        let sensor = try #require(found.sensor)
        #expect(
            sensor.channels.map(\.name) == [
                "rapl/package-0", "rapl/package-0/dram", "rapl/package-0/core",
                "rapl/package-0/uncore", "rapl/package-1", "rapl/package-1/dram",
                "rapl/package-1/core", "rapl/package-1/uncore", "rapl/psys", "rapl/psys-1",
            ]
        )
        #expect(sensor.channels.allSatisfy { $0.quantity == .energyPerfUnits })
        #expect(sensor.channels.allSatisfy { $0.interface == "perf" })
        #expect(sensor.channels.allSatisfy { $0.behaviour == .counter(wrapsAt: nil) })
        #expect(sensor.channels.allSatisfy { $0.refreshPeriod == .milliseconds(1) })
        #expect(sensor.channels.allSatisfy { !$0.isSimulated })
        #expect(sensor.channels[0].resolution == 1 << 18)
        #expect(sensor.channels[8].resolution == 1 << 32)
        // Event 2 on CPU 18, opened anew.
        #expect(try sensor.readOnce()["rapl/package-1/dram"] == .value(3800))
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `several counters of one package are its dies`() throws {
        var pmu = ScriptedPMU(cpumask: "0-1,24\n")
        pmu.places = [0: (0, 0), 1: (0, 1), 24: (1, 0)]
        let intel = probe(pmu)
        #expect(
            intel.sensor?.channels.map(\.name) == [
                "rapl/package-0-die-0", "rapl/package-0-die-1", "rapl/package-1",
            ]
        )
        let amd = probe(pmu, vendor: "AuthenticAMD")
        #expect(
            amd.sensor?.channels.map(\.name) == ["rapl/package-0-die-0", "rapl/package-1"]
        )
        #expect(amd.state.reason.contains("package-0-die-1 mirrors package-0-die-0"))
    }

    @Test func `a guest's PMU without events is absent, with that reason`() {
        let found = probe(ScriptedPMU([]), isGuest: true)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .absent)
        #expect(
            found.state.reason
                == "/pmu/events is empty; this guest's hypervisor does not pass RAPL through"
        )
        #expect(found.state.remedy == nil)
        let some = probe(ScriptedPMU(["energy-cores"]))
        #expect(some.state.reason == "/pmu/events has no energy-pkg")
        #expect(some.state.remedy == "sudo modprobe rapl")
    }

    @Test(arguments: [EACCES, EPERM])
    func `a missing permission is refused with the line that mends it`(errno: Int32) throws {
        var pmu = ScriptedPMU()
        pmu.errors = ["open energy-pkg": errno]
        let found = probe(pmu)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(
            found.state.reason == "permission is missing for package-0 (energy-pkg: "
                + "\(String(cString: strerror(errno))))"
        )
        #expect(
            try #require(found.state.remedy)
                .hasPrefix("sudo sysctl kernel.perf_event_paranoid=0  # ")
        )
    }

    @Test(arguments: ["open energy-pkg", "read energy-pkg"])
    func `an event that cannot be opened or read is no RAPL`(what: String) {
        var pmu = ScriptedPMU()
        pmu.errors = [what: EINVAL]
        let found = probe(pmu)
        #expect(found.state.availability == .absent)
        #expect(found.state.reason.contains("package-0 (energy-pkg: Invalid argument)"))
    }

    @Test func `a counter that opens and does not move does not count`() {
        var pmu = ScriptedPMU(["energy-pkg", "energy-ram"])
        pmu.dead = ["energy-pkg"]
        let package = probe(pmu)
        #expect(package.sensor == nil)
        #expect(package.state.reason.contains("package-0 (energy-pkg: opens but does not count)"))
        pmu.dead = ["energy-ram"]
        let memory = probe(pmu)
        #expect(memory.sensor?.channels.map(\.name) == ["rapl/package-0"])
        #expect(memory.state.reason.contains("energy-ram: opens but does not count"))
        #expect(memory.state.reason.contains("all memory"))
    }

    @Test func `cores and graphics may stand still, for they can be switched off`() {
        var pmu = ScriptedPMU(["energy-pkg", "energy-gpu"])
        pmu.dead = ["energy-gpu"]
        #expect(
            probe(pmu).sensor?.channels.map(\.name) == ["rapl/package-0", "rapl/package-0/uncore"]
        )
    }

    @Test(arguments: [
        ("events/energy-pkg.scale", "1.0e-6"), ("events/energy-pkg.scale", ""),
        ("events/energy-pkg.scale", "2,3283064365386962890625e-10"),
        ("events/energy-pkg.unit", "Watts"), ("events/energy-ram.scale", "1"),
        ("events/energy-pkg", "config=2"), ("events/energy-pkg", "event=0xzz"), ("type", "x"),
        ("type", "-1"), ("cpumask", ""), ("cpumask", "0-"), ("cpumask", "3-1"), ("cpumask", "a"),
        ("cpumask", "0,,1"),
    ])
    func `a file that says something else is refused and named, never guessed`(
        file: String,
        text: String
    ) {
        var pmu = ScriptedPMU(["energy-pkg", "energy-ram"])
        pmu.files[file] = text + "\n"
        let found = probe(pmu)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        let name = file.split(separator: "/").last.map(String.init) ?? file
        let event = name.split(separator: ".").first.map(String.init) ?? name
        #expect(found.state.reason.contains(event))
    }

    @Test func `an event outside the total in another unit is left out`() {
        var pmu = ScriptedPMU(["energy-pkg", "energy-psys"])
        pmu.files["events/energy-psys.scale"] = "1\n"
        #expect(probe(pmu).sensor?.channels.map(\.name) == ["rapl/package-0"])
    }

    @Test(arguments: [
        "events", "type", "cpumask", "events/energy-pkg", "events/energy-pkg.scale",
        "events/energy-pkg.unit", "physical_package_id",
    ])
    func `each file may be refused or missing`(file: String) {
        var pmu = ScriptedPMU()
        pmu.errors = [file: EACCES]
        let refused = probe(pmu).state
        #expect(refused.availability == .refused)
        #expect(refused.reason.contains("Permission denied"))
        #expect(refused.remedy?.hasPrefix("sudo chmod a+r ") == true)
        pmu.errors = [file: ENOENT]
        let absent = probe(pmu).state
        #expect(absent.availability == .absent)
        #expect(absent.reason.contains("No such file"))
    }

    @Test func `an event that is refused when a trial begins is an error of opening`() throws {
        let isRefused = Flag()
        let pmu = LaterRefused(base: ScriptedPMU(), isRefused: isRefused)
        let sensor = try #require(probe(pmu).sensor)
        isRefused.set()
        #expect(throws: SensorError.self) { try sensor.open(for: anyProcesses) }
    }

    @Test func `the files of a moved sysfs are read, and what they describe is not this machine's`()
        throws
    {
        let sys = try TemporaryFolder()
        let pmu = "bus/event_source/devices/power"
        try sys.write("9\n", to: "\(pmu)/type")
        try sys.write("0\n", to: "\(pmu)/cpumask")
        try sys.write("event=0x02\n", to: "\(pmu)/events/energy-pkg")
        try sys.write("1e-6\n", to: "\(pmu)/events/energy-pkg.scale")
        try sys.write("Joules\n", to: "\(pmu)/events/energy-pkg.unit")
        try sys.write("0\n", to: "devices/system/cpu/cpu0/topology/physical_package_id")
        let found = probe(PowerPMUDirectory(root: sys.path))
        #expect(found.state.reason == "energy-pkg counts in 1e-6 Joules and not in 2⁻³² Joules")
        let gone = probe(PowerPMUDirectory(root: "/nonexistent"))
        #expect(gone.state.availability == .absent)
    }

    @Test func `a real PMU that nobody has says so`() throws {
        // The kernel knows no PMU of this type, whatever the permissions are.
        let event = PowerEvent(name: "energy-pkg", type: .max, config: 2, cpu: 0)
        #expect(throws: SensorError.self) { try PowerPMUDirectory().openCounter(of: event) }
    }

    @Test func `simulated power is found again through perf, past a wrap of powercap's`() throws {
        let clock = ManualClock()
        let tree = SimulatedPowercap(power: .watts(200), wrapsAfter: .seconds(1), now: clock.now)
        let pmu = SimulatedPowerPMU(tree) { clock.advance(by: .milliseconds(1)) }
        let found = probe(pmu, now: clock.now)
        #expect(found.state.isSimulated)
        #expect(found.state.reason.hasPrefix("simulated: 200.0 W"))
        let sensor = try #require(found.sensor)
        #expect(sensor.channels.map(\.name) == ["rapl/package-0", "rapl/package-0/dram"])
        #expect(sensor.channels.allSatisfy { $0.isSimulated && $0.relativeAccuracy == 0 })
        let open = try sensor.open(for: anyProcesses)
        var joules: [Double] = []
        for _ in 0...1 {
            var sum = 0.0
            open.read(firstChannel: 0) { reading in
                guard case .value(let value) = reading.outcome else { return }
                sum += Double(value) * 0x1p-32
            }
            joules.append(sum)
            clock.advance(by: .seconds(3000))
        }
        #expect(abs(joules[1] - joules[0] - 600_000) < 0.001)
    }
}

/// A PMU that refuses its counters once told to.
private struct LaterRefused: PowerPMU {
    var base: ScriptedPMU
    let isRefused: Flag

    var location: String { base.location }
    var simulation: String { base.simulation }
    func events() throws(SensorError) -> [String] { try base.events() }
    func text(of file: String) throws(SensorError) -> String { try base.text(of: file) }
    func topology(_ file: String, ofCPU cpu: Int32) throws(SensorError) -> String {
        try base.topology(file, ofCPU: cpu)
    }
    func openCounter(of event: PowerEvent) throws(SensorError) -> any RAPLCounter {
        if isRefused.isSet { throw .unreadable(path: event.name, errno: EACCES) }
        return try base.openCounter(of: event)
    }
    func pause() {}
}
