public import Experiment
internal import Foundation
internal import GRDB

extension ResultStore {
    /// Begins a night: it is there from now on, whatever becomes of the harness.
    ///
    /// - Parameter night: its number is given here.
    /// - Returns: the night with its number, one more than the last of its suite and machine.
    /// - Throws: `StoreError`.
    public func begin(_ night: Night) throws(StoreError) -> Night {
        try write { database in
            var night = night
            let last = try Int.fetchOne(
                database,
                sql: "SELECT max(number) FROM night WHERE suite = ? AND machine_id = ?",
                arguments: [night.suite, night.machineID]
            )
            night.number = (last ?? 0) + 1
            try Self.put(night, into: database)
            return night
        }
    }

    /// Stores what has become of a night, with its figures and the alarms that it changed.
    ///
    /// - Parameters:
    ///   - night: was begun.
    ///   - figures: in place of those that it had; `nil` leaves them.
    ///   - alarms: new, or with new events.
    /// - Throws: `StoreError`; nothing is stored then.
    public func save(
        _ night: Night,
        figures: [NightFigure]? = nil,
        alarms: [Alarm] = []
    ) throws(StoreError) {
        try write { database in
            try Self.put(night, into: database)
            if let figures { try Self.replace(figures, of: night, in: database) }
            for alarm in alarms { try Self.put(alarm, into: database) }
        }
    }

    /// Stores an alarm with its events.
    ///
    /// - Throws: `StoreError`.
    public func save(_ alarm: Alarm) throws(StoreError) {
        try write { try Self.put(alarm, into: $0) }
    }

