import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

/// Which of powercap and perf RAPL is read through.
@Suite struct RAPLChoiceTests {
    private func choose(
        _ errors: [String: Int32],
        _ pmu: ScriptedPMU = ScriptedPMU(),
        isGuest: Bool = false
    ) -> ProbedSensor {
        let clock = ManualClock()
        let tree = SimulatedPowercap(power: .watts(30), now: clock.now)
        return RAPLSensor.probe(
            FaultyTree(base: tree, errors: errors),
            otherwise: pmu,
            cpu: cpu("GenuineIntel", isGuest: isGuest),
            now: clock.now
        )
    }

    @Test func `powercap is used where it works, and perf is not asked`() {
        var pmu = ScriptedPMU()
        pmu.errors = ["open energy-pkg": EACCES]
        let found = choose([:], pmu)
        #expect(found.sensor?.channels.map(\.interface) == ["powercap", "powercap"])
        #expect(found.state.reason.hasSuffix("; through powercap, so perf was not tried"))
    }

    @Test func `where powercap is refused and perf works, perf is used and that is said`() {
        let found = choose(["intel-rapl:0/energy_uj": EACCES])
        #expect(found.state.availability == .present)
        #expect(found.sensor?.channels.map(\.interface) == ["perf"])
        #expect(
            found.state.reason
                == "rapl/package-0; through perf, because powercap is refused "
                + "(permission is missing for package-0 (energy_uj: Permission denied))"
        )
        #expect(found.state.remedy == nil)
    }

    @Test func `where both are refused both reasons and both remedies are told`() throws {
        var pmu = ScriptedPMU()
        pmu.errors = ["open energy-pkg": EPERM]
        let found = choose(["intel-rapl:0/energy_uj": EACCES], pmu)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("powercap is refused (permission is missing for"))
        #expect(found.state.reason.contains("perf is refused (permission is missing for"))
        let remedy = try #require(found.state.remedy)
        #expect(remedy.hasPrefix("sudo chmod a+r "))
        #expect(remedy.contains("  # or: sudo sysctl kernel.perf_event_paranoid=0"))
    }

    @Test func `what is absent does not hide what is refused, nor offer a remedy`() {
        let found = choose(["intel-rapl:0/energy_uj": EACCES], ScriptedPMU([]))
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("perf is absent (/pmu/events is empty)"))
        #expect(found.state.remedy?.contains("modprobe") == false)
    }

    @Test func `a guest with neither is told once that its hypervisor passes none`() {
        let found = choose(["": ENOENT], ScriptedPMU([]), isGuest: true)
        #expect(found.state.availability == .absent)
        #expect(
            found.state.reason
                == "powercap is absent (the simulation: No such file or directory); "
                + "perf is absent (/pmu/events is empty); "
                + "this guest's hypervisor does not pass RAPL through"
        )
        #expect(found.state.remedy == nil)
    }

    @Test func `one interface can be asked for, and is not replaced`() {
        var options = SensorOptions(raplInterface: .perf, simulatedPower: .watts(30))
        let perf = SensorCatalog.probe(options)
        #expect(perf.channels.filter { $0.sensor == "rapl" }.map(\.interface) == ["perf", "perf"])
        options.raplInterface = .powercap
        let powercap = SensorCatalog.probe(options).channels.filter { $0.sensor == "rapl" }
        #expect(powercap.map(\.interface) == ["powercap", "powercap"])
        options = SensorOptions(powercapRoot: "/nonexistent")
        let moved = SensorCatalog.probe(options).states.first { $0.sensor == "rapl" }
        #expect(moved?.reason.contains("perf") == false, "a folder that was named is meant")
    }
}
