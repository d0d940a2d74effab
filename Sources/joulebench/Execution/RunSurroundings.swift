import Experiment
import Sensors
import Store
import Trials
import Units

/// The machine around the trials of a run: the gate before each, and its idle power before and
/// after all of them.
final class RunSurroundings {
    private let run: Run
    private let store: ResultStore
    private let gateOfTrials: Gate
    private let watch: IdleWatch
    private let progress: Progress

    /// What the trials wait at.
    var gate: Gate { gateOfTrials }

    /// - Parameters:
    ///   - run: has its conditions.
    ///   - machine: what is looked at.
    ///   - inventory: the sensors of the run.
    ///   - store: holds the run.
    ///   - progress: is told what is waited for.
    init(
        of run: Run,
        on machine: MachineInstruments,
        inventory: SensorInventory,
        store: ResultStore,
        progress: Progress
    ) {
        self.run = run
        self.store = store
        self.progress = progress
        let conditions = run.conditions ?? RunConditions(trials: .none)
        gateOfTrials = Gate(conditions, on: machine) { wait in
            let (reason, longest) = Self.text(of: wait)
            progress.waits(for: reason, atMost: longest)
        }
        watch = IdleWatch(
            inventory: inventory,
            samplingInterval: run.samplingInterval,
            on: machine
        )
        if conditions.trials.gates, !machine.hasThermometer {
            progress.say(
                "no thermometer: this machine shows no temperature of its processor, so trials do "
                    + "not wait for it"
            )
        }
    }

    /// Measures idle power and stores it.
    ///
    /// - Parameter moment: before the first trial, or after the last one.
    /// - Returns: `false` where a signal came.
    /// - Throws: where it cannot be stored.
    func measureIdle(_ moment: HostStates.Moment) throws -> Bool {
        // A run that goes on has it from its first session.
        if moment == .before, let before = try store.idleMeasurements(ofRun: run.id).before,
            before.missingReason == nil
        {
            return true
        }
        let conditions = run.conditions?.trials ?? .none
        guard conditions.idleWindows > 0 else {
            try skipIdle(moment, because: "it was not asked for")
            return true
        }
        if let obstacle = watch.obstacle {
            try skipIdle(moment, because: obstacle)
            return true
        }
        guard let passed = gate.pass() else {
            try skipIdle(moment, because: "the run was interrupted")
            return false
        }
        progress.say(
            "idle power \(moment.rawValue) the trials: \(conditions.idleWindows.counted("window")) of "
                + "\(TextFormat.short(conditions.idleWindow))"
        )
        let measured = watch.measure(
            moment,
            windows: conditions.idleWindows,
            length: conditions.idleWindow,
            warnings: passed.warnings
        )
        guard let measured else {
            try skipIdle(moment, because: "the run was interrupted")
            return false
        }
        try store.save(measured, runID: run.id)
        return true
    }

    /// Stores why idle power was not measured.
    ///
    /// - Throws: where it cannot be stored.
    func skipIdle(_ moment: HostStates.Moment, because reason: String) throws {
        try store.save(
            IdleMeasurement(
                moment: moment,
                startedAtMilliseconds: Run.milliseconds(),
                missing: reason
            ),
            runID: run.id
        )
    }

    /// What the run waits for, in words, and for how long at most.
    private static func text(of wait: Gate.Wait) -> (reason: String, longest: Duration) {
        switch wait {
        case .load(let cpus, let limit, let longest):
            (
                "other programs keep \(TextFormat.short(cpus)) CPUs busy "
                    + "(limit \(TextFormat.short(limit)))", longest
            )
        case .cooling(let from, let to, let longest):
            (
                "the processor cools from \(TextFormat.short(from.celsius)) to "
                    + "\(TextFormat.short(to.celsius)) °C", longest
            )
        case .heating(let from, let to, let longest):
            (
                "all CPUs are kept busy to warm up from \(TextFormat.short(from.celsius)) to "
                    + "\(TextFormat.short(to.celsius)) °C", longest
            )
        }
    }
}
