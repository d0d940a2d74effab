internal import Experiment
internal import GRDB
internal import Units

/// The rows of a trial itself: what was read and what it said.
extension ResultStore {
    func insertRow(of trial: Trial, runID: String, into rows: RowWriter) throws {
        let planned = trial.planned
        let end = OutcomeColumns(trial.outcome)
        let usage = trial.resourceUsage
        try rows.insert(
            """
            INSERT INTO trial (id, run_id, comparison, variant, sequence, block, position,
                block_seed, command, started_at_ms, started_ns, ended_ns, outcome,
                exit_status, signal, limit_ns, start_failure, user_ns, system_ns,
                largest_process_bytes, standard_output, standard_error, dropped_bytes,
                is_warm_up)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            trial.id,
            runID,
            planned.comparison,
            planned.variant,
            planned.sequence,
            planned.block,
            planned.position,
            Int64(planned.blockSeed),
            try JSONText.encode(trial.command),
            trial.startedAtMilliseconds,
            trial.started.nanoseconds,
            trial.ended.nanoseconds,
            end.word,
            end.exitStatus,
            end.signal,
            end.limitNanoseconds,
            end.startFailure,
            usage?.userNanoseconds,
            usage?.systemNanoseconds,
            usage?.largestProcessBytes,
            trial.output.standardOutput,
            trial.output.standardError,
            trial.output.droppedBytes,
            planned.isWarmUp
        )
    }

    func insertChannels(of trial: Trial, into rows: RowWriter) throws {
        for (number, channel) in trial.channels.enumerated() {
            let wrapsAt: Int64?
            let behaviour: String
            switch channel.behaviour {
            case .counter(let range): (behaviour, wrapsAt) = ("counter", range.flatMap(Int64.init))
            case .gauge: (behaviour, wrapsAt) = ("gauge", nil)
            }
            try rows.insert(
                "INSERT INTO channel VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                trial.id,
                number,
                channel.name,
                channel.sensor,
                channel.interface,
                channel.quantity.rawValue,
                behaviour,
                wrapsAt,
                channel.domain.rawValue,
                channel.isSimulated,
                channel.refreshPeriod.inNanoseconds,
                Int64(clamping: channel.resolution),
                channel.device,
                channel.averagingWindow.inNanoseconds,
                channel.relativeAccuracy
            )
        }
    }

    func insertReadings(of trial: Trial, into rows: RowWriter) throws {
        let insertion: StaticString = "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?)"
        for (sequence, reading) in trial.readings.enumerated() {
            let columns = ReadingColumns(reading.outcome)
            try rows.insert(
                insertion,
                trial.id,
                sequence,
                reading.channel,
                reading.before.nanoseconds,
                reading.after.nanoseconds,
                columns.value,
                columns.failure
            )
        }
    }

    func insertEvents(of trial: Trial, into rows: RowWriter) throws {
        let insertion: StaticString = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        for (sequence, event) in trial.events.enumerated() {
            // SQLite has no NaN: it would become NULL, so the text in `value` keeps it.
            let number = event.number.flatMap { $0.isNaN ? nil : $0 }
            try rows.insert(
                insertion,
                trial.id,
                sequence,
                event.kind.rawValue,
                event.key,
                number,
                event.value,
                event.metadata,
                event.instant.nanoseconds,
                event.timeSource.rawValue
            )
        }
    }
}
