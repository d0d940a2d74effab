import ArgumentParser
import Experiment
import Suites

/// A suite file and what the command line changes about it.
struct SuiteOptions: ParsableArguments {
    @Argument(help: "The suite file.", completion: .file(extensions: ["yaml", "yml"]))
    var suite: String

    @OptionGroup(title: "Blocks") var designOptions: DesignOptions

    @Option(
        help: ArgumentHelp(
            "The seed of the order and of the workloads. (default: the suite's, or a new one)",
            valueName: "n"
        )
    )
    var seed: UInt64?

    @OptionGroup var overrideOptions: OverrideOptions

    /// The suite with the parameters that the command line replaces.
    ///
    /// - Parameter run: that is gone on with: the suite is then read from what it kept, whatever
    ///   has become of the file.
    /// - Returns: the suite with its text.
    /// - Throws: `SuiteFileError` with every mistake.
    func load(of run: Run? = nil) throws -> SuiteFile {
        let parameters = overrideOptions.parameters
        var file =
            if let run {
                try SuiteFile.decode(text: run.suiteText, path: suite, overrides: parameters)
            } else {
                try SuiteFile.load(path: suite, overrides: parameters)
            }
        file.suite = designOptions.changed(file.suite)
        return file
    }

    /// The trials; their seed is drawn where neither the command line nor the suite names one.
    func schedule(of suite: BenchmarkSuite) -> TrialSchedule {
        let seed = seed ?? suite.seed ?? TrialSchedule.drawnSeed()
        return TrialSchedule(comparisons: suite.comparisons, design: suite.design, seed: seed)
    }
}

/// What the command line replaces of a suite's parameters.
struct OverrideOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Replace a parameter of the suite; may be given several times.",
            valueName: "name=value"
        )
    )
    var overrides: [String] = []

    mutating func validate() throws {
        for override in overrides
        where (override.firstIndex(of: "=") ?? override.startIndex)
            == override.startIndex
        {
            throw ValidationError("--set takes NAME=VALUE, not “\(override)”.")
        }
    }

    /// Of one that is given twice the last.
    var parameters: [String: String] {
        var parameters: [String: String] = [:]
        for override in overrides {
            guard let separator = override.firstIndex(of: "=") else { continue }
            parameters[String(override[..<separator])] =
                String(override[override.index(after: separator)...])
        }
        return parameters
    }
}

/// What happens after a trial that did not complete.
struct FailureOptions: ParsableArguments {
    @Option(
        name: .customLong("on-failure"),
        help: ArgumentHelp(
            "After a trial that failed, continue with the next or stop the run. (default: the "
                + "suite's, or continue)"
        )
    )
    var choice: FailureChoice?

    /// `nil` where the command line says nothing.
    var policy: FailurePolicy? { choice.flatMap { FailurePolicy(rawValue: $0.rawValue) } }
}

/// The words of `--on-failure`, which are those of the suite.
enum FailureChoice: String, ExpressibleByArgument, CaseIterable {
    case `continue`
    case stop
}
