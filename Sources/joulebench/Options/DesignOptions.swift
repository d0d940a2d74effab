import ArgumentParser
import Experiment

/// What the command line changes about the blocks of a suite.
struct DesignOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How many blocks each comparison gets.", valueName: "n"))
    var blocks: Int?

    @Option(
        help: ArgumentHelp(
            "Instead: as many blocks as the ratio needs for this half-width, worked out from a pilot; "
                + "0.01 is ± 1 %. Needs --max-blocks.",
            valueName: "share"
        )
    )
    var halfWidth: Double?

    @Option(help: ArgumentHelp("The most blocks with --half-width.", valueName: "n"))
    var maxBlocks: Int?

    @Option(
        help: ArgumentHelp(
            "The blocks of the pilot with --half-width. (default: 8)",
            valueName: "n"
        )
    )
    var pilot: Int?

    @Option(
        help: ArgumentHelp(
            "How many blocks each comparison runs first, to warm up; they are kept and not counted. "
                + "(default: the suite's, or 1)",
            valueName: "n"
        )
    )
    var warmupBlocks: Int?

    @Flag(
        help: """
            Run each baseline against itself, at least 10 blocks, and keep the noise floor of this \
            host and suite for later reports.
            """
    )
    var calibrate = false

    mutating func validate() throws {
        if let blocks, !(1...10_000).contains(blocks) {
            throw ValidationError("--blocks must be from 1 to 10000, not \(blocks).")
        }
        if let warmupBlocks, !(0...1000).contains(warmupBlocks) {
            throw ValidationError("--warmup-blocks must be from 0 to 1000, not \(warmupBlocks).")
        }
        try validateAdaptive()
        if calibrate, halfWidth != nil {
            throw ValidationError("--calibrate takes --blocks, not --half-width.")
        }
        let least = BenchmarkSuite.leastCalibrationBlocks
        if calibrate, let blocks, blocks < least {
            throw ValidationError("--calibrate needs \(least) blocks or more, not \(blocks).")
        }
    }

    private func validateAdaptive() throws {
        guard let halfWidth else {
            if maxBlocks != nil || pilot != nil {
                throw ValidationError("--max-blocks and --pilot belong to --half-width.")
            }
            return
        }
        guard blocks == nil else {
            throw ValidationError("Give either --blocks or --half-width, not both.")
        }
        guard (0.0001...1).contains(halfWidth) else {
            throw ValidationError("--half-width must be from 0.0001 to 1, not \(halfWidth).")
        }
        guard let maxBlocks else {
            throw ValidationError("--half-width needs --max-blocks, where to stop in any case.")
        }
        let least = pilot ?? AdaptiveBlocks.leastPilot
        guard (AdaptiveBlocks.leastPilot...10_000).contains(least) else {
            throw ValidationError(
                "--pilot must be from \(AdaptiveBlocks.leastPilot) to 10000, not \(least)."
            )
        }
        guard (least...10_000).contains(maxBlocks) else {
            throw ValidationError(
                "--max-blocks must be from \(least), the pilot, to 10000, not \(maxBlocks)."
            )
        }
    }

    /// The suite with what the command line says of its blocks.
    func changed(_ suite: BenchmarkSuite) -> BenchmarkSuite {
        var suite = suite
        if let warmupBlocks { suite.design.warmUpBlocks = warmupBlocks }
        if calibrate { return suite.calibrating(blocks: blocks) }
        if let blocks { suite.design.blocks = .fixed(blocks) }
        if let halfWidth, let maxBlocks {
            suite.design.blocks = .adaptive(
                AdaptiveBlocks(
                    pilot: pilot ?? AdaptiveBlocks.leastPilot,
                    halfWidth: halfWidth,
                    maximum: maxBlocks
                )
            )
        }
        return suite
    }
}
