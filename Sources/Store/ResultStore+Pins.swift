public import Experiment
internal import GRDB

extension ResultStore {
    /// Stores a pinned reference, which takes the place of the one before.
    ///
    /// - Throws: `StoreError`; nothing is stored then.
    public func save(_ pin: Pin, machineID: String) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "INSERT INTO pin VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?)",
                arguments: [
                    pin.id, pin.suite, machineID, pin.createdAtMilliseconds, pin.folder,
                    pin.version, try pin.build.map { try JSONText.encode($0) }, pin.note,
                ]
            )
            for (position, variant) in pin.variants.enumerated() {
                try database.execute(
                    sql: "INSERT INTO pin_variant VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        pin.id, position, variant.comparison, variant.variant,
                        try JSONText.encode(variant.command.template),
                        try JSONText.encode(variant.command.environment),
                        variant.command.loadGenFolder, variant.command.folder,
                        try JSONText.encode(variant.files), variant.definition,
                    ]
                )
            }
        }
    }

    /// The pinned references of a suite on a machine that were not removed, the newest first: that one
    /// is in use.
    ///
    /// - Parameters:
    ///   - suite: its name; `nil` for all.
    ///   - machineID: whose.
    /// - Returns: none where nothing is pinned.
    /// - Throws: `StoreError`.
    public func pins(suite: String? = nil, machineID: String) throws(StoreError) -> [Pin] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM pin WHERE (?1 IS NULL OR suite = ?1) AND machine_id = ?2
                    AND removed_at_ms IS NULL ORDER BY created_at_ms DESC, rowid DESC
                    """,
                arguments: [suite, machineID]
            ).map { try Self.pin($0, database) }
        }
    }

    /// Takes a pinned reference out of use; nights that ran beside it keep their figures.
    ///
    /// - Throws: `StoreError`.
    public func removePin(id: String, atMilliseconds: Int64) throws(StoreError) {
        try write {
            try $0.execute(
                sql: "UPDATE pin SET removed_at_ms = ? WHERE id = ?",
                arguments: [atMilliseconds, id]
            )
        }
    }

    private static func pin(_ row: Row, _ database: Database) throws -> Pin {
        let id: String = row["id"]
        return Pin(
            id: id,
            suite: row["suite"],
            createdAtMilliseconds: row["created_at_ms"],
            folder: row["folder"],
            version: row["version"],
            build: try (row["build"] as String?).map {
                try JSONText.decode($0, as: Pin.Build.self)
            },
            variants: try Row.fetchAll(
                database,
                sql: "SELECT * FROM pin_variant WHERE pin_id = ? ORDER BY position",
                arguments: [id]
            ).map { row in
                PinnedVariant(
                    comparison: row["comparison"],
                    variant: row["variant"],
                    command: Command(
                        template: try JSONText.decode(row["command"]),
                        environment: try JSONText.decode(row["environment"]),
                        loadGenFolder: row["loadgen_folder"],
                        folder: row["folder"]
                    ),
                    files: try JSONText.decode(row["files"]),
                    definition: row["definition"]
                )
            },
            note: row["note"]
        )
    }
}
