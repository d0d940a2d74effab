internal import Foundation
internal import Units

/// The course of a power gauge over a trial, and its integral.
///
/// A gauge shows the mean power over some time before it was refreshed. Its readings are integrated by
/// the trapezoidal rule over their instants, moved back by half of that time and half a refresh,
/// so that a rise of the power is where it happened and not where it was shown (Yang, Adamek and
/// Armour, "Part-time Power Measurements", arXiv 2312.02741).
public struct PowerCourse: Sendable {
    /// A reading as an instant and a power in the gauge's unit.
    public struct Sample: Sendable, Hashable {
        public var instant: MonotonicInstant
        public var power: Double
    }

    /// An integral over a window, in the gauge's unit times seconds, with bounds on its error.
    public struct Integral: Sendable, Hashable {
        public var amount: Double

        /// From not knowing how the gauge lags at the edges.
        public var edges: Double

        /// From what the gauge does not see between its refreshes, and from gaps.
        public var sampling: Double

        /// The longest time of the window between two samples, in seconds.
        public var longestGap: Double
    }

    /// In order, at least one; moved back by the delay.
    public let samples: [Sample]
    private let refreshPeriod: Double
    private let averagingWindow: Double

    /// How far behind the truth a value can be.
    let lag: Duration

    /// The course of a gauge; `nil` where no reading worked.
    ///
    /// - Parameters:
    ///   - readings: of one channel; those that failed are gaps.
    ///   - refreshPeriod: how often the gauge's value is made anew.
    ///   - averagingWindow: the time that a value is the mean over.
    public init?(
        readings: some Sequence<Reading>,
        refreshPeriod: Duration,
        averagingWindow: Duration
    ) {
        self.refreshPeriod = refreshPeriod.inSeconds
        self.averagingWindow = averagingWindow.inSeconds
        lag = refreshPeriod + averagingWindow
        let delay = averagingWindow / 2 + refreshPeriod / 2
        var samples: [Sample] = []
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            let instant = reading.instant + (.zero - delay)
            if let last = samples.last, instant <= last.instant { continue }
            samples.append(Sample(instant: instant, power: Double(value)))
        }
        guard !samples.isEmpty else { return nil }
        self.samples = samples
    }

    /// The integral over a window.
    ///
    /// Before the first and after the last sample their power is held, for no longer than the
    /// gauge lags: the values of that time were never shown.
    ///
    /// - Returns: `nil` where the samples do not cover the window.
    public func integral(in window: Window) -> Integral? {
        let lag = refreshPeriod + averagingWindow
        guard window.duration > .zero, let first = samples.first, let last = samples.last,
            (first.instant - window.start).inSeconds <= lag + 1e-9,
            (window.stop - last.instant).inSeconds <= lag + 1e-9
        else { return nil }
        let inside = path(through: window)
        let steps = zip(inside, inside.dropFirst()).map { left, right in
            (
                seconds: (right.instant - left.instant).inSeconds, left: left.power,
                right: right.power
            )
        }
        let area = steps.reduce(0) { $0 + $1.seconds * ($1.left + $1.right) / 2 }
        return Integral(
            amount: area,
            edges: lag / 2 * (spread(around: window.start) + spread(around: window.stop)),
            sampling: unseen(inside, over: window.duration.inSeconds) + gaps(in: window),
            longestGap: spans(in: window).max() ?? 0
        )
    }

    /// The samples of a window between two at its edges.
    private func path(through window: Window) -> [Sample] {
        let inner = samples.filter { $0.instant > window.start && $0.instant < window.stop }
        return [Sample(instant: window.start, power: power(at: window.start))] + inner
            + [Sample(instant: window.stop, power: power(at: window.stop))]
    }

    /// The power on the line between two samples; held before the first and after the last.
    private func power(at instant: MonotonicInstant) -> Double {
        guard let next = samples.firstIndex(where: { $0.instant >= instant }) else {
            return samples[samples.count - 1].power
        }
        guard next > 0 else { return samples[0].power }
        let (left, right) = (samples[next - 1], samples[next])
        let span = (right.instant - left.instant).inSeconds
        let share = (instant - left.instant).inSeconds / span
        return left.power + share * (right.power - left.power)
    }

    /// How far the power ranged around an edge, within what the gauge can lag.
    private func spread(around instant: MonotonicInstant) -> Double {
        let lag = refreshPeriod + averagingWindow
        let near = samples.filter { ($0.instant - instant).inSeconds.magnitude <= lag }
            .map(\.power)
        guard let least = near.min(), let most = near.max() else { return 0 }
        return most - least
    }

    /// A bound on what a gauge misses that averages over less than its refresh period.
    ///
    /// Each value stands for the whole period but is the mean of a part of it. With the unseen
    /// share s made of parts that vary like the values do (standard deviation σ) and independently,
    /// the error of a period of length r has the standard deviation √s·σ·r, and that of n periods
    /// √n times as much; √3 makes a bound of that standard uncertainty.
    private func unseen(_ inside: [Sample], over seconds: Double) -> Double {
        let share = max(0, 1 - averagingWindow / max(refreshPeriod, 1e-9))
        guard share > 0, inside.count > 2 else { return 0 }
        let mean = inside.reduce(0) { $0 + $1.power } / Double(inside.count)
        let squares = inside.reduce(0) { $0 + ($1.power - mean) * ($1.power - mean) }
        let deviation = sqrt(squares / Double(inside.count - 1))
        return sqrt(3 * seconds * refreshPeriod * share) * deviation
    }

    /// How much of each time between two samples lies in a window, in seconds.
    private func spans(in window: Window) -> [Double] {
        zip(samples, samples.dropFirst()).compactMap { left, right in
            let start = max(left.instant, window.start)
            let stop = min(right.instant, window.stop)
            return stop > start ? (stop - start).inSeconds : nil
        }
    }

    /// A bound on the error of the lines across gaps: the power may have been at either end of what
    /// was seen anywhere.
    private func gaps(in window: Window) -> Double {
        guard let least = samples.map(\.power).min(), let most = samples.map(\.power).max() else {
            return 0
        }
        let spans = spans(in: window)
        let usual = max(3 * refreshPeriod, 3 * median(spans))
        return spans.filter { $0 > usual }.reduce(0) { $0 + $1 * (most - least) / 2 }
    }

    private func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }

    /// The median time between two changes of the value, where it changed at least twice.
    ///
    /// With readings much faster than the gauge it is the gauge's refresh period.
    public var medianChangeInterval: Duration? {
        var changes: [MonotonicInstant] = []
        for (left, right) in zip(samples, samples.dropFirst()) where left.power != right.power {
            changes.append(right.instant)
        }
        guard changes.count > 1 else { return nil }
        let spans = zip(changes, changes.dropFirst()).map { ($1 - $0).inSeconds }
        return .nanoseconds(Int64(median(spans) * 1e9))
    }
}
