package import Experiment

extension EstimateCatalog {
    static let name = "estimate"

    /// Whether the estimate is used, which depends on what became of the energy counters.
    ///
    /// It never takes their place silently: its state says which of them is missing. Where a
    /// graphics board is read and the processor is not, nothing is estimated either: a total of
    /// both would be neither.
    ///
    /// - Parameters:
    ///   - cpu: this machine's.
    ///   - counters: the state of the sensor of the processor's energy.
    ///   - measured: the sensors whose energy belongs to the total.
    ///   - isAllowed: whether the user lets energy be estimated.
    /// - Returns: the state, and the model where it is used.
    package static func probe(
        cpu: CPUInfo,
        counters: SensorState,
        measured: [String],
        isAllowed: Bool
    ) -> (state: SensorState, model: EstimateModel?) {
        let model = model(for: cpu)
        var state = SensorState(
            sensor: name,
            covers: "energy from the CPU time of the workload, by a model",
            availability: .present,
            reason: ""
        )
        guard measured.isEmpty else {
            state.reason = "not used: energy is read from \(measured.joined(separator: ", "))"
            if !measured.contains(counters.sensor) {
                state.reason +=
                    "; \(counters.sensor) is \(counters.availability.rawValue), and the "
                    + "processor's energy is in no figure"
            }
            return (state, nil)
        }
        guard isAllowed else {
            state.reason = "not used: estimates are turned off"
            return (state, nil)
        }
        let share = Int((model.relativeUncertainty * 100).rounded())
        state.reason =
            "used because \(counters.sensor) is \(counters.availability.rawValue): "
            + "\(model.summary), ± \(share) %, for \(model.basis); \(model.source)"
        return (state, model)
    }
}
