internal import Units

/// The raw readings of an idle machine, before or after a run, by the sensors of its trials.
public struct IdleMeasurement: Sendable, Hashable {
    public var moment: HostStates.Moment

    /// When it began, in milliseconds since 1970.
    public var startedAtMilliseconds: Int64

    /// The windows, one after the other; none where nothing was measured.
    public var windows: [Window]
    public var channels: [Channel]

    /// In the order in which they were taken.
    public var readings: [Reading]

    /// What was not as it should be when it began.
    public var warnings: [ConditionWarning]

    /// Why nothing was measured; `nil` where something was.
    public var missingReason: String?

    public init(
        moment: HostStates.Moment,
        startedAtMilliseconds: Int64,
        windows: [Window],
        channels: [Channel],
        readings: [Reading],
        warnings: [ConditionWarning] = []
    ) {
        self.moment = moment
        self.startedAtMilliseconds = startedAtMilliseconds
        self.windows = windows
        self.channels = channels
        self.readings = readings
        self.warnings = warnings
    }

    /// One that was not made.
    public init(
        moment: HostStates.Moment,
        startedAtMilliseconds: Int64,
        missing reason: String
    ) {
        self.init(
            moment: moment,
            startedAtMilliseconds: startedAtMilliseconds,
            windows: [],
            channels: [],
            readings: []
        )
        missingReason = reason
    }

    /// The readings as those of a trial whose window is one of the idle ones, so that one set of
    /// rules makes energy of both.
    func trial(over window: Window) -> Trial {
        Trial(
            id: "",
            planned: .ofNoRun(),
            command: [],
            startedAtMilliseconds: startedAtMilliseconds,
            started: window.start,
            ended: window.stop,
            outcome: .completed,
            channels: channels,
            readings: readings
        )
    }

    /// How many CPUs were busy with anything during the windows; `nil` where that was not read.
    ///
    /// The harness's own sampling is in it.
    public var busyCPUs: Double? {
        guard
            let index = channels.firstIndex(where: { $0.name == Channel.machineBusyTime }),
            let first = windows.first, let last = windows.last, last.stop > first.start,
            let course = try? CounterCourse(
                readings: readings.filter { $0.channel == index },
                wrapsAt: nil,
                fastest: .infinity
            ),
            let busy = course.amount(in: Window(start: first.start, stop: last.stop))
        else { return nil }
        return busy / 1e9 / (last.stop - first.start).inSeconds
    }
}

/// The idle measurements of a run; `nil` where none was stored.
public struct IdleMeasurements: Sendable, Hashable {
    public var before: IdleMeasurement?
    public var after: IdleMeasurement?

    public init(before: IdleMeasurement? = nil, after: IdleMeasurement? = nil) {
        self.before = before
        self.after = after
    }
}
