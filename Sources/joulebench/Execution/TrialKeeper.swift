import Experiment
import Foundation
import Sensors
import Store
import Trials
import Units

/// Stores each trial, and loses none where the database does not take it.
struct TrialKeeper {
    let store: ResultStore
    let databasePath: String

    /// How long a database that others have locked is tried again.
    let patience: Duration
    let household: Household

    private static let pause = Duration.milliseconds(200)

    /// Stores a trial, or writes it into a rescue file.
    ///
    /// - Parameters:
    ///   - trial: that was made.
    ///   - run: that it belongs to.
    ///   - schedule: with the trial recorded.
    /// - Throws: `RescuedTrial` where it lies in a file now and the run cannot go on; the
    ///   database's own `StoreError` where no folder took it; `RescuedDatabase` where the file was
    ///   removed or replaced.
    func keep(_ trial: Trial, of run: Run, schedule: TrialSchedule) throws {
        do throws(StoreError) {
            try saveInTime(trial, of: run, schedule: schedule)
            if store.isInPlace { return }
        } catch {
            let file: RescueFile
            do throws(StoreError) {
                file = try RescueFile.write(trial, of: run, besides: databasePath)
            } catch let second {
                throw LostTrial(number: trial.planned.sequence + 1, cause: error, second: second)
            }
            throw RescuedTrial(number: trial.planned.sequence + 1, file: file, cause: error)
        }
        throw try rescuedDatabase(of: run)
    }

    /// Writes all that the removed database holds, and that is only open here, to where it was, or
    /// beside the one that has taken its place.
    private func rescuedDatabase(of run: Run) throws(StoreError) -> RescuedDatabase {
        try store.finish(runID: run.id, state: .failed, endedAtMilliseconds: Run.milliseconds())
        var isFree = access(databasePath, F_OK) != 0
        if isFree {
            // The log of the one that was removed belongs to no other.
            for end in ["-wal", "-shm"] { unlink(databasePath + end) }
            isFree = (try? store.copy(to: databasePath)) != nil
        }
        guard !isFree else { return RescuedDatabase(database: databasePath, copy: databasePath) }
        let copy = "\(databasePath)-rescued-\(run.id.prefix(8)).sqlite"
        try store.copy(to: copy)
        return RescuedDatabase(database: databasePath, copy: copy)
    }

    private func saveInTime(
        _ trial: Trial,
        of run: Run,
        schedule: TrialSchedule
    ) throws(StoreError) {
        let deadline = MonotonicInstant.now() + patience
        var hasSaid = false
        while true {
            do throws(StoreError) {
                return try store.save(trial, of: run, schedule: schedule)
            } catch {
                guard case .busy = error, MonotonicInstant.now() < deadline else { throw error }
                if !hasSaid {
                    Console.complain(
                        "The database \(databasePath) is locked by another process; "
                            + "trying again for \(Int(patience.inSeconds)) s …"
                    )
                    hasSaid = true
                }
                // A signal ends the waiting, and then the run.
                let next = min(MonotonicInstant.now() + Self.pause, deadline)
                if household.waitForInterrupt(until: next) { throw error }
            }
        }
    }
}

/// A trial that is not in the database, and where it is instead.
struct RescuedTrial: Error, CustomStringConvertible {
    var number: Int
    var file: RescueFile
    var cause: StoreError

    var description: String {
        "\(cause) Trial \(number) is kept in \(file.path), and the run ends here. "
            + "`joulebench resume` puts it into the database and goes on."
    }
}

/// A trial that nothing took.
struct LostTrial: Error, CustomStringConvertible {
    var number: Int
    var cause: StoreError
    var second: StoreError

    var description: String {
        "\(cause) Trial \(number) could be kept nowhere else either (\(second)), and the run ends "
            + "here. `joulebench resume` makes it again."
    }
}

/// A database that was removed or replaced while a run wrote to it, and where all of it is now.
struct RescuedDatabase: Error, CustomStringConvertible {
    var database: String
    var copy: String

    var description: String {
        let end =
            copy == database
            ? "It was written anew with all that it held, and the run ends here. "
                + "`joulebench resume` goes on."
            : "All that it held is in \(copy), and the run ends here. Put that file in its place; "
                + "`joulebench resume` then goes on."
        return "The database \(database) was removed or replaced while the run went on. " + end
    }
}
