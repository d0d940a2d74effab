/// What answers queries.
public protocol SystemUnderTest {
    /// Its name in the logs.
    var name: String { get }

    /// Takes a query; it is answered here or later, on any thread, through `completions`.
    ///
    /// In Server it must return at once, since it is called on the thread that keeps the schedule.
    func issue(_ query: Query, to completions: Completions) throws

    /// Answers what is still open: no query follows.
    func finish() throws
}

/// A request to the system under test.
public struct Query: Sendable {
    /// From 0, in the order of issue.
    public let number: Int

    /// The samples that are asked for.
    public let samples: QuerySamples

    /// When it was to be issued and when it was, both on the clock of the run.
    public let scheduled: Nanoseconds
    public let issued: Nanoseconds
}

/// The time that a run goes by.
public protocol LoadClock: Sendable {
    /// Nanoseconds since some fixed instant; never runs backwards.
    func now() -> Nanoseconds

    /// Returns at an instant, or at once where it has passed.
    func sleep(until instant: Nanoseconds)
}
