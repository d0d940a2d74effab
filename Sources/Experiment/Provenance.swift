/// Where a value comes from.
///
/// A value that nothing gave has no provenance: it is missing.
public enum Provenance: String, Sendable, Hashable, Codable, CaseIterable {
    /// A difference of a counter that the hardware or the kernel keeps.
    case measured
    /// The integral of power samples over time.
    case integrated
    /// The output of a model; never a measurement.
    case estimated
    /// The output of a simulated counter; of no machine, whatever it looks like.
    case simulated
    /// What the workload said of itself.
    case reported
    /// What another program recorded and this one read from its files; never measured here.
    ///
    /// The scope says how it came about there: by a meter at the wall, a counter, or a model.
    case imported
}
