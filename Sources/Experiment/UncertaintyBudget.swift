public import Units

/// The parts of a measured value's uncertainty, and what they come to.
///
/// The first three are bounds: the error lies within ± the part, anywhere alike (a rectangular
/// distribution, standard uncertainty bound/√3). The accuracy is an expanded uncertainty as makers
/// and papers state it. The parts combine in quadrature, as the GUM (JCGM 100:2008, 4.3.7 and 5.1)
/// does for parts that do not depend on each other.
public struct UncertaintyBudget<Value: Quantity>: Sendable, Hashable {
    /// Both edges of the window: the counter's refresh, and the line between two readings.
    public var edges: Value

    /// The counter's smallest step, at both edges.
    public var resolution: Value

    /// What happened between the samples: power that was integrated, gaps that were bridged.
    public var sampling: Value

    /// The sensor's own scale, or the model of an estimate; expanded with `coverageFactor`.
    public var accuracy: Value

    /// Whether every sensor has an accuracy that somebody states; the uncertainty holds no other.
    public var isAccuracyStated: Bool

    public init(
        edges: Value = .zero,
        resolution: Value = .zero,
        sampling: Value = .zero,
        accuracy: Value = .zero,
        isAccuracyStated: Bool = true
    ) {
        self.edges = edges
        self.resolution = resolution
        self.sampling = sampling
        self.accuracy = accuracy
        self.isAccuracyStated = isAccuracyStated
    }

    /// The number of standard uncertainties in every stated ±, about 95 % for a normal distribution.
    public static var coverageFactor: Double { 2 }

    /// The expanded uncertainty of edges, resolution and sampling: what differs between trials.
    public var expandedWithoutAccuracy: Value {
        Self.expanded([edges, resolution, sampling], .zero)
    }

    /// The expanded uncertainty: `coverageFactor` times the combined standard uncertainty.
    public var expanded: Value { Self.expanded([edges, resolution, sampling], accuracy) }

    private static func expanded(_ bounds: [Value], _ accuracy: Value) -> Value {
        let variances = bounds.map { $0.magnitude * $0.magnitude / 3 }
        let scale = accuracy.magnitude / coverageFactor
        let combined = (variances.reduce(0, +) + scale * scale).squareRoot()
        return Value(magnitude: coverageFactor * combined)
    }

    /// The parts of a sum.
    ///
    /// Added up and not combined in quadrature: the counters of one machine share its clock, its
    /// sampling and its maker, so their errors may all point the same way.
    public static func + (left: Self, right: Self) -> Self {
        Self(
            edges: left.edges + right.edges,
            resolution: left.resolution + right.resolution,
            sampling: left.sampling + right.sampling,
            accuracy: left.accuracy + right.accuracy,
            isAccuracyStated: left.isAccuracyStated && right.isAccuracyStated
        )
    }

    /// The parts of a value that is shared out over an amount.
    public static func / (left: Self, right: Double) -> Self {
        Self(
            edges: left.edges / right,
            resolution: left.resolution / right,
            sampling: left.sampling / right,
            accuracy: left.accuracy / right,
            isAccuracyStated: left.isAccuracyStated
        )
    }
}
