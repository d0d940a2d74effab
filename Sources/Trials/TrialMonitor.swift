public import Experiment
internal import Synchronization

/// The newest readings of the trial in progress, for whoever shows it while it runs.
///
/// Gives what the sampler has read anyway: asking makes no sensor read once more.
public final class TrialMonitor: Sendable {
    private struct Watched {
        var sampler: Sampler?

        /// How many readings of it were given already.
        var given = 0
    }

    private let watched = Mutex(Watched())

    public init() {}

    /// Says which sampler is the one of the trial in progress; `nil` between trials.
    func watch(_ sampler: Sampler?) { watched.withLock { $0 = Watched(sampler: sampler) } }

    /// The readings since this was asked before, in the order in which they were taken; the last
    /// of them where there are very many.
    ///
    /// Their channels are places in the list of the inventory. Empty between trials.
    public func newReadings() -> [Reading] {
        watched.withLock { watched in
            guard let sampler = watched.sampler else { return [] }
            let (readings, count) = sampler.readings(from: watched.given, most: Self.most)
            watched.given = count
            return readings
        }
    }

    /// Copied while the sampler waits: some ten microseconds.
    private static let most = 1024
}
