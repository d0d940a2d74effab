import ArgumentParser
import Experiment
import Foundation
import Sensors

/// Programs that are started and timed as a whole.
enum Shell {
    /// Runs a program with its output thrown away.
    ///
    /// - Returns: from its start to its end.
    /// - Throws: where it cannot be started or fails.
    static func time(_ words: [String]) throws -> Duration {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let started = MonotonicInstant.now()
        try process.run()
        process.waitUntilExit()
        let took = MonotonicInstant.now() - started
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw ValidationError("“\(words.prefix(3).joined(separator: " "))” failed.")
        }
        return took
    }

    /// What the sqlite3 program prints.
    ///
    /// - Throws: where it cannot be started or fails.
    static func ask(_ path: String, _ sql: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sqlite3", "-bail", path, sql]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw ValidationError("sqlite3 failed; is it installed?")
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Copies all rows into a new database with the same tables, in one transaction.
    ///
    /// - Returns: how long the rows took.
    /// - Throws: where the shell fails.
    static func copy(_ path: String) throws -> Duration {
        let other = path + "-copy"
        defer { for end in ["", "-wal", "-shm", "-journal"] { unlink(other + end) } }
        _ = try ask(other, "PRAGMA journal_mode = WAL")
        // Triggers count what is inserted: the tallies are not copied.
        let schema = try ask(
            path,
            """
            SELECT sql || ';' FROM sqlite_master
            WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid
            """
        )
        _ = try ask(other, "BEGIN; \(schema) COMMIT;")
        let insertions = [
            "host", "run", "run_condition", "sensor_state", "comparison", "variant", "trial",
            "channel", "reading", "event", "summary", "channel_energy",
        ].map { "INSERT INTO \($0) SELECT * FROM source.\($0);" }.joined(separator: " ")
        return try time([
            "sqlite3", "-bail", other,
            """
            PRAGMA synchronous = FULL; PRAGMA cache_size = -131072; ATTACH '\(path)' AS source;
            BEGIN; \(insertions) COMMIT;
            """,
        ])
    }
}
