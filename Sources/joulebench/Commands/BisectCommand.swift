import ArgumentParser
import Experiment
import Foundation
import Reports
import Sensors
import Suites
import Trials

struct BisectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect",
        abstract: "Find the commit that changed what a variant costs.",
        discussion: """
            Builds commits between a good and a bad one and runs a variant of the suite in each \
            tree, in randomised blocks by turns with the good tree, so that the machine's drift \
            cancels. The commands are those of the suite as it is now, executed in the other tree.

            First bad against good: where no change beyond --bound is shown, it ends there. Then the \
            commit in the middle of those that are left, until one remains. A commit is good or bad \
            when its 95 % interval lies wholly on one side of half the change; a pilot of 8 blocks \
            says how many more that takes. One that does not build, fails or stays undecided is gone \
            around, and the answer may be a range. Where several commits changed the figure, one that \
            crosses the middle is found.

            The line is that of the first parents (`git rev-list --first-parent good..bad`): a merge \
            counts as one commit. The repository is only read; trees are clones below builds in the \
            results folder, kept with their logs. Each comparison is a run in the database.

            --builds takes folders with builds that are there instead, the good one first and the bad \
            one last.

            EXIT STATUS:
              0    found
              4    could not judge: no change is shown, an end cannot be built or run, the energy is \
            an estimate, or a range is left
              130  interrupted; what was built is kept
              Others as in `joulebench --help`.
            """
    )

    @Argument(help: "The suite file.", completion: .file(extensions: ["yaml", "yml"]))
    var suite: String

    @Option(help: "The variant to run.") var variant: String

    @Option(help: "Its comparison, where several have a variant of that name.")
    var comparison: String?

    @Option(help: ArgumentHelp("A commit before the change.", valueName: "commit"))
    var good: String?

    @Option(help: ArgumentHelp("A later one, with the change.", valueName: "commit"))
    var bad: String?

    @OptionGroup var buildOptions: BuildOptions

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Folders with builds instead of commits, in their order: the first is good, the last bad.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var builds: [String] = []

    @Option(help: "What changed: energy or time, of a unit of work.")
    var metric = Metric.energy

    enum Metric: String, ExpressibleByArgument, CaseIterable {
        case energy
        case time
    }

    @Option(
        help: ArgumentHelp(
            "The least relative change that matters: 0.02 is 2 %.",
            valueName: "share"
        )
    )
    var bound = 0.02

    @Option(
        name: .customLong("max-blocks"),
        help: ArgumentHelp("The most blocks of one comparison.", valueName: "n")
    )
    var maxBlocks = 64

    @Option(
        help: ArgumentHelp(
            "The seed of the order and of the workloads. (default: the suite's, or new ones)",
            valueName: "n"
        )
    )
    var seed: UInt64?

    @OptionGroup var overrideOptions: OverrideOptions
    @OptionGroup var progressOptions: ProgressOptions
    @OptionGroup(title: "Conditions") var conditionOptions: ConditionOptions
    @OptionGroup var sensorOptions: SensorOptionGroup
    @OptionGroup var lockOptions: LockOptions
    @OptionGroup var resultsOptions: ResultsOptions

    mutating func validate() throws {
        guard bound > 0, bound <= 10 else {
            throw ValidationError("--bound must be above 0 and at most 10, not \(bound).")
        }
        guard (AdaptiveBlocks.leastPilot...10_000).contains(maxBlocks) else {
            throw ValidationError(
                "--max-blocks must be from \(AdaptiveBlocks.leastPilot), the pilot, to 10000, not "
                    + "\(maxBlocks)."
            )
        }
        if builds.isEmpty {
            let missing = [("--good", good), ("--bad", bad), ("--build", buildOptions.build)]
                .filter { $0.1 == nil }.map(\.0)
            guard missing.isEmpty else {
                throw ValidationError(
                    "\(missing.joined(separator: " and ")) missing: commits take --good, --bad and "
                        + "--build; builds that are there take --builds."
                )
            }
        } else {
            guard good == nil, bad == nil, buildOptions.build == nil,
                buildOptions.repository == nil
            else {
                throw ValidationError(
                    "--builds excludes --good, --bad, --build and --repository: nothing is built then."
                )
            }
            guard builds.count >= 2 else {
                throw ValidationError("--builds takes two folders or more, the good one first.")
            }
        }
    }

    func run() throws {
        let file = try load()
        let (comparison, variant) = try chosen(file.suite)
        // Before anything is measured, or a lock is waited for: a mistyped folder.
        let folders = builds.isEmpty ? nil : try BisectLine(folders: builds)
        let sensors = try sensorOptions.options(for: file.suite)
        let execution = try RunExecution(
            suite: file.suite.name,
            resultsOptions: resultsOptions,
            progress: progressOptions.mode,
            lockOptions: lockOptions,
            sensors: { _ in sensors }
        )
        do {
            let line = try folders ?? line(execution)
            if metric == .energy, execution.inventory.estimateModel != nil {
                throw BisectError.estimated
            }
            let bisection = Bisection(
                line: line,
                measurement: BisectMeasurement(
                    execution: execution,
                    file: file,
                    comparison: comparison,
                    variant: variant,
                    metric: metric == .energy ? .energy : .time,
                    seed: seed
                ),
                bound: bound,
                mostBlocks: maxBlocks,
                isQuiet: progressOptions.mode.isSilent
            )
            try look(bisection)
        } catch let error as BisectError {
            Console.complain("joulebench: \(error)")
            throw ExitCode(NightlyCommand.Status.couldNotJudge.rawValue)
        }
    }

    /// The suite; its machine is not measured idle before and after each run, unless that is asked
    /// for.
    private func load() throws -> SuiteFile {
        var file = try SuiteFile.load(path: suite, overrides: overrideOptions.parameters)
        file.suite.conditions = conditionOptions.applied(to: file.suite.conditions)
        if conditionOptions.idleWindows == nil { file.suite.conditions.idleWindows = 0 }
        return file
    }

    private func chosen(_ suite: BenchmarkSuite) throws -> (Comparison, Variant) {
        let all = suite.comparisons.flatMap { comparison in
            comparison.variants.map { (comparison, $0) }
        }
        let named = all.filter { $0.1.name == variant }
        let fitting = named.filter { comparison == nil || $0.0.name == comparison }
        guard let first = fitting.first else {
            throw BisectInputError.noSuchVariant(
                comparison.map { "\($0) / \(variant)" } ?? variant,
                known: all.map { comparison == nil ? $0.1.name : "\($0.0.name) / \($0.1.name)" }
            )
        }
        guard fitting.count == 1 else {
            throw BisectInputError.ambiguous(variant, comparisons: fitting.map(\.0.name))
        }
        return first
    }

    private func line(_ execution: RunExecution) throws -> BisectLine {
        var trees = buildOptions.trees(
            command: buildOptions.build ?? "",
            results: resultsOptions.results,
            locator: execution.locator,
            household: execution.household
        )
        trees.isQuiet = progressOptions.mode.isSilent
        return try BisectLine(good: good ?? "", bad: bad ?? "", trees: trees)
    }

    /// Looks, and prints what there is of it however that ends.
    private func look(_ bisection: Bisection) throws {
        let text = BisectText(bisection: bisection)
        let colour = Console.outputUsesColour
        do {
            try bisection.run()
        } catch {
            if bisection.entries.count > 1 { try? Console.print(text.table(usesColour: colour)) }
            guard error as? TrialsError == .interrupted else { throw error }
            Console.complain(
                "Interrupted. The runs and what was built are kept: the same command builds none of "
                    + "it again. With the good and the bad ones of the table it goes on from here."
            )
            throw ExitCode(ExitStatus.interrupted.rawValue)
        }
        try Console.print(text.table(usesColour: colour) + "\n" + text.conclusion)
        guard bisection.suspects.count == 1 else {
            throw ExitCode(NightlyCommand.Status.couldNotJudge.rawValue)
        }
    }
}
