public import Units

/// A model that turns CPU time into energy where no counter can be read.
///
/// Never a measurement. Energy = CPU time of the process tree × power of one busy hardware thread. Two variants that
/// are compared by it are compared by their CPU time.
public struct EstimateModel: Sendable, Hashable, Codable {
    public var wattsPerBusyThread: Double

    /// ± as a share of the value.
    public var relativeUncertainty: Double

    /// What the power was chosen by: the microarchitecture or "any".
    public var basis: String
    public var source: String

    public init(
        wattsPerBusyThread: Double,
        relativeUncertainty: Double,
        basis: String,
        source: String
    ) {
        self.wattsPerBusyThread = wattsPerBusyThread
        self.relativeUncertainty = relativeUncertainty
        self.basis = basis
        self.source = source
    }

    /// The estimate for a CPU time.
    public func energy(cpuTime: Duration) -> Figure<Energy> {
        let value = Power.watts(wattsPerBusyThread) * cpuTime
        return Figure(
            value: value,
            budget: UncertaintyBudget(accuracy: value * relativeUncertainty),
            provenance: .estimated,
            scope: "process tree, from CPU time"
        )
    }
}
