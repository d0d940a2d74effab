/// That raw readings of a run were thinned; what is worked out from them is as it was.
public struct RunThinning: Sendable, Hashable {
    /// When the last of them went, in milliseconds since 1970.
    public var atMilliseconds: Int64
    public var readingsBefore: Int
    public var readingsAfter: Int

    public init(atMilliseconds: Int64, readingsBefore: Int, readingsAfter: Int) {
        self.atMilliseconds = atMilliseconds
        self.readingsBefore = readingsBefore
        self.readingsAfter = readingsAfter
    }
}
