public import Units

/// What a training took until its quality first reached a target.
public struct TargetResult: Sendable, Hashable {
    /// The moment of the first evaluation at or beyond the target.
    public struct Reached: Sendable, Hashable {
        /// From the start of the window.
        public var time: Duration

        /// From the start of the window, evaluations included.
        public var energy: Finding<Energy>

        /// How many evaluations that took, the one that reached it included.
        public var evaluations: Int
    }

    public var target: Double

    /// `nil` where it never got there: “not converged”.
    public var reached: Reached?

    /// How often the quality was stated in the window.
    public var evaluations: Int

    /// The mean time between two evaluations; `nil` below two.
    public var cadence: Duration?

    /// `nil` where the comparison has no target.
    ///
    /// Evaluations before the window or without a number do not count. MLPerf's time to train is
    /// that of the whole window, which its programs end at the target (training_rules.adoc).
    public init?(of trial: Trial, quality: QualityMetric?, estimateModel: EstimateModel?) {
        guard let quality, let target = quality.target else { return nil }
        self.target = target
        let start = trial.window?.start ?? trial.started
        let scores = trial.events.filter { event in
            event.key == quality.event && event.number?.isFinite == true && event.instant >= start
        }
        evaluations = scores.count
        if let first = scores.first, let last = scores.last, scores.count > 1 {
            cadence = (last.instant - first.instant) / (scores.count - 1)
        }
        let place = scores.firstIndex { event in
            quality.isReached(by: event.number ?? .nan)
        }
        guard let place, let whole = trial.window else { return }
        // What is evaluated after the window was reached at its end.
        let window = Window(start: start, stop: min(scores[place].instant, whole.stop))
        reached = Reached(
            time: window.duration,
            energy: trial.energy(in: window, estimateModel: estimateModel),
            evaluations: place + 1
        )
    }
}

extension QualityMetric {
    /// Whether a score is at or beyond the target; `false` without one and for NaN.
    public func isReached(by score: Double) -> Bool {
        guard let target else { return false }
        return higherIsBetter ? score >= target : score <= target
    }
}
