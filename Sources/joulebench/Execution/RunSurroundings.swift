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

    /// What the trials wait at.
    var gate: Gate { gateOfTrials }

    /// - Parameters:
    ///   - run: has its conditions.
    ///   - machine: what is looked at.
    ///   - inventory: the sensors of the run.
    ///   - store: holds the run.
    init(
        of run: Run,
        on machine: MachineInstruments,
        inventory: SensorInventory,
        store: ResultStore
    ) {
        self.run = run
        self.store = store
        let conditions = run.conditions ?? RunConditions(trials: .none)
        gateOfTrials = Gate(conditions, on: machine, willWait: Self.announce)
        watch = IdleWatch(
            inventory: inventory,
            samplingInterval: run.samplingInterval,
            on: machine
        )
        if conditions.trials.gates, !machine.hasThermometer {
            Console.complain(
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
        Console.complain(
            "idle power \(moment.rawValue) the trials: \(conditions.idleWindows) windows of "
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

    /// Says what the run waits for.
    private static func announce(_ wait: Gate.Wait) {
        // The line of the trial that is to come is rewritten when it begins.
        if Console.errorIsTerminal { Console.write("\r\u{1B}[K") }
        switch wait {
        case .load(let cpus, let limit, let longest):
            Console.complain(
                "waiting, \(TextFormat.short(longest)) at most: other programs keep "
                    + "\(TextFormat.short(cpus)) CPUs busy (limit \(TextFormat.short(limit)))"
            )
        case .cooling(let from, let to, let longest):
            Console.complain(
                "waiting, \(TextFormat.short(longest)) at most: the processor cools from "
                    + "\(TextFormat.short(from.celsius)) to \(TextFormat.short(to.celsius)) °C"
            )
        case .heating(let from, let to, let longest):
            Console.complain(
                "waiting, \(TextFormat.short(longest)) at most: all CPUs are kept busy to warm up "
                    + "from \(TextFormat.short(from.celsius)) to \(TextFormat.short(to.celsius)) °C"
            )
        }
    }
}
