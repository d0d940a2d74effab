package import Experiment

extension EstimateCatalog {
    static let name = "estimate"

    /// Whether the estimate is used, which depends on what became of the energy counters.
    ///
    /// It never takes their place silently: its state says what they lack.
    package static func probe(
        cpu: CPUInfo,
        counters: SensorState,
        isAllowed: Bool
    ) -> (state: SensorState, model: EstimateModel?) {
        let model = model(for: cpu)
        var state = SensorState(
            sensor: name,
            covers: "energy from the CPU time of the workload, by a model",
            availability: .present,
            reason: ""
        )
        if counters.availability == .present {
            state.reason = "not used: energy is read from \(counters.sensor)"
            return (state, nil)
        }
        guard isAllowed else {
            state.reason = "not used: estimates are turned off"
            return (state, nil)
        }
        let share = Int((model.relativeUncertainty * 100).rounded())
        state.reason =
            "used because \(counters.sensor) is \(counters.availability.rawValue) "
            + "(\(counters.reason)): \(model.summary), ± \(share) %, for \(model.basis); "
            + model.source
        return (state, model)
    }
}
