public import Units

/// A value with its uncertainty and its provenance.
public struct Figure<Value: Quantity>: Sendable, Hashable {
    public var value: Value

    /// A bound on the error that the instrument can have caused, as ± around the value.
    ///
    /// The spread over trials is another thing, shown beside it. `nil` where it is not known.
    public var uncertainty: Value?

    public var provenance: Provenance

    /// What the value covers, in words: "package + DRAM", "process tree".
    public var scope: String

    public init(value: Value, uncertainty: Value?, provenance: Provenance, scope: String) {
        self.value = value
        self.uncertainty = uncertainty
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
}
