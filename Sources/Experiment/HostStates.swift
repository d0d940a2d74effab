/// The states of a host around a run; `nil` where none was stored.
public struct HostStates: Sendable, Hashable {
    /// When a state was taken.
    public enum Moment: String, Sendable, Codable, CaseIterable {
        /// Before the first trial.
        case before
        /// After the last one.
        case after
    }

    public var before: HostState?
    public var after: HostState?

    public init(before: HostState? = nil, after: HostState? = nil) {
        self.before = before
        self.after = after
    }
}
