import ArgumentParser
import Experiment
import Suites

/// A suite file and what the command line changes about it.
struct SuiteOptions: ParsableArguments {
    @Argument(help: "The suite file.", completion: .file(extensions: ["yaml", "yml"]))
    var suite: String

    @Option(help: ArgumentHelp("How many blocks each comparison gets.", valueName: "n"))
    var blocks: Int?

    @Option(
        help: ArgumentHelp(
            "How many blocks each comparison runs first, to warm up; they are kept and not counted.",
            valueName: "n"
        )
    )
    var warmupBlocks: Int?

    @Option(
        help: ArgumentHelp(
            "The seed of the order and of the workloads. (default: the suite's, or a new one)",
            valueName: "n"
        )
    )
    var seed: UInt64?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Replace a parameter of the suite; may be given several times.",
            valueName: "name=value"
        )
    )
    var overrides: [String] = []

    mutating func validate() throws {
        if let blocks, !(1...10_000).contains(blocks) {
            throw ValidationError("--blocks must be from 1 to 10000, not \(blocks).")
        }
        if let warmupBlocks, !(0...1000).contains(warmupBlocks) {
            throw ValidationError("--warmup-blocks must be from 0 to 1000, not \(warmupBlocks).")
        }
        for override in overrides
        where (override.firstIndex(of: "=") ?? override.startIndex)
            == override.startIndex
        {
            throw ValidationError("--set takes NAME=VALUE, not “\(override)”.")
        }
    }

    /// The suite with the parameters that the command line replaces.
    func load() throws -> SuiteFile {
        var parameters: [String: String] = [:]
        for override in overrides {
            guard let separator = override.firstIndex(of: "=") else { continue }
            parameters[String(override[..<separator])] =
                String(override[override.index(after: separator)...])
        }
        return try SuiteFile.load(path: suite, overrides: parameters)
    }

    /// The trials; their seed is drawn where neither the command line nor the suite names one.
    func schedule(of suite: BenchmarkSuite) -> TrialSchedule {
        // Half of the 64 bits keep a drawn seed short enough to be typed.
        let seed = seed ?? suite.seed ?? UInt64(UInt32.random(in: 1...UInt32.max))
        var design = suite.design
        if let blocks { design.blocks = .fixed(blocks) }
        if let warmupBlocks { design.warmUpBlocks = warmupBlocks }
        return TrialSchedule(comparisons: suite.comparisons, design: design, seed: seed)
    }
}
