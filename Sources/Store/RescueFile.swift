public import Experiment
internal import Foundation
internal import GRDB

/// A trial that could not be stored where it belongs: a database of its own with its run and it.
public struct RescueFile: Sendable, Hashable {
    public var path: String

    private static let prefix = "joulebench-rescue-"

    /// The folders that one may lie in: that of the database first.
    private static func folders(ofDatabase path: String) -> [String] {
        let own = ResultStore.folder(of: path)
        return [own.isEmpty ? "." : own, NSTemporaryDirectory(), "/var/tmp", "/dev/shm"]
    }

    /// Writes a trial into the first folder that takes it.
    ///
    /// - Parameters:
    ///   - trial: complete in memory.
    ///   - run: that it belongs to.
    ///   - databasePath: of the database that would not take it.
    /// - Returns: the file.
    /// - Throws: `StoreError` of the last folder where none takes it.
    public static func write(
        _ trial: Trial,
        of run: Run,
        besides databasePath: String
    ) throws(StoreError) -> RescueFile {
        var last = StoreError.failed(path: databasePath, reason: "no folder takes a rescue file")
        for folder in folders(ofDatabase: databasePath) {
            let name = "\(prefix)\(run.id.prefix(8))-\(trial.id.prefix(8)).sqlite"
            let place = URL(fileURLWithPath: folder).appendingPathComponent(name).path
            do throws(StoreError) {
                let store = try ResultStore.single(path: place)
                try store.create(run)
                try store.save(trial, of: run)
                return RescueFile(path: place)
            } catch {
                last = error
                for end in ["", "-journal"] { unlink(place + end) }
            }
        }
        throw last
    }

    /// The files with trials of a run.
    public static func all(ofRun id: String, besides databasePath: String) -> [RescueFile] {
        let start = "\(prefix)\(id.prefix(8))-"
        var seen: Set<String> = []
        return folders(ofDatabase: databasePath).flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0.hasPrefix(start) && $0.hasSuffix(".sqlite") }.sorted()
                .map { URL(fileURLWithPath: folder).appendingPathComponent($0).path }
        }.filter { seen.insert($0).inserted && isOurs($0) }.map { RescueFile(path: $0) }
    }

    /// In a folder that everybody may write to, what others put there is not ours to believe.
    private static func isOurs(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
            && information.st_uid == geteuid()
    }

    /// Moves its trials into the database that they belong to, and takes it away.
    ///
    /// - Returns: how many were not there yet.
    /// - Throws: `StoreError`; the file stays then.
    public func restore(into store: ResultStore, run: Run) throws(StoreError) -> Int {
        let rescued = try ResultStore.existing(path: path)
        let trials = try rescued.trials(ofRun: run.id)
        var places = try store.places(ofRun: run.id)
        var restored = 0
        for trial in trials where !places.ids.contains(trial.id) {
            // The place may have been made again in the meantime: it is not counted twice.
            guard !places.completed.contains(trial.planned.sequence) else { continue }
            try store.save(trial, of: run)
            places.completed.insert(trial.planned.sequence)
            restored += 1
        }
        for end in ["", "-wal", "-shm"] { unlink(path + end) }
        return restored
    }
}

extension ResultStore {
    /// What is there of a run's trials, without their readings.
    struct Places {
        var ids: Set<String>

        /// The sequence numbers of completed ones.
        var completed: Set<Int>
    }

    fileprivate func places(ofRun id: String) throws(StoreError) -> Places {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT id, sequence, outcome FROM trial WHERE run_id = ?",
                arguments: [id]
            )
            return Places(
                ids: Set(rows.map { $0["id"] }),
                completed: Set(
                    rows.filter { $0["outcome"] as String == "completed" }.map { $0["sequence"] }
                )
            )
        }
    }
}
