/// Issues the queries of a scenario to a system under test and records when they are answered.
public struct LoadRun<System: SystemUnderTest> {
    private let settings: TestSettings
    private let system: System
    private let clock: any LoadClock
    private var sequence: SampleSequence
    private let schedule: QuerySchedule?

    /// Draws arrivals and samples, so that no drawing is left for the measured part.
    ///
    /// - Throws: `LoadError.tooManyQueries` where a schedule would not fit into memory.
    public init(
        _ settings: TestSettings,
        system: System,
        clock: any LoadClock = SteadyClock()
    ) throws(LoadError) {
        self.settings = settings
        self.system = system
        self.clock = clock
        sequence = SampleSequence(settings)
        schedule = try Self.schedule(settings)
    }

    /// Runs the scenario to its end.
    ///
    /// - Throws: what the system under test throws or fails with, and `LoadError.answeredTwice`.
    public mutating func run() throws -> LoadRecord {
        let start = clock.now()
        let completions = Completions(
            clock: clock,
            start: start,
            keepingQueryLatencies: settings.scenario.isStream && settings.samplesPerQuery > 1
        )
        let last =
            if let schedule {
                try issue(schedule, from: start, to: completions)
            } else if settings.scenario.isStream {
                try issueStream(from: start, to: completions)
            } else {
                try issueAll(from: start, to: completions)
            }
        let collected = completions.collected()
        return LoadRecord(
            latencies: collected.latencies,
            queryLatencies: collected.queryLatencies,
            queriesIssued: last.number + 1,
            finalQueryScheduled: last.scheduled - start,
            finalQueryIssued: last.issued - start,
            finalQueryDone: collected.finalDone - start,
            activeDuration: collected.lastCompletion - start
        )
    }

    /// One query after another is answered, until there are enough and the time is over.
    private mutating func issueStream(
        from start: Nanoseconds,
        to completions: Completions
    ) throws -> Query {
        var number = 0
        while true {
            let query = try send(number, to: completions)
            number += 1
            let isLast =
                number >= settings.effectiveMinQueryCount
                && query.issued - start >= settings.targetDuration
            if isLast { try system.finish() }
            try completions.waitForAnswer()
            if isLast { return query }
        }
    }

    /// Queries arrive by the clock; their latency counts from when they were due.
    private mutating func issue(
        _ schedule: QuerySchedule,
        from start: Nanoseconds,
        to completions: Completions
    ) throws -> Query {
        var number = 0
        while true {
            let query = try send(
                number,
                due: start + schedule.arrivals[number],
                to: completions
            )
            number += 1
            guard number == schedule.arrivals.count else { continue }
            try system.finish()
            for _ in 0..<number { try completions.waitForAnswer() }
            return query
        }
    }

    /// Draws the samples of a query and hands it over: when it is due, or at once, so that its
    /// latency counts from then.
    private mutating func send(
        _ number: Int,
        due: Nanoseconds? = nil,
        to completions: Completions
    ) throws -> Query {
        let samples = sequence.next()
        if let due { clock.sleep(until: due) }
        let now = clock.now()
        let query = Query(number: number, samples: samples, scheduled: due ?? now, issued: now)
        try completions.expect(query)
        try system.issue(query, to: completions)
        return query
    }

    private mutating func issueAll(
        from start: Nanoseconds,
        to completions: Completions
    ) throws -> Query {
        let query = Query(
            number: 0,
            samples: sequence.next(),
            scheduled: start,
            issued: clock.now()
        )
        try completions.expect(query)
        try system.issue(query, to: completions)
        try system.finish()
        try completions.waitForAnswer()
        return query
    }

    /// At 16 bytes a query and as many for each answer this is about 3 GB.
    private static var mostQueries: Int { 100_000_000 }

    private static func schedule(_ settings: TestSettings) throws(LoadError) -> QuerySchedule? {
        guard case .server(let rate, _) = settings.scenario else { return nil }
        let expected = QuerySchedule.expectedCount(rate: rate, duration: settings.minDuration)
        guard expected <= Double(mostQueries) else {
            throw .tooManyQueries(expected: expected, most: mostQueries)
        }
        return QuerySchedule(
            seed: settings.seeds.schedule,
            rate: rate,
            duration: settings.minDuration,
            minQueryCount: settings.minQueryCount
        )
    }
}

/// What a run left: latencies and the times that the rules ask for.
public struct LoadRecord: Sendable, Hashable {
    /// The latencies of samples, ascending.
    public var latencies: [LatencyRun]

    /// The latencies of whole queries, ascending; only in MultiStream.
    public var queryLatencies: [Nanoseconds]

    public var queriesIssued: Int

    /// Of the last query that was issued, after the start: when it was due, went out, was answered.
    public var finalQueryScheduled: Nanoseconds
    public var finalQueryIssued: Nanoseconds
    public var finalQueryDone: Nanoseconds

    /// From the start to the last answer.
    public var activeDuration: Nanoseconds

    /// The number of samples that were answered.
    public var sampleCount: Int { latencies.reduce(0) { $0 + $1.count } }
}

/// Samples that took the same time.
public struct LatencyRun: Sendable, Hashable {
    public let latency: Nanoseconds
    public var count: Int

    public init(latency: Nanoseconds, count: Int) {
        self.latency = latency
        self.count = count
    }
}
