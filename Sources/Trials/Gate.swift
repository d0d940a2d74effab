public import Experiment
internal import Sensors
public import Units

/// Lets trials begin only on a quiet machine that is as warm as it was at the run's start.
///
/// Each condition has a time limit; when it is over, the trial begins and is marked. A condition
/// that ran out of its time several times in a row is not waited for any more until it holds by
/// itself again, so that a machine that is never quiet costs a run some waits and not one a trial.
public final class Gate {
    /// What the gate begins to wait for.
    public enum Wait: Sendable, Hashable {
        case load(cpus: Double, limit: Double, longest: Duration)
        case cooling(from: Temperature, to: Temperature, longest: Duration)
        case heating(from: Temperature, to: Temperature, longest: Duration)
    }

    /// How often a condition may run out of its time before it is not waited for any more.
    static let patience = 3

    /// The shortest time that says something of the load: two ticks of the kernel's accounting.
    static let shortestLook = Duration.milliseconds(20)

    /// A load that is older than this says nothing of now.
    static let longestLook = Duration.seconds(2)

    /// Between two looks while the gate waits.
    static let pollInterval = Duration.milliseconds(250)

    struct Interruption: Error {}

    private let conditions: TrialConditions
    private let start: Temperature?
    private let instruments: any GateInstruments
    private let willWait: (Wait) -> Void

    /// Since when the load is looked at; `nil` where it cannot be read.
    private var base: CPUUse?

    /// When the last trial ended; `nil` before the first one.
    private var lastEnd: MonotonicInstant?
    private var loadFailures = 0
    private var heatFailures = 0

    /// - Parameters:
    ///   - conditions: what has to be so.
    ///   - start: the temperature at the run's start; `nil` where there is no thermometer: then
    ///     the temperature is no condition.
    ///   - instruments: the machine.
    ///   - willWait: is called when a wait for a condition begins.
    package init(
        conditions: TrialConditions,
        start: Temperature?,
        instruments: any GateInstruments,
        willWait: @escaping (Wait) -> Void = { _ in }
    ) {
        self.conditions = conditions
        self.start = start
        self.instruments = instruments
        self.willWait = willWait
        base = conditions.gates ? instruments.use() : nil
    }

    /// The gate of this machine.
    public convenience init(
        _ conditions: RunConditions,
        on machine: MachineInstruments,
        willWait: @escaping (Wait) -> Void
    ) {
        self.init(
            conditions: conditions.trials,
            start: conditions.startTemperature,
            instruments: machine,
            willWait: willWait
        )
    }

    /// Says that a trial has ended: the load is looked at, and the cool-down counts, from here on.
    public func trialEnded() {
        lastEnd = instruments.now()
        if conditions.gates { base = instruments.use() }
    }

    /// Waits until a trial may begin.
    ///
    /// - Returns: what was waited for; `nil` where a signal came.
    public func pass() -> GateRecord? {
        let began = instruments.now()
        do throws(Interruption) {
            var record = GateRecord()
            record.rested = try rest()
            record.heat = try passTemperature()
            record.load = try passLoad()
            record.took = instruments.now() - began
            return record
        } catch {
            return nil
        }
    }

    /// Waits until a trial may begin, makes it, and puts down with it what was waited for.
    ///
    /// - Parameter make: makes the trial.
    /// - Returns: `nil` where a signal came before it began.
    public func trial(_ make: () -> Trial) -> Trial? {
        guard let record = pass() else { return nil }
        var trial = make()
        trialEnded()
        trial.gate = record
        trial.warnings += record.warnings.map(TrialWarning.condition)
        return trial
    }

    private func rest() throws(Interruption) -> Duration {
        guard let lastEnd, conditions.cooldown > .zero else { return .zero }
        let began = instruments.now()
        let end = lastEnd + conditions.cooldown
        guard end > began else { return .zero }
        // The load of its last moments is that of now.
        if end - began > Self.pollInterval {
            try wait(until: end + (.zero - Self.pollInterval))
            rebase()
        }
        try wait(until: end)
        return instruments.now() - began
    }

