public import Units

/// A value with its uncertainty and its provenance.
public struct Figure<Value: Quantity>: Sendable, Hashable {
    public var value: Value

    /// The parts of what the instrument may be off by; `nil` where they are not known.
    ///
    /// The spread over trials is another thing, shown beside it.
    public var budget: UncertaintyBudget<Value>?

    /// The expanded uncertainty, as ± around the value; `nil` where it is not known.
    public var uncertainty: Value? { budget?.expanded }

    public var provenance: Provenance

    /// What the value covers, in words: "package + DRAM", "process tree".
    public var scope: String

    public init(
        value: Value,
        budget: UncertaintyBudget<Value>?,
        provenance: Provenance,
        scope: String
    ) {
        self.value = value
        self.budget = budget
        self.provenance = provenance
        self.scope = scope
    }
}

/// A figure, or the reason why there is none.
///
/// A missing value is never 0.
public enum Finding<Value: Quantity>: Sendable, Hashable {
    case known(Figure<Value>)
    case missing(reason: String)

    public var figure: Figure<Value>? {
        guard case .known(let figure) = self else { return nil }
        return figure
    }

    public var missingReason: String? {
        guard case .missing(let reason) = self else { return nil }
        return reason
    }
}
