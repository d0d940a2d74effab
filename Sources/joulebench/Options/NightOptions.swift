import ArgumentParser
import Experiment

/// How a night is judged.
struct NightOptions: ParsableArguments {
    @Option(
        name: .customLong("bound"),
        help: ArgumentHelp(
            "The least relative change of a metric that matters, as in energy=0.03; may be given "
                + "several times. (default: energy and time 0.02, power and memory 0.05, operations "
                + "and quality 0.01)",
            valueName: "metric=share"
        )
    )
    var boundTexts: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help:
            "Run one command twice in each block: where it differs from itself, nothing is believed."
    )
    var canary = true

    @Option(
        name: .customLong("rerun-blocks"),
        help: ArgumentHelp(
            "The blocks of the re-run of what is suspected; 0: no re-run.",
            valueName: "n"
        )
    )
    var rerunBlocks = 10

    @Flag(
        name: .customLong("fail-on-improvement"),
        help: "End with status 3 where something is better beyond its bound and not acknowledged."
    )
    var failsOnImprovement = false

    mutating func validate() throws {
        _ = try bounds
        guard (0...10_000).contains(rerunBlocks), rerunBlocks != 1 else {
            throw ValidationError(
                "--rerun-blocks must be 0 or from 2 to 10000, not \(rerunBlocks)."
            )
        }
    }

    /// - Throws: `ValidationError` where a text is no bound.
    var bounds: FigureBounds {
        get throws {
            var bounds = FigureBounds()
            for text in boundTexts {
                let parts = text.split(
                    separator: "=",
                    maxSplits: 1,
                    omittingEmptySubsequences: false
                )
                let names = FigureMetric.allCases.map(\.rawValue)
                guard parts.count == 2 else {
                    throw ValidationError(
                        "--bound takes METRIC=SHARE, as in energy=0.03, not “\(text)”."
                    )
                }
                guard let metric = FigureMetric(rawValue: String(parts[0])) else {
                    throw ValidationError(
                        "--bound: “\(parts[0])” is no metric; there are "
                            + "\(names.joined(separator: ", "))."
                    )
                }
                guard let share = Double(parts[1]), share > 0, share <= 10 else {
                    throw ValidationError(
                        "--bound: \(parts[0]) must be above 0 and at most 10, as in 0.03 for 3 %, "
                            + "not “\(parts[1])”."
                    )
                }
                bounds.relative[metric] = share
            }
            return bounds
        }
    }
}
