import Experiment
import Sensors
import Testing

@Suite struct EstimateTests {
    @Test(arguments: [
        (85, 7, "Cascade Lake", 3.97), (85, 5, "Cascade Lake", 3.97), (85, 4, "Skylake", 4.26),
        (79, 1, "Broadwell", 3.69), (63, 2, "Haswell", 4.74),
    ])
    func `Xeons are told apart by model and stepping`(
        model: Int,
        stepping: Int,
        name: String,
        watts: Double
    ) {
        let text = CPUTexts.x86(model: model, stepping: stepping, name: "Intel(R) Xeon(R) CPU")
        let estimate = EstimateCatalog.model(for: CPUInfo(parsing: text))
        #expect(estimate.basis == name)
        #expect(estimate.wattsPerBusyThread == watts)
        #expect(estimate.relativeUncertainty == 0.5)
    }

    @Test(arguments: [(1, "EPYC 1st generation", 2.55), (49, "EPYC 2nd generation", 1.69)])
    func `EPYCs are told apart by model`(model: Int, name: String, watts: Double) {
        let text = CPUTexts.x86(
            vendor: "AuthenticAMD",
            family: 23,
            model: model,
            stepping: 0,
            name: "AMD EPYC 7000 32-Core Processor"
        )
        let estimate = EstimateCatalog.model(for: CPUInfo(parsing: text))
        #expect(estimate.basis == name)
        #expect(estimate.wattsPerBusyThread == watts)
    }

    @Test(arguments: [
        CPUTexts.arm, "",
        CPUTexts.x86(model: 85, stepping: 11, name: "Intel(R) Xeon(R) Cooper Lake"),
        CPUTexts.x86(model: 63, stepping: 2, name: "Intel(R) Core(TM) i7-5820K"),
        CPUTexts.x86(vendor: "AuthenticAMD", family: 26, model: 2, stepping: 1, name: "AMD EPYC"),
        CPUTexts.x86(
            vendor: "AuthenticAMD",
            family: 23,
            model: 1,
            stepping: 1,
            name: "AMD Ryzen 7 1700"
        ),
    ])
    func `other processors get the generic figure with a wider uncertainty`(text: String) {
        let estimate = EstimateCatalog.model(for: CPUInfo(parsing: text))
        #expect(estimate.basis == "any")
        #expect(estimate.wattsPerBusyThread == 3.5)
        #expect(estimate.relativeUncertainty == 0.75)
    }

    private func counters(_ availability: SensorState.Availability) -> SensorState {
        SensorState(sensor: "rapl", covers: "", availability: availability, reason: "the reason")
    }

    private let cpu = CPUInfo(
        parsing: CPUTexts.x86(model: 85, stepping: 7, name: "Intel(R) Xeon(R) CPU")
    )

    @Test(arguments: [SensorState.Availability.absent, .refused])
    func `it says why it is used`(availability: SensorState.Availability) {
        let (state, model) = EstimateCatalog.probe(
            cpu: cpu,
            counters: counters(availability),
            isAllowed: true
        )
        #expect(model?.basis == "Cascade Lake")
        #expect(
            state.reason.hasPrefix("used because rapl is \(availability.rawValue) (the reason)")
        )
        #expect(state.reason.contains("3.97 W per busy thread ± 50 %"))
    }

    @Test func `it is not used beside counters, nor where it is turned off`() {
        let beside = EstimateCatalog.probe(cpu: cpu, counters: counters(.present), isAllowed: true)
        #expect(beside.model == nil)
        #expect(beside.state.reason == "not used: energy is read from rapl")
        let off = EstimateCatalog.probe(cpu: cpu, counters: counters(.refused), isAllowed: false)
        #expect(off.model == nil)
        #expect(off.state.reason == "not used: estimates are turned off")
    }
}
