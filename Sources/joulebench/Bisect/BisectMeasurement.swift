import Experiment
import Foundation
import Reports
import Statistics
import Store
import Suites
import Trials

/// Measures a version of the project against the good one, in paired blocks of a run of its own.
struct BisectMeasurement {
    let execution: RunExecution
    let file: SuiteFile
    let comparison: Comparison
    let variant: Variant
    let metric: RatioMetric
    let seed: UInt64?

    /// What a run gave.
    struct Result {
        var runID: String

        /// How many blocks gave a ratio.
        var blocks: Int
        var finding: Finding

        /// Where the energy comes from and what it covers; `nil` for a time.
        var source: String?

        enum Finding {
            case ratio(BisectRule.Figure)
            /// Why there is none, in a few words.
            case failed(String)
        }
    }

    /// The name of the good version in every run.
    static let good = "good"

    /// So many trials of a run fail before it is given up: a version that crashes crashes always.
    private static let mostFailures = 3

    /// Makes a run.
    ///
    /// - Parameters:
    ///   - version: what is measured.
    ///   - place: where it is executed.
    ///   - good: where the good one is.
    ///   - blocks: how many.
    /// - Returns: the ratio, or why there is none.
    /// - Throws: `TrialsError.interrupted`, `BisectError.estimated`, and what ends a run.
    func measure(
        _ version: BisectLine.Version,
        at place: BisectLine.Place,
        against good: BisectLine.Place,
        blocks: BlockRule
    ) throws -> Result {
        let suite = suite(of: version, at: place, against: good, blocks: blocks)
        let preparation = execution.preparation(of: suite)
        let schedule = TrialSchedule(
            comparisons: suite.comparisons,
            design: suite.design,
            seed: seed ?? suite.seed ?? TrialSchedule.drawnSeed()
        )
        let run = Run.new(
            of: suite,
            text: file.text,
            schedule: schedule,
            inventory: execution.inventory,
            version: try projectVersion(of: version, at: place)
        )
        var failures = 0
        do {
            let keys = try preparation.keys(of: suite.prepare)
            let state = try execution.carryOut(
                schedule,
                run: run,
                prepare: {
                    let prepared = try execution.make(
                        suite.prepare,
                        keys: keys,
                        ofRun: run.id,
                        by: preparation
                    )
                    return try execution.runner(for: suite, prepared: prepared)
                },
                goesOn: { _, summary in
                    if !summary.isCompleted { failures += 1 }
                    return failures < Self.mostFailures
                }
            )
            if state == .interrupted { throw TrialsError.interrupted }
        } catch let error as TrialsError where error.isOfVersion {
            return Result(runID: run.id, blocks: 0, finding: .failed("\(error)".withoutFullStop))
        }
        return try result(of: run.id, version)
    }

    /// The suite with one comparison: the variant in the good tree and in the other.
    private func suite(
        of version: BisectLine.Version,
        at place: BisectLine.Place,
        against good: BisectLine.Place,
        blocks: BlockRule
    ) -> BenchmarkSuite {
        let steps = file.suite.steps(usedBy: [variant.command])
        var suite = file.suite
        suite.design.blocks = blocks
        suite.design.isCalibration = false
        suite.prepare = [good, place].flatMap { place in
            steps.map { $0.placed(in: place.folder, mark: place.mark) }
        }
        var pair = comparison
        pair.baseline = Self.good
        pair.variants = [(Self.good, good), (name(of: version), place)].map { name, place in
            Variant(
                name: name,
                command: variant.command.placed(in: place.folder, mark: place.mark),
                parameters: variant.parameters
            )
        }
        suite.comparisons = [pair]
        return suite
    }

    /// A folder may be called like the good one.
    private func name(of version: BisectLine.Version) -> String {
        version.name == Self.good ? "\(version.name) (measured)" : version.name
    }

    /// The commit; of a folder what the suite's command says there.
    private func projectVersion(of version: BisectLine.Version, at place: BisectLine.Place) throws
        -> ProjectVersion?
    {
        if let commit = version.commit {
            return ProjectVersion(
                command: ["git", "rev-parse", "HEAD"],
                finding: .success(commit.hash)
            )
        }
        guard let command = file.suite.versionCommand else { return nil }
        return try VersionProbe(locator: execution.locator, household: execution.household)
            .version(by: command, in: place.folder)
    }

    private func result(of runID: String, _ version: BisectLine.Version) throws -> Result {
        let report = try Report.load(runID, from: execution.store)
        let name = name(of: version)
        guard let rows = report.comparisons.first?.rows,
            let row = rows.first(where: { $0.variant == name }),
            let good = rows.first(where: \.isBaseline)
        else { return Result(runID: runID, blocks: 0, finding: .failed("nothing was measured")) }
        if metric == .energy, row.provenance == .estimated { throw BisectError.estimated }
        let ratio = metric == .energy ? row.energyRatio : row.timeRatio
        guard let ratio, let lower = ratio.lower, let upper = ratio.upper else {
            return Result(
                runID: runID,
                blocks: 0,
                finding: .failed(reason(row, good, report))
            )
        }
        return Result(
            runID: runID,
            blocks: ratio.count,
            finding: .ratio(
                BisectRule.Figure(
                    estimate: ratio.logRatio,
                    lower: log(lower),
                    upper: log(upper)
                )
            ),
            source: metric == .time
                ? nil
                : [row.provenance?.rawValue, row.scope].compactMap(\.self).joined(separator: ", ")
        )
    }

    private func reason(_ row: VariantRow, _ good: VariantRow, _ report: Report) -> String {
        let failed = report.comparisons.flatMap(\.summaries).first { !$0.isCompleted }
        if let failed, row.failedTrials + good.failedTrials > 0 || row.completedTrials == 0 {
            let whose = failed.planned.variant == Self.good ? "the good one's trial" : "its trial"
            return "\(whose) \(failed.exclusion ?? failed.outcome.explanation)"
        }
        let missing = metric == .energy ? row.energyMissingReason : nil
        return missing ?? row.ratioMissingReason ?? "there is no ratio"
    }
}

extension TrialsError {
    /// Whether it says something of the version that is measured, and not of the machine.
    fileprivate var isOfVersion: Bool {
        switch self {
        case .programNotFound, .inputMissing, .prepareFailed, .artifactEmpty: true
        case .system, .folder, .interrupted, .hostInUse, .lock: false
        }
    }
}
