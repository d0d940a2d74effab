/// What a ratio of a variant to its baseline is made of.
public enum RatioMetric: String, Sendable, Hashable, CaseIterable {
    /// The energy of a unit of work.
    case energy
    /// The time of a unit of work.
    case time
}

/// Where an energy comes from and what it covers: only energies with the same are compared.
public struct EnergySource: Sendable, Hashable {
    public var provenance: Provenance
    public var scope: String

    public init(provenance: Provenance, scope: String) {
        self.provenance = provenance
        self.scope = scope
    }
}
