import ArgumentParser
import Experiment
import Foundation
import Reports
import Store

struct ThinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "thin",
        abstract: "Thin the raw readings of old runs; never their results.",
        discussion: """
            Of each trial only those readings stay that are needed for all that is worked out from \
            them to stay exactly as it is: energies with their uncertainties, phases, times, memory, \
            counts and warnings. That is found by working everything out anew and comparing it; where \
            it would differ, the readings of that channel stay. Samples of power all stay. Curves of \
            power get coarser. Reports say so.

            Runs that are not finished, are being worked on or were imported are left alone. Each \
            trial is one transaction: a command that is killed goes on where it stopped when it is \
            called again.

            SQLite writes new runs where the readings were. --vacuum gives that room back to the \
            disk instead.
            """
    )

    @Option(
        help: ArgumentHelp(
            "Thin runs that began more than so many days ago.",
            valueName: "days"
        )
    )
    var olderThan: Int

    @Option(help: ArgumentHelp("Only runs of the suite of this name.", valueName: "name"))
    var suite: String?

    @Flag(help: "Show how many readings would go; change nothing.")
    var dryRun = false

    @Flag(help: "Write the file of the database anew, without what is unused.")
    var vacuum = false

    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        guard (0...100_000).contains(olderThan) else {
            throw ValidationError("--older-than must be from 0 to 100000 days, not \(olderThan).")
        }
        if dryRun, vacuum { throw ValidationError("--dry-run and --vacuum exclude each other.") }
    }

    func run() throws {
        let store = try resultsOptions.existingStore()
        let unused = try store.unusedBytes()
        var sum = ThinnedReadings()
        var count = 0
        for listing in try chosen(of: store) {
            guard let readings = try thin(listing, in: store) else { continue }
            sum += readings
            count += 1
        }
        try Console.print(text(of: sum, runs: count))
        guard !dryRun else { return }
        try give(back: try store.unusedBytes(), before: unused, of: store)
    }

    private func text(of readings: ThinnedReadings, runs: Int) -> String {
        guard runs > 0 else { return "There is nothing to thin." }
        return "\(runs.counted("run")) \(dryRun ? "would be thinned" : "thinned"): "
            + "\(readings.after) of \(readings.before) readings "
            + (dryRun ? "would stay." : "stay, and all figures are as before.")
    }

    /// The finished runs that are old enough.
    private func chosen(of store: ResultStore) throws -> [RunListing] {
        let all = try store.runs()
        if let suite, !all.contains(where: { $0.suiteName == suite }) {
            throw NoSuchSuite(name: suite, known: Set(all.map(\.suiteName)))
        }
        let limit = Run.milliseconds() - Int64(olderThan) * 86_400_000
        return all.filter {
            ($0.suiteName == suite || suite == nil) && $0.startedAtMilliseconds < limit
                && $0.state == .finished && !$0.isImported
        }
    }

    /// - Returns: `nil` where there was nothing to do.
    private func thin(_ listing: RunListing, in store: ResultStore) throws -> ThinnedReadings? {
        let trials = try store.trialsToThin(ofRun: listing.id)
        guard !trials.isEmpty else { return nil }
        let claim: RunClaim?
        do throws(StoreError) {
            claim = dryRun ? nil : try store.claim(runID: listing.id)
        } catch {
            guard case .runInUse = error else { throw error }
            Console.complain("skipped: \(error)")
            return nil
        }
        defer { withExtendedLifetime(claim) {} }
        let run = try store.run(named: listing.id)
        var sum = ThinnedReadings()
        for trial in trials {
            sum += try store.thin(
                trialID: trial,
                of: run,
                atMilliseconds: dryRun ? nil : Run.milliseconds()
            )
        }
        try Console.print(
            "\(listing.id.prefix(8))  \(listing.suiteName)  "
                + "\(run.whenText)  \(trials.count.counted("trial"))  "
                + "\(sum.before) → \(sum.after) readings"
        )
        return sum
    }

    /// Says what became of the room, or gives it back.
    private func give(back unused: Int, before: Int, of store: ResultStore) throws {
        if vacuum {
            let size = fileSize
            try store.vacuum()
            try Console.print("The database has \(size) B → \(fileSize) B on the disk.")
        } else if unused > 0 {
            try Console.print(
                "\(unused) B of the database are unused, \(max(unused - before, 0)) B of them since now: "
                    + "new runs are written there. To give them back to the disk: --vacuum"
            )
        }
    }

    private var fileSize: Int {
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: resultsOptions.databasePath
        )
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }
}
