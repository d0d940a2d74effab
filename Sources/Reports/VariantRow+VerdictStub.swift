/// What a verdict says.
public enum Verdict: String, Sendable, Hashable {
    case better
    case worse
    case equivalent
    case inconclusive
}

/// A verdict with its reason and what would settle it.
public struct Judgement: Sendable, Hashable {
    public var verdict: Verdict
    public var reason: String
    public var remedy: String?
    public var adjustedPValue: Double?
}

extension VariantRow {
    /// The overall verdict; `nil` for the baseline.
    public var verdict: Judgement? { nil }
}
