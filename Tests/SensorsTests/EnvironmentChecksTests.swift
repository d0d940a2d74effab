import Experiment
import Sensors
import Testing

@Suite struct EnvironmentChecksTests {
    private func check(
        _ name: String,
        _ change: (inout HostState) -> Void
    ) throws -> EnvironmentCheck {
        var state = HostState()
        change(&state)
        return try #require(EnvironmentChecks.all(of: state).first { $0.name == name })
    }

    @Test func `a machine that says nothing is unknown everywhere and never fine`() {
        let checks = EnvironmentChecks.all(of: HostState())
        #expect(checks.allSatisfy { $0.verdict == .unknown && $0.remedy == nil })
        #expect(Set(checks.map(\.name)).count == checks.count)
    }

    @Test func `a machine that is set up well passes everywhere`() {
        var state = HostState()
        state.settings.governors = ["performance"]
        state.settings.isTurboOn = false
        state.settings.isSMTOn = false
        state.values.swapUsedBytes = 0
        state.settings.logicalCPUs = 4
        state.values.load = [400, 0, 0]
        state.settings.isGuest = false
        state.settings.isPowercapMasked = false
        state.settings.perfEventParanoid = -1
        state.settings.clockSource = "tsc"
        state.settings.hasSGX = false
        state.settings.isNMIWatchdogOn = false
        let checks = EnvironmentChecks.all(of: state)
        #expect(checks.allSatisfy { $0.verdict == .ok && $0.remedy == nil })
    }

    @Test func `what is to be mended has the line that mends it`() {
        var state = HostState()
        state.settings.governors = ["performance", "powersave"]
        state.settings.frequencyDriver = "intel_pstate"
        state.settings.isTurboOn = true
        state.settings.isSMTOn = true
        state.values.swapUsedBytes = 3 << 20
        state.settings.logicalCPUs = 4
        state.values.load = [410, 0, 0]
        state.settings.isGuest = true
        state.settings.container = "docker"
        state.settings.isPowercapMasked = true
        state.settings.perfEventParanoid = 4
        state.settings.clockSource = "hpet"
        state.settings.hasSGX = true
        state.settings.isNMIWatchdogOn = true
        let checks = EnvironmentChecks.all(of: state)
        #expect(checks.allSatisfy { $0.remedy != nil })
        #expect(
            checks.filter { $0.verdict == .advice }.map(\.name)
                == ["governor", "turbo", "SMT", "energy filter", "NMI watchdog"]
        )
        #expect(checks.count { $0.verdict == .problem } == checks.count - 5)
    }

    @Test func `turbo is turned off by the file of its driver`() throws {
        let intel = try check("turbo") {
            $0.settings.isTurboOn = true
            $0.settings.frequencyDriver = "intel_pstate"
        }
        #expect(intel.remedy?.contains("echo 1 | sudo tee") ?? false)
        let amd = try check("turbo") {
            $0.settings.isTurboOn = true
            $0.settings.frequencyDriver = "amd-pstate-epp"
        }
        #expect(amd.remedy?.contains("echo 0 | sudo tee") ?? false)
    }

    @Test func `the load is shown with two digits`() throws {
        let load = try check("load") {
            $0.settings.logicalCPUs = 64
            $0.values.load = [2049, 0, 0]
        }
        #expect(load.found == "2.05 on 64 CPUs")
        #expect(load.verdict == .ok)
    }

    @Test(arguments: [(0, EnvironmentCheck.Verdict.ok), (1, .advice), (2, .advice), (3, .problem)])
    func `the paranoid level decides what can be counted`(
        level: Int,
        verdict: EnvironmentCheck.Verdict
    ) throws {
        let found = try check("perf_event_paranoid") { $0.settings.perfEventParanoid = level }
        #expect(found.verdict == verdict)
    }

    @Test func `a container whose powercap is open is fine`() throws {
        let found = try check("container") {
            $0.settings.container = "podman"
            $0.settings.isPowercapMasked = false
        }
        #expect(found.verdict == .ok)
        #expect(found.found.contains("podman"))
    }
}