    /// The nights of a suite on a machine, in their order.
    ///
    /// - Parameters:
    ///   - suite: its name; `nil` for all.
    ///   - machineID: `nil` for all.
    /// - Returns: by suite and machine, then by number.
    /// - Throws: `StoreError`.
    public func nights(suite: String? = nil, machineID: String? = nil) throws(StoreError)
        -> [Night]
    {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM night
                    WHERE (?1 IS NULL OR suite = ?1) AND (?2 IS NULL OR machine_id = ?2)
                    ORDER BY suite, machine_id, number, started_at_ms
                    """,
                arguments: [suite, machineID]
            ).map(Self.night)
        }
    }

    /// The night that a run was made for, or for which it ran something again; `nil` for a run of
    /// no night.
    ///
    /// - Throws: `StoreError`.
    public func night(ofRun id: String) throws(StoreError) -> Night? {
        try read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT * FROM night WHERE run_id = ?1 OR rerun_id = ?1",
                arguments: [id]
            ).map(Self.night)
        }
    }

    /// The figures of the nights of a suite on a machine, by night.
    ///
    /// - Returns: those of a night in the order in which they were stored.
    /// - Throws: `StoreError`.
    public func nightFigures(suite: String, machineID: String) throws(StoreError)
        -> [String: [NightFigure]]
    {
        try read { database in
            var figures: [String: [NightFigure]] = [:]
            var circumstances: [String: Circumstances] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT night_figure.* FROM night JOIN night_figure ON night_id = night.id
                    WHERE suite = ? AND machine_id = ? ORDER BY night_id, position
                    """,
                arguments: [suite, machineID]
            )
            while let row = try rows.next() {
                // The same for most of them: read once.
                let text: String = row["circumstances"]
                let known =
                    try circumstances[text] ?? Circumstances(JSONText.decode(text))
                circumstances[text] = known
                figures[row["night_id"], default: []].append(try Self.figure(row, known))
            }
            return figures
        }
    }

    /// The alarms of a suite on a machine, in the order in which they were raised.
    ///
    /// - Parameters:
    ///   - suite: its name; `nil` for all.
    ///   - machineID: `nil` for all.
    /// - Returns: with all their events.
    /// - Throws: `StoreError`.
    public func alarms(suite: String? = nil, machineID: String? = nil) throws(StoreError)
        -> [Alarm]
    {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM alarm
                    WHERE (?1 IS NULL OR suite = ?1) AND (?2 IS NULL OR machine_id = ?2)
                    ORDER BY rowid
                    """,
                arguments: [suite, machineID]
            ).map { try Self.alarm($0, database) }
        }
    }
}

extension ResultStore {
    private static func put(_ night: Night, into database: Database) throws {
        try database.executeCached(
            sql: """
                INSERT INTO night VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET run_id = excluded.run_id,
                    rerun_id = excluded.rerun_id, pin_id = excluded.pin_id,
                    ended_at_ms = excluded.ended_at_ms, state = excluded.state,
                    outcome = excluded.outcome, reasons = excluded.reasons,
                    project_version = excluded.project_version,
                    circumstances = excluded.circumstances, bounds = excluded.bounds,
                    simulation = excluded.simulation
                """,
            arguments: [
                night.id, night.number, night.suite, night.machineID, night.machineName,
                night.runID, night.rerunID, night.pinID, night.startedAtMilliseconds,
                night.endedAtMilliseconds, night.state.rawValue, night.outcome?.rawValue,
                try JSONText.encode(night.reasons), night.projectVersion,
                try JSONText.encode(night.circumstances.values),
                try JSONText.encode(night.bounds.relative), night.simulation,
            ]
        )
    }

    private static func replace(
        _ figures: [NightFigure],
        of night: Night,
        in database: Database
    ) throws {
        try database.executeCached(
            sql: "DELETE FROM night_figure WHERE night_id = ?",
            arguments: [night.id]
        )
        for (position, figure) in figures.enumerated() {
            try database.executeCached(
                sql: "INSERT INTO night_figure VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [
                    night.id, figure.comparison, figure.variant, figure.metric.rawValue,
                    figure.reference.rawValue, position, figure.value, figure.lower,
                    figure.upper, figure.count, figure.unit, figure.provenance?.rawValue,
                    try JSONText.encode(figure.circumstances.values),
                ]
            )
        }
    }

    private static func put(_ alarm: Alarm, into database: Database) throws {
        try database.executeCached(
            sql: """
                INSERT INTO alarm VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET change = excluded.change, lower = excluded.lower,
                    upper = excluded.upper, level_before = excluded.level_before
                """,
            arguments: [
                alarm.id, alarm.key.suite, alarm.key.machineID, alarm.key.comparison,
                alarm.key.variant, alarm.key.metric.rawValue, alarm.key.reference.rawValue,
                alarm.layer.rawValue, alarm.direction.rawValue, alarm.firstNightID,
                alarm.lastGoodNightID, alarm.raisedNightID, alarm.levelBefore,
                try JSONText.encode(alarm.circumstances.values), alarm.change,
                alarm.lower,
                alarm.upper, alarm.versionBefore, alarm.versionAfter,
            ]
        )
        try putEvents(of: alarm, into: database)
    }

    /// Stores what became of an alarm, and loses nothing of what another program stored since it
    /// was read: what that said stays the last word.
    private static func putEvents(of alarm: Alarm, into database: Database) throws {
        let stored = try events(ofAlarm: alarm.id, database)
        let known = zip(stored, alarm.events).prefix { $0 == $1 }.count
        let events = alarm.events + stored[known...].filter { !alarm.events.contains($0) }
        try database.executeCached(
            sql: "DELETE FROM alarm_event WHERE alarm_id = ?",
            arguments: [alarm.id]
        )
        for (number, event) in events.enumerated() {
            try database.executeCached(
                sql: "INSERT INTO alarm_event VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    alarm.id, number, event.atMilliseconds, event.nightID, event.state.rawValue,
                    event.note,
                ]
            )
        }
    }

    private static func night(_ row: Row) throws -> Night {
        Night(
            id: row["id"],
            number: row["number"],
            suite: row["suite"],
            machineID: row["machine_id"],
            machineName: row["machine"],
            runID: row["run_id"],
            rerunID: row["rerun_id"],
            pinID: row["pin_id"],
            startedAtMilliseconds: row["started_at_ms"],
            endedAtMilliseconds: row["ended_at_ms"],
            state: try word(row["state"]),
            outcome: try (row["outcome"] as String?).map { try word($0) },
            reasons: try JSONText.decode(row["reasons"]),
            projectVersion: row["project_version"],
            circumstances: Circumstances(try JSONText.decode(row["circumstances"])),
            bounds: FigureBounds(relative: try JSONText.decode(row["bounds"])),
            simulation: row["simulation"]
        )
    }

    private static func figure(_ row: Row, _ circumstances: Circumstances) throws -> NightFigure {
        NightFigure(
            comparison: row["comparison"],
            variant: row["variant"],
            metric: try word(row["metric"]),
            reference: try word(row["reference"]),
            value: row["value"],
            lower: row["lower"],
            upper: row["upper"],
            count: row["trials"],
            unit: row["unit"],
            provenance: (row["energy_provenance"] as String?).flatMap(Provenance.init),
            circumstances: circumstances
        )
    }

    private static func alarm(_ row: Row, _ database: Database) throws -> Alarm {
        Alarm(
            id: row["id"],
            key: SeriesKey(
                machineID: row["machine_id"],
                suite: row["suite"],
                comparison: row["comparison"],
                variant: row["variant"],
                metric: try word(row["metric"]),
                reference: try word(row["reference"])
            ),
            layer: try word(row["layer"]),
            direction: try word(row["direction"]),
            firstNightID: row["first_night_id"],
            lastGoodNightID: row["last_good_night_id"],
            raisedNightID: row["raised_night_id"],
            levelBefore: row["level_before"],
            circumstances: Circumstances(try JSONText.decode(row["circumstances"])),
            change: row["change"],
            lower: row["lower"],
            upper: row["upper"],
            versionBefore: row["version_before"],
            versionAfter: row["version_after"],
            events: try events(ofAlarm: row["id"], database)
        )
    }

    private static func events(ofAlarm id: String, _ database: Database) throws -> [Alarm.Event] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM alarm_event WHERE alarm_id = ? ORDER BY number",
            arguments: [id]
        ).map { event in
            Alarm.Event(
                atMilliseconds: event["at_ms"],
                nightID: event["night_id"],
                state: try word(event["state"]),
                note: event["note"]
            )
        }
    }

    /// A word of the database; one that this version does not know is no other word.
    private static func word<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
        guard let word = Word(rawValue: text) else {
            throw DatabaseError(message: "“\(text)” is no \(Word.self)")
        }
        return word
    }
}
