internal import CSystem

/// Writing to a pipe whose reader has gone.
public enum BrokenPipes {
    /// Lets such writes fail instead of ending this process.
    ///
    /// A run whose talk nobody reads any more goes on. Workloads get the usual effect back.
    public static func ignore() { joulebench_ignore_broken_pipes() }
}
