internal import Foundation

/// What of a variant is followed from night to night.
public enum FigureMetric: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable
{
    /// The energy of a unit of work.
    case energy
    /// The time of a unit of work.
    case time
    /// The mean power over the window.
    case power
    /// The peak memory.
    case memory
    /// The arithmetic of a unit of work, as the workload reports it.
    case operations
    /// The quality that the suite names.
    case quality

    /// Whether two values are set against each other by their difference and not by their ratio:
    /// an accuracy is a share already, and a loss may be 0 or below.
    public var isDifference: Bool { self == .quality }

    /// Whether it comes from energy counters, so that it has their provenance.
    public var isOfEnergy: Bool { self == .energy || self == .power }

    /// The least relative change that matters where nobody says; of quality, relative to its level.
    ///
    /// Counted memory and arithmetic have no noise of a sensor, but an allocator and a cache have
    /// some.
    public var usualBound: Double {
        switch self {
        case .energy, .time: 0.02
        case .power, .memory: 0.05
        case .operations, .quality: 0.01
        }
    }
}

/// From which change on each metric matters.
public struct FigureBounds: Sendable, Hashable, Codable {
    /// Relative and above 0; what is not named has its usual one.
    public var relative: [FigureMetric: Double]

    public init(relative: [FigureMetric: Double] = [:]) { self.relative = relative }

    /// The bound of a metric in the units in which changes are judged: of the logarithm, or of the
    /// quality itself.
    ///
    /// - Parameters:
    ///   - metric: whose.
    ///   - level: of the quality before the change.
    ///   - tolerance: of the suite, which goes before what is usual.
    /// - Returns: above 0.
    public func limit(of metric: FigureMetric, level: Double = 1, tolerance: Double? = nil)
        -> Double
    {
        let bound = relative[metric] ?? metric.usualBound
        guard metric.isDifference else { return log1p(bound) }
        if relative[metric] == nil, let tolerance, tolerance > 0 { return tolerance }
        return bound * (level == 0 ? 1 : level.magnitude)
    }
}
