/// What is to be said of a variant beside its baseline.
public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
    case better
    case worse
    /// The difference is shown to lie within a stated bound.
    case equivalent
    /// Neither a difference nor equivalence is shown.
    case inconclusive
}

/// A verdict with its reason.
public struct Judgement: Sendable, Hashable {
    public var verdict: Verdict

    /// Why, in words without a full stop.
    public var reason: String

    /// What would settle it, in a few words such as "8 more blocks"; `nil` where it is settled.
    public var remedy: String?

    /// The p-value after Holm's correction over the comparison's table; `nil` without spread.
    public var adjustedPValue: Double?

    public init(
        _ verdict: Verdict,
        because reason: String,
        remedy: String? = nil,
        adjustedPValue: Double? = nil
    ) {
        self.verdict = verdict
        self.reason = reason
        self.remedy = remedy
        self.adjustedPValue = adjustedPValue
    }
}
