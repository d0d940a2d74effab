/// What a run does after a trial that did not complete.
public enum FailurePolicy: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is kept and marked, and the next is made.
    case goOn = "continue"
    /// It is kept and marked, and the run ends there.
    case stop
}