    private func wait(until instant: MonotonicInstant) throws(Interruption) {
        if instruments.wait(until: instant) { throw Interruption() }
    }

    private func rebase() {
        if conditions.gates { base = instruments.use() }
    }
}

// MARK: Load

extension Gate {
    private func passLoad() throws(Interruption) -> GateRecord.Load? {
        guard conditions.gates else { return nil }
        let began = instruments.now()
        // Even without patience one more look tells a moment's load from one that stays.
        let longest =
            loadFailures < Self.patience
            ? conditions.loadWait : min(conditions.loadWait, Self.pollInterval)
        var check = GateRecord.Load(limit: conditions.loadLimit)
        if let base, began - base.instant > Self.longestLook { rebase() }
        while let from = base ?? instruments.use() {
            base = from
            let ready = from.instant + Self.shortestLook
            if ready > instruments.now() { try wait(until: ready) }
            guard let use = instruments.use(), let load = use.foreignLoad(since: from) else {
                break
            }
            base = use
            let isFirst = check.first == nil
            check.first = check.first ?? load
            check.last = load
            let now = instruments.now()
            if load <= conditions.loadLimit {
                check.result = isFirst ? .held : .waited
                check.waited = isFirst ? .zero : now - began
                loadFailures = 0
                return check
            }
            if now - began >= longest {
                check.result = .ranOut
                check.waited = isFirst ? .zero : now - began
                loadFailures += 1
                return check
            }
            if isFirst, loadFailures < Self.patience {
                willWait(.load(cpus: load, limit: conditions.loadLimit, longest: longest))
            }
            try wait(until: now + Self.pollInterval)
        }
        base = nil
        check.result = .unread
        return check
    }
}

// MARK: Temperature

extension Gate {
    private func passTemperature() throws(Interruption) -> GateRecord.Heat? {
        guard conditions.gates, let start else { return nil }
        let deadline =
            instruments.now()
            + (heatFailures < Self.patience ? conditions.temperatureWait : .zero)
        var check = GateRecord.Heat(start: start, band: conditions.temperatureBand)
        while let temperature = instruments.temperature() {
            let isFirst = check.first == nil
            check.first = check.first ?? temperature
            check.last = temperature
            let above = temperature - start
            if above.magnitude <= check.band {
                check.result = isFirst ? .held : .waited
                heatFailures = 0
                return check
            }
            let now = instruments.now()
            guard now < deadline else {
                check.result = .ranOut
                heatFailures += 1
                return check
            }
            if isFirst { announce(temperature, above: above, longest: deadline - now) }
            if above > 0 {
                rebase()
                try wait(until: min(now + Self.pollInterval, deadline))
                check.cooled += instruments.now() - now
            } else {
                try burn(until: deadline)
                check.burned += instruments.now() - now
                rebase()
            }
        }
        check.result = .unread
        return check
    }

    private func announce(_ temperature: Temperature, above: Double, longest: Duration) {
        guard let start else { return }
        let edge = Temperature.celsius(start.celsius + conditions.temperatureBand)
        willWait(
            above > 0
                ? .cooling(from: temperature, to: edge, longest: longest)
                : .heating(from: temperature, to: start, longest: longest)
        )
    }

    /// Keeps the CPUs busy until the temperature is that of the start, or the time is over.
    ///
    /// Not only to the edge of the band: a processor cools by some degrees at once when it rests.
    private func burn(until deadline: MonotonicInstant) throws(Interruption) {
        guard let start else { return }
        instruments.startBurn()
        defer { instruments.stopBurn() }
        while instruments.now() < deadline {
            try wait(until: min(instruments.now() + Self.pollInterval, deadline))
            guard let temperature = instruments.temperature(), temperature < start else { return }
        }
    }
}
