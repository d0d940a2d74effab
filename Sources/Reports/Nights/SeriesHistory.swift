public import Experiment

/// A series over nights, with its levels and its alarms: what a chart of the history page shows.
public struct SeriesHistory: Sendable, Hashable {
    public var key: SeriesKey

    /// Of the values: "J/sample"; "1" for ratios.
    public var unit: String

    /// Of the newest value, where it is of energy.
    public var provenance: Provenance?

    /// The least change that matters, in logarithms, of quality in its unit.
    public var bound: Double

    /// Whether more of it is better: of some qualities.
    public var higherIsBetter = false

    /// In the order of the nights; nights without a value have none.
    public var points: [Point]

    /// Cover all points, in order; at least one where there are points.
    public var levels: [Level]

    /// In the order in which they were raised.
    public var alarms: [Alarm]

    /// The value of one night.
    public struct Point: Sendable, Hashable {
        public var nightID: String

        /// The night's place among the nights of its suite and machine, from 1.
        public var number: Int
        public var startedAtMilliseconds: Int64
        public var runID: String?

        /// Of the project; `nil` where it is not known.
        public var version: String?

        /// In the series' unit, with its 95 % interval.
        public var value: Double
        public var lower: Double?
        public var upper: Double?

        /// How many trials or pairs it is from.
        public var count: Int

        public init(
            nightID: String,
            number: Int,
            startedAtMilliseconds: Int64,
            runID: String?,
            version: String?,
            value: Double,
            lower: Double?,
            upper: Double?,
            count: Int
        ) {
            self.nightID = nightID
            self.number = number
            self.startedAtMilliseconds = startedAtMilliseconds
            self.runID = runID
            self.version = version
            self.value = value
            self.lower = lower
            self.upper = upper
            self.count = count
        }
    }

    /// A stretch between two changes.
    public struct Level: Sendable, Hashable {
        /// Indices of points.
        public var range: Range<Int>

        /// In the series' unit: the geometric mean, of quality the mean.
        public var mean: Double
        public var start: Start

        public init(range: Range<Int>, mean: Double, start: Start) {
            self.range = range
            self.mean = mean
            self.start = start
        }
    }

    /// Why a level begins.
    public enum Start: Sendable, Hashable {
        /// The series does.
        case first
        /// The machine, the sensors or the suite are no longer the same: "kernel 6.1.0-18 → 6.1.0-20".
        case circumstances([String])
        /// A change point, new level − old one in logarithms, of quality in its unit.
        case change(Double, pValue: Double)
        /// Somebody acknowledged an alarm, by its name.
        case acknowledged(alarm: String)
    }

    public init(
        key: SeriesKey,
        unit: String,
        provenance: Provenance?,
        bound: Double,
        points: [Point],
        levels: [Level],
        alarms: [Alarm]
    ) {
        self.key = key
        self.unit = unit
        self.provenance = provenance
        self.bound = bound
        self.points = points
        self.levels = levels
        self.alarms = alarms
    }
}

/// All series of a suite on a machine, with the nights that they are from.
public struct NightHistory: Sendable, Hashable {
    public var suite: String
    public var machineID: String
    public var machineName: String

    /// In their order, those that failed, too.
    public var nights: [Night]

    /// By comparison, variant, metric and reference, in the order of the suite.
    public var series: [SeriesHistory]

    public init(
        suite: String,
        machineID: String,
        machineName: String,
        nights: [Night],
        series: [SeriesHistory]
    ) {
        self.suite = suite
        self.machineID = machineID
        self.machineName = machineName
        self.nights = nights
        self.series = series
    }

    /// In the order in which they were raised.
    public var alarms: [Alarm] {
        series.flatMap(\.alarms).sorted {
            ($0.events.first?.atMilliseconds ?? 0, $0.id)
                < ($1.events.first?.atMilliseconds ?? 0, $1.id)
        }
    }
}
