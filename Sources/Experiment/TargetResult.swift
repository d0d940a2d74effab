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

    /// Why a target is not reached although some evaluation was at or beyond it.
    public enum Miss: String, Sendable, Hashable {
        case afterRunStop = "evaluated only after run_stop"
        case withoutWindow = "evaluated in a window that is not known"
    }

    public var target: Double

    /// `nil` where it was not seen to get there inside the window: “not converged”.
    public var reached: Reached?

    /// `nil` too where no evaluation was at or beyond the target.
    public var miss: Miss?

    /// How often the quality was stated since the window began, as a number or not.
    public var evaluations: Int

    /// How many of them were no finite numbers: these reach no target.
    public var unusableEvaluations: Int

    /// The mean time between two evaluations; `nil` below two.
    public var cadence: Duration?

    /// `nil` where the comparison has no target.
    ///
    /// Evaluations before the window do not count, and one after it reaches nothing: its cost
    /// would be missing. MLPerf's time to train is that of the whole window, which its programs end
    /// at the target (training_rules.adoc).
    public init?(of trial: Trial, quality: QualityMetric?, estimateModel: EstimateModel?) {
        guard let quality, let target = quality.target else { return nil }
        self.target = target
        let start = trial.window?.start ?? trial.started
        let scores = trial.evaluations(of: quality)
        evaluations = scores.count
        unusableEvaluations = scores.count { !$0.isFiniteNumber }
        if let first = scores.first, let last = scores.last, scores.count > 1 {
            cadence = (last.instant - first.instant) / (scores.count - 1)
        }
        let place = scores.firstIndex { event in
            event.isFiniteNumber && quality.isReached(by: event.number ?? .nan)
        }
        guard let place else { return }
        guard let whole = trial.window else {
            miss = .withoutWindow
            return
        }
        guard scores[place].instant <= whole.stop else {
            miss = .afterRunStop
            return
        }
        let window = Window(start: start, stop: scores[place].instant)
        reached = Reached(
            time: window.duration,
            energy: trial.energy(in: window, estimateModel: estimateModel),
            evaluations: place + 1
        )
    }
}

extension TargetResult {
    /// Why there is no time to the target, without a full stop; `nil` where there is.
    public var missingReason: String? {
        if reached != nil { return nil }
        if let miss { return "the target was \(miss.rawValue)" }
        guard evaluations > 0 else { return "the quality was not stated in the window" }
        let unusable = unusableEvaluations > 0 ? ", \(unusableEvaluations) of them no number" : ""
        return "the target was not reached in \(evaluations.counted("evaluation"))\(unusable)"
    }
}

extension Trial {
    /// The statements of a quality since the window began, those that are no numbers included.
    func evaluations(of quality: QualityMetric) -> [WorkloadEvent] {
        let start = window?.start ?? started
        return events.filter { event in
            event.key == quality.event && event.instant >= start
                && (event.kind == .point || event.number != nil)
        }
    }
}

extension WorkloadEvent {
    var isFiniteNumber: Bool { number?.isFinite == true }
}

extension QualityMetric {
    /// Whether a score is at or beyond the target; `false` without one and for NaN.
    public func isReached(by score: Double) -> Bool {
        guard let target else { return false }
        return higherIsBetter ? score >= target : score <= target
    }
}
