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
            try database.execute(
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
        try database.execute(
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
            try insert(trial, of: run, into: database)
            if let schedule { try update(schedule, runID: run.id, in: database) }
        }
    }

    /// Stores a trial with all that hangs on it and what is worked out from it.
    func insert(_ trial: Trial, of run: Run, into database: Database) throws {
        try insertRow(of: trial, runID: run.id, into: database)
        try insertGate(of: trial, into: database)
        try Self.insertDroppedBytes(of: trial, into: database)
        try insertChannels(of: trial, into: database)
        try insertReadings(of: trial, into: database)
        try insertEvents(of: trial, into: database)
        for (sequence, warning) in trial.warnings.enumerated() {
            try database.executeCached(
                sql: "INSERT INTO trial_warning VALUES (?, ?, ?, ?)",
                arguments: [
                    trial.id, sequence, try JSONText.encode(warning), warning.explanation,
                ]
            )
        }
        guard let comparison = run.comparisons.first(where: { $0.name == trial.planned.comparison })
        else { return }
        let summary = TrialSummary(of: trial, in: comparison, estimateModel: run.estimateModel)
        try insert(summary, into: database)
        try insertEnergies(of: summary, channels: trial.channels, into: database)
        try insertCounts(of: summary, into: database)
        try insertScenario(of: summary, into: database)
        try insertPhases(of: summary, into: database)
    }

    private func insert(_ host: Host, into database: Database) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO host VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                host.id, host.name, host.cpuModel, host.logicalCPUs, host.memoryBytes,
                host.kernel, host.operatingSystem, host.architecture, host.hypervisor,
            ]
        )
    }

    private func insertRow(of run: Run, into database: Database) throws {
        try database.execute(
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
        try database.execute(
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
            try database.execute(
                sql: """
                    INSERT INTO variant (run_id, comparison, name, command, environment,
                        parameters, position, loadgen_folder)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.id, comparison.name, variant.name,
                    try JSONText.encode(variant.command.template),
                    try JSONText.encode(variant.command.environment),
                    try JSONText.encode(variant.parameters), position,
                    variant.command.loadGenFolder,
                ]
            )
        }
    }

    private func insertRow(of trial: Trial, runID: String, into database: Database) throws {
        let planned = trial.planned
        let end = OutcomeColumns(trial.outcome)
        let usage = trial.resourceUsage
        try database.executeCached(
            sql: """
                INSERT INTO trial (id, run_id, comparison, variant, sequence, block, position,
                    block_seed, command, started_at_ms, started_ns, ended_ns, outcome,
                    exit_status, signal, limit_ns, start_failure, user_ns, system_ns,
                    largest_process_bytes, standard_output, standard_error, dropped_bytes,
                    is_warm_up)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                trial.id, runID, planned.comparison, planned.variant, planned.sequence,
                planned.block, planned.position, Int64(planned.blockSeed),
                try JSONText.encode(trial.command), trial.startedAtMilliseconds,
                trial.started.nanoseconds, trial.ended.nanoseconds, end.word, end.exitStatus,
                end.signal, end.limitNanoseconds, end.startFailure, usage?.userNanoseconds,
                usage?.systemNanoseconds, usage?.largestProcessBytes,
                trial.output.standardOutput, trial.output.standardError,
                trial.output.droppedBytes, planned.isWarmUp,
            ]
        )
    }

    private func insertChannels(of trial: Trial, into database: Database) throws {
        for (number, channel) in trial.channels.enumerated() {
            let wrapsAt: Int64?
            let behaviour: String
            switch channel.behaviour {
            case .counter(let range): (behaviour, wrapsAt) = ("counter", range.flatMap(Int64.init))
            case .gauge: (behaviour, wrapsAt) = ("gauge", nil)
            }
            try database.executeCached(
                sql: "INSERT INTO channel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    trial.id, number, channel.name, channel.sensor, channel.interface,
                    channel.quantity.rawValue, behaviour, wrapsAt, channel.domain.rawValue,
                    channel.isSimulated, channel.refreshPeriod.inNanoseconds,
                    Int64(clamping: channel.resolution), channel.device,
                    channel.averagingWindow.inNanoseconds, channel.relativeAccuracy,
                ]
            )
        }
    }

    private func insertReadings(of trial: Trial, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        for (sequence, reading) in trial.readings.enumerated() {
            let columns = ReadingColumns(reading.outcome)
            try statement.execute(arguments: [
                trial.id, sequence, reading.channel, reading.before.nanoseconds,
                reading.after.nanoseconds, columns.value, columns.failure,
            ])
        }
    }

    private func insertEvents(of trial: Trial, into database: Database) throws {
        let statement = try database.cachedStatement(
            sql: "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        for (sequence, event) in trial.events.enumerated() {
            // SQLite has no NaN: it would become NULL, so the text in `value` keeps it.
            let number = event.number.flatMap { $0.isNaN ? nil : $0 }
            try statement.execute(arguments: [
                trial.id, sequence, event.kind.rawValue, event.key, number, event.value,
                event.metadata, event.instant.nanoseconds, event.timeSource.rawValue,
            ])
        }
    }

    private func insert(_ summary: TrialSummary, into database: Database) throws {
        let energy = summary.energy.figure
        try database.executeCached(
            sql: """
                INSERT INTO summary (
                    trial_id, window_seconds, energy_joules, energy_uncertainty_joules,
                    energy_provenance, energy_scope, energy_missing_reason, cpu_seconds,
                    peak_memory_bytes, work, quality, flops_dense, flops_executed,
                    int_ops_executed, parameters, parameters_nonzero, model_bytes,
                    energy_edges_joules, energy_resolution_joules, energy_sampling_joules,
                    energy_accuracy_joules, peak_gpu_memory_bytes, exclusion_reason)
                VALUES
                    (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                summary.trialID, summary.window?.inSeconds, energy?.value.joules,
                energy?.uncertainty?.joules, energy?.provenance.rawValue, energy?.scope,
                summary.energy.missingReason,
                summary.cpuTime?.inSeconds,
                summary.peakMemory.figure?.value.bytes, summary.work,
                summary.quality.flatMap { $0.isNaN ? nil : $0 },
                summary.flopsDense?.operations, summary.flopsExecuted?.operations,
                summary.integerOperations?.operations, summary.parameters,
                summary.parametersNonzero, summary.modelSize?.bytes,
                energy?.budget?.edges.joules, energy?.budget?.resolution.joules,
                energy?.budget?.sampling.joules,
                energy?.budget.flatMap { $0.isAccuracyStated ? $0.accuracy.joules : nil },
                summary.peakGPUMemory?.figure?.value.bytes, summary.exclusion,
            ]
        )
    }

    private func insertEnergies(
        of summary: TrialSummary,
        channels: [Channel],
        into database: Database
    ) throws {
        for (number, channel) in channels.enumerated() {
            guard let energy = summary.energyByChannel[channel.name] else { continue }
            try database.executeCached(
                sql: "INSERT INTO channel_energy VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    summary.trialID, number, energy.figure?.value.joules,
                    energy.figure?.uncertainty?.joules, energy.figure?.provenance.rawValue,
                    energy.missingReason,
                ]
            )
        }
    }

    private func insertCounts(of summary: TrialSummary, into database: Database) throws {
        for count in summary.eventCounts {
            let known = try? count.outcome.get()
            var missing: String?
            if case .failure(let absence) = count.outcome { missing = absence.reason }
            try database.executeCached(
                sql: "INSERT INTO event_count VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    summary.trialID, count.event, count.interface, known?.count,
                    known?.runningShare, missing,
                ]
            )
        }
    }
}
