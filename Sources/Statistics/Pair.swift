/// What a baseline and a variant gave in one block, close to each other in time.
public struct Pair<Value: Sendable & Hashable>: Sendable, Hashable {
    public var baseline: Value
    public var variant: Value

    public init(baseline: Value, variant: Value) {
        self.baseline = baseline
        self.variant = variant
    }
}

/// Why pairs give no result.
public enum PairingFault: Error, Sendable, Hashable {
    /// No block had both values.
    case noPairs
    /// A value was not a number or infinite. Pairs count from 0.
    case notFinite(pair: Int)
    /// A ratio needs values above zero. Pairs count from 0.
    case notPositive(pair: Int)
    /// The result is beyond the range of floating point.
    case outOfRange
}

extension PairingFault: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noPairs:
            "no block has both the baseline and the variant; repeat the blocks that failed"
        case .notFinite(let pair):
            "pair \(pair + 1) holds a value that is not a finite number; look at its trials"
        case .notPositive(let pair):
            "pair \(pair + 1) holds a value that is not above zero, which has no ratio; "
                + "compare gross values or differences"
        case .outOfRange:
            "the values are too far apart for floating point; look at their units"
        }
    }
}
