public import Experiment
internal import GRDB
internal import Units

extension ResultStore {
    /// Stores a run before its first trial, with its host.
    ///
    /// - Throws: `StoreError`; nothing is stored then.
    public func create(_ run: Run) throws(StoreError) {
        try write { try insert(run, into: $0) }
    }

    func insert(_ run: Run, into database: Database) throws {
        try insert(run.host, into: database)
        try insertRow(of: run, into: database)
        try insertConditions(of: run, into: database)
        try Self.insert(run.history, ofRun: run.id, into: database)
        try Self.insert(run.imported, ofRun: run.id, into: database)
        try Self.insert(run.projectVersion, ofRun: run.id, into: database)
        for (position, state) in run.sensors.enumerated() {
            try database.executeCached(
                sql: "INSERT INTO sensor_state VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    run.id, state.sensor, state.covers, state.availability.rawValue,
                    state.reason, state.remedy, state.isSimulated, position,
                ]
            )
        }
        for (position, artifact) in run.artifacts.enumerated() {
            try insert(artifact, at: position, ofRun: run.id, into: database)
        }
        for (position, comparison) in run.comparisons.enumerated() {
            try insert(comparison, at: position, of: run, into: database)
        }
    }

    /// Says how a run ended.
    ///
    /// - Throws: `StoreError`.
    public func finish(
        runID: String,
        state: Run.State,
        endedAtMilliseconds: Int64
    ) throws(StoreError) {
        try write { try Self.finish(runID, state, endedAtMilliseconds, in: $0) }
    }

    static func finish(
        _ runID: String,
        _ state: Run.State,
        _ endedAtMilliseconds: Int64,
        in database: Database
    ) throws {
        try database.executeCached(
            sql: "UPDATE run SET state = ?, ended_at_ms = max(?, started_at_ms) WHERE id = ?",
            arguments: [state.rawValue, endedAtMilliseconds, runID]
        )
    }

    /// Stores a trial with all its readings, events and warnings, in one transaction.
    ///
    /// - Parameters:
    ///   - trial: of the run.
    ///   - run: is stored already.
    ///   - schedule: with the trial recorded: what is planned and decided by now is stored with it.
    /// - Throws: `StoreError`; nothing of the trial is stored then.
    public func save(
        _ trial: Trial,
        of run: Run,
        schedule: TrialSchedule? = nil
    ) throws(StoreError) {
        try write { database in
            try insert(trial, run.summary(of: trial), of: run, into: RowWriter(database))
            if let schedule { try update(schedule, runID: run.id, in: database) }
        }
    }

    /// Stores a trial with all that hangs on it, and with what was worked out from it where the run
    /// has its comparison.
    func insert(
        _ trial: Trial,
        _ summary: TrialSummary?,
        of run: Run,
        into rows: RowWriter
    ) throws {
        try insertRow(of: trial, runID: run.id, into: rows)
        try insertGate(of: trial, into: rows)
        try Self.insertDroppedBytes(of: trial, into: rows)
        try insertChannels(of: trial, into: rows)
        try insertReadings(of: trial, into: rows)
        try insertEvents(of: trial, into: rows)
        for (sequence, warning) in trial.warnings.enumerated() {
            try rows.insert(
                "INSERT INTO trial_warning VALUES (?, ?, ?, ?)",
                trial.id,
                sequence,
                try JSONText.encode(warning),
                warning.explanation
            )
        }
        guard let summary else { return }
        try insert(summary, into: rows)
        try insertEnergies(of: summary, channels: trial.channels, into: rows)
        try insertCounts(of: summary, into: rows)
        try insertScenario(of: summary, into: rows)
        try insertPhases(of: summary, into: rows)
    }

    private func insert(_ host: Host, into database: Database) throws {
        try database.executeCached(
            sql: "INSERT OR IGNORE INTO host VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                host.id, host.name, host.cpuModel, host.logicalCPUs, host.memoryBytes,
                host.kernel, host.operatingSystem, host.architecture, host.hypervisor,
            ]
        )
    }

    private func insertRow(of run: Run, into database: Database) throws {
        try database.executeCached(
            sql: """
                INSERT INTO run (id, host_id, suite, suite_text, suite_sha256, seed, blocks,
                    planned_trials, sampling_interval_ns, estimate_model, started_at_ms,
                    ended_at_ms, state, harness_version, simulation)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.id, run.host.id, run.suiteName, run.suiteText, run.suiteDigest,
                Int64(bitPattern: run.seed), run.blocks, run.plannedTrials,
                run.samplingInterval.inNanoseconds, try run.estimateModel.map(JSONText.encode),
                run.startedAtMilliseconds, run.endedAtMilliseconds, run.state.rawValue,
                run.harnessVersion, run.simulation,
            ]
        )
        try insertDesign(of: run, into: database)
    }

    private func insert(
        _ comparison: Comparison,
        at position: Int,
        of run: Run,
        into database: Database
    ) throws {
        try database.executeCached(
            sql: """
                INSERT INTO comparison (run_id, name, unit_of_work, baseline, quality_event,
                    quality_higher_is_better, position, quality_target, equivalence,
                    quality_tolerance)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                run.id, comparison.name, comparison.unitOfWork, comparison.baseline,
                comparison.quality?.event, comparison.quality?.higherIsBetter, position,
                comparison.quality?.target, comparison.equivalence, comparison.quality?.tolerance,
            ]
        )
        for (position, variant) in comparison.variants.enumerated() {
            try database.executeCached(
                sql: """
                    INSERT INTO variant (run_id, comparison, name, command, environment,
                        parameters, position, loadgen_folder, folder)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.id, comparison.name, variant.name,
                    try JSONText.encode(variant.command.template),
                    try JSONText.encode(variant.command.environment),
                    try JSONText.encode(variant.parameters), position,
                    variant.command.loadGenFolder, variant.command.folder,
                ]
            )
        }
    }
}
