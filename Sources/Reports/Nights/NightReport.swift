public import Experiment

/// What a night says: one value that every output of `joulebench nightly` is made from.
public struct NightReport: Sendable, Hashable {
    /// Judged, or failed; with its outcome and its reasons.
    public var night: Night

    /// With tonight.
    public var history: NightHistory

    /// One for each series that tonight has, or should have had.
    public var verdicts: [SeriesVerdict]

    /// The pinned reference, or else the baseline, against itself; empty where there was no canary.
    public var canary: [CanaryFinding]

    /// Alarms whose state changed tonight.
    public var changed: [Alarm]

    /// Alarms that are open: confirmed or suspected, tonight or before.
    public var open: [Alarm]

    /// What is to be known besides, in sentences without their ends: nights that are missing, a clock
    /// that went back, a new kernel.
    public var notices: [String]

    public init(
        night: Night,
        history: NightHistory,
        verdicts: [SeriesVerdict],
        canary: [CanaryFinding],
        changed: [Alarm],
        open: [Alarm],
        notices: [String]
    ) {
        self.night = night
        self.history = history
        self.verdicts = verdicts
        self.canary = canary
        self.changed = changed
        self.open = open
        self.notices = notices
    }
}

/// What a night says of one series.
public struct SeriesVerdict: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Judged, and nothing beyond the bound.
        case quiet
        case improved
        /// A suspicion that no re-run has settled.
        case suspected
        case regressed
        /// There are too few nights, or the figure is missing.
        case couldNotJudge = "could_not_judge"
        /// Followed and shown, and never a reason for an alarm: an estimate, or a value that has a
        /// ratio to the pinned reference beside it.
        case shownOnly = "shown_only"
    }

    public var key: SeriesKey
    public var status: Status

    /// Tonight's; `nil` where it is missing.
    public var figure: NightFigure?

    /// The level that tonight is held against, in the figure's unit; `nil` where there is none yet.
    public var level: Double?

    /// Why, in a sentence without its end.
    public var reason: String

    /// Whether less of it is better: of all but a quality, of which the suite says it.
    public var isLowerBetter: Bool

    /// - Parameters:
    ///   - key: of the series.
    ///   - status: what tonight says of it.
    ///   - figure: tonight's.
    ///   - level: that tonight is held against.
    ///   - reason: of the status.
    ///   - isLowerBetter: `nil` for what is usual: more of a quality is better, less of all else.
    public init(
        key: SeriesKey,
        status: Status,
        figure: NightFigure?,
        level: Double?,
        reason: String,
        isLowerBetter: Bool? = nil
    ) {
        self.key = key
        self.status = status
        self.figure = figure
        self.level = level
        self.reason = reason
        self.isLowerBetter = isLowerBetter ?? !key.metric.isDifference
    }

    /// Tonight ÷ its level − 1, of quality the difference; `nil` where one is missing.
    public var change: Double? {
        guard let figure, let level else { return nil }
        if key.metric.isDifference { return figure.value - level }
        return level == 0 ? nil : figure.value / level - 1
    }
}

/// One metric of the canary: of one command against itself.
public struct CanaryFinding: Sendable, Hashable {
    public var comparison: String
    public var metric: FigureMetric
    public var ratio: Double
    public var lower: Double?
    public var upper: Double?

    /// Whether it differs from itself beyond the bound: the machine was not as it should be.
    public var isAlarm: Bool

    public init(
        comparison: String,
        metric: FigureMetric,
        ratio: Double,
        lower: Double?,
        upper: Double?,
        isAlarm: Bool
    ) {
        self.comparison = comparison
        self.metric = metric
        self.ratio = ratio
        self.lower = lower
        self.upper = upper
        self.isAlarm = isAlarm
    }
}
