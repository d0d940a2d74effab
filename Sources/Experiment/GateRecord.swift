public import Units

/// What was waited for before a trial, and why.
public struct GateRecord: Sendable, Hashable {
    /// What became of one condition.
    public enum Result: String, Sendable, Codable, CaseIterable {
        /// It held at once.
        case held
        /// It held after a wait.
        case waited
        /// It did not hold when the time for it was over.
        case ranOut = "ran_out"
        /// It could not be read, so nothing was waited for.
        case unread
    }

    /// What other programs kept busy, in CPUs.
    public struct Load: Sendable, Hashable {
        public var limit: Double

        /// At the first and at the last look; `nil` where it could not be read.
        public var first: Double?
        public var last: Double?
        public var waited: Duration
        public var result: Result

        public init(
            limit: Double,
            first: Double? = nil,
            last: Double? = nil,
            waited: Duration = .zero,
            result: Result = .unread
        ) {
            self.limit = limit
            self.first = first
            self.last = last
            self.waited = waited
            self.result = result
        }
    }

    /// The processor's temperature beside that of the run's start.
    public struct Heat: Sendable, Hashable {
        public var start: Temperature

        /// How many degrees it may be away from the start.
        public var band: Double

        /// At the first and at the last look; `nil` where it could not be read.
        public var first: Temperature?
        public var last: Temperature?

        /// How long the processor was left to cool, and kept busy to warm up.
        public var cooled: Duration
        public var burned: Duration
        public var result: Result

        public init(
            start: Temperature,
            band: Double,
            first: Temperature? = nil,
            last: Temperature? = nil,
            cooled: Duration = .zero,
            burned: Duration = .zero,
            result: Result = .unread
        ) {
            self.start = start
            self.band = band
            self.first = first
            self.last = last
            self.cooled = cooled
            self.burned = burned
            self.result = result
        }
    }

    /// The cool-down, as far as it had not passed already.
    public var rested: Duration

    /// `nil` where nothing was asked of it.
    public var load: Load?

    /// `nil` where nothing was asked of it, or this machine has no thermometer.
    public var heat: Heat?

    /// All the time from the gate's beginning to its end.
    public var took: Duration

    public init(
        rested: Duration = .zero,
        load: Load? = nil,
        heat: Heat? = nil,
        took: Duration = .zero
    ) {
        self.rested = rested
        self.load = load
        self.heat = heat
        self.took = took
    }

    /// What was not as it should be when the trial began.
    public var warnings: [ConditionWarning] { [heatWarning, loadWarning].compactMap(\.self) }

    private var loadWarning: ConditionWarning? {
        guard let load else { return nil }
        switch load.result {
        case .held, .waited: return nil
        case .unread: return .conditionUnread(what: "the CPU load")
        case .ranOut:
            return .loadAboveLimit(
                cpus: load.last ?? 0,
                limit: load.limit,
                waitedSeconds: load.waited.inSeconds
            )
        }
    }

    private var heatWarning: ConditionWarning? {
        guard let heat else { return nil }
        switch heat.result {
        case .held, .waited: return nil
        case .unread: return .conditionUnread(what: "the processor's temperature")
        case .ranOut:
            return .temperatureOutsideBand(
                celsius: heat.last?.celsius ?? 0,
                startCelsius: heat.start.celsius,
                bandCelsius: heat.band,
                waitedSeconds: (heat.cooled + heat.burned).inSeconds
            )
        }
    }
}
