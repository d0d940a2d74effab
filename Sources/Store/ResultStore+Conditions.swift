internal import Experiment
internal import GRDB
internal import Units

extension ResultStore {
    /// Stores the conditions of a run that has some.
    func insertConditions(of run: Run, into database: Database) throws {
        guard let conditions = run.conditions else { return }
        let trials = conditions.trials
        try database.executeCached(
            sql: """
                INSERT INTO run_condition (run_id, gates, load_limit_cpus, load_wait_ns,
                    temperature_band_celsius, temperature_wait_ns, cooldown_ns, idle_windows,
                    idle_window_ns, start_millicelsius)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.id, trials.gates, trials.loadLimit, trials.loadWait.inNanoseconds,
                trials.temperatureBand, trials.temperatureWait.inNanoseconds,
                trials.cooldown.inNanoseconds, trials.idleWindows,
                trials.idleWindow.inNanoseconds, conditions.startTemperature?.millicelsius,
            ]
        )
    }

    static func conditions(ofRun id: String, _ database: Database) throws -> RunConditions? {
        try Row.fetchOne(
            database,
            sql: "SELECT * FROM run_condition WHERE run_id = ?",
            arguments: [id]
        ).map { row in
            RunConditions(
                trials: trialConditions(of: row),
                startTemperature: (row["start_millicelsius"] as Int64?)
                    .map(Temperature.init(millicelsius:))
            )
        }
    }

    /// The conditions in a row of `run_condition`.
    static func trialConditions(of row: Row) -> TrialConditions {
        TrialConditions(
            gates: row["gates"],
            loadLimit: row["load_limit_cpus"],
            loadWait: .nanoseconds(row["load_wait_ns"] as Int64),
            temperatureBand: row["temperature_band_celsius"],
            temperatureWait: .nanoseconds(row["temperature_wait_ns"] as Int64),
            cooldown: .nanoseconds(row["cooldown_ns"] as Int64),
            idleWindows: row["idle_windows"],
            idleWindow: .nanoseconds(row["idle_window_ns"] as Int64)
        )
    }

    /// Stores what a trial waited for, where somebody looked.
    func insertGate(of trial: Trial, into rows: RowWriter) throws {
        guard let gate = trial.gate else { return }
        let (load, heat) = (gate.load, gate.heat)
        try rows.insert(
            """
            INSERT INTO trial_gate (trial_id, took_ns, rested_ns, load_result,
                load_limit_cpus, load_first_cpus, load_last_cpus, load_waited_ns,
                temperature_result, temperature_start_millicelsius,
                temperature_band_celsius, temperature_first_millicelsius,
                temperature_last_millicelsius, temperature_cooled_ns,
                temperature_burned_ns)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            trial.id,
            gate.took.inNanoseconds,
            gate.rested.inNanoseconds,
            load?.result.rawValue,
            load?.limit,
            load?.first,
            load?.last,
            load?.waited.inNanoseconds,
            heat?.result.rawValue,
            heat?.start.millicelsius,
            heat?.band,
            heat?.first?.millicelsius,
            heat?.last?.millicelsius,
            heat?.cooled.inNanoseconds,
            heat?.burned.inNanoseconds
        )
    }

    static func gate(ofTrial id: String, _ database: Database) throws -> GateRecord? {
        try Row.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM trial_gate WHERE trial_id = ?"),
            arguments: [id]
        ).map { row in
            GateRecord(
                rested: .nanoseconds(row["rested_ns"] as Int64),
                load: load(of: row),
                heat: heat(of: row),
                took: .nanoseconds(row["took_ns"] as Int64)
            )
        }
    }

    private static func load(of row: Row) -> GateRecord.Load? {
        guard let result = (row["load_result"] as String?).flatMap(GateRecord.Result.init) else {
            return nil
        }
        return GateRecord.Load(
            limit: row["load_limit_cpus"],
            first: row["load_first_cpus"],
            last: row["load_last_cpus"],
            waited: .nanoseconds(row["load_waited_ns"] as Int64),
            result: result
        )
    }

    private static func heat(of row: Row) -> GateRecord.Heat? {
        guard let result = (row["temperature_result"] as String?).flatMap(GateRecord.Result.init)
        else { return nil }
        func temperature(_ column: String) -> Temperature? {
            (row[column] as Int64?).map(Temperature.init(millicelsius:))
        }
        return GateRecord.Heat(
            start: Temperature(millicelsius: row["temperature_start_millicelsius"]),
            band: row["temperature_band_celsius"],
            first: temperature("temperature_first_millicelsius"),
            last: temperature("temperature_last_millicelsius"),
            cooled: .nanoseconds(row["temperature_cooled_ns"] as Int64),
            burned: .nanoseconds(row["temperature_burned_ns"] as Int64),
            result: result
        )
    }
}
