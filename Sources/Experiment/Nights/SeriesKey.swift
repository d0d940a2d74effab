/// What tells the series of a history apart: one metric of one variant on one machine.
///
/// What a kernel, a driver, a sensor or the suite changes is not in it: the series goes on, at a new
/// level that says why (`Circumstances`).
public struct SeriesKey: Sendable, Hashable, Codable {
    /// Which machine, whatever its kernel: see `HostDescription.machineID`.
    public var machineID: String
    public var suite: String
    public var comparison: String
    public var variant: String
    public var metric: FigureMetric

    /// What its values are set against.
    public var reference: Reference

    public enum Reference: String, Sendable, Hashable, Codable, CaseIterable {
        /// Nothing: the value itself, in its unit.
        case none
        /// The pinned reference of the same variant in the same blocks of the same night: a ratio, of
        /// quality a difference.
        case pin
    }

    public init(
        machineID: String,
        suite: String,
        comparison: String,
        variant: String,
        metric: FigureMetric,
        reference: Reference
    ) {
        self.machineID = machineID
        self.suite = suite
        self.comparison = comparison
        self.variant = variant
        self.metric = metric
        self.reference = reference
    }

    /// The series of the values themselves.
    public var withoutReference: SeriesKey {
        var key = self
        key.reference = .none
        return key
    }

    /// "inference / int8: energy ÷ pinned".
    public var text: String {
        let relation =
            reference == .none ? "" : metric.isDifference ? " − pinned" : " ÷ pinned"
        return "\(comparison) / \(variant): \(metric.rawValue)\(relation)"
    }
}
