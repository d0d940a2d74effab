import Experiment
import Foundation
import Reports
import Units

/// What would make the figures of `exec` better, seen from what came of it.
enum ExecAdvice {
    /// - Parameters:
    ///   - report: of the run.
    ///   - warmup: how many warm-up runs there were, so that nothing is proposed that was done.
    /// - Returns: sentences with what was seen and what to do.
    static func lines(_ report: Report, warmup: Int) -> [String] {
        guard report.isComplete else { return [] }
        var lines: [String] = []
        if report.run.blocks == 1 {
            lines.append(
                "one run says nothing of the spread between runs: --runs 5 gives an interval."
            )
        }
        for comparison in report.comparisons {
            for variant in comparison.comparison.variants {
                let times = comparison.summaries
                    .filter { $0.planned.variant == variant.name && !$0.planned.isWarmUp }
                    .sorted { $0.planned.block < $1.planned.block }
                    .compactMap { $0.window?.inSeconds }
                guard let factor = slowStart(times) else { continue }
                let remedy =
                    warmup == 0
                    ? "--warmup 1 fills caches before the first measured run."
                    : "more --warmup runs, or a quieter machine, may help."
                lines.append(
                    "the first run of “\(variant.name)” took "
                        + String(format: "%.1f", factor)
                        + " times as long as the others: \(remedy)"
                )
            }
        }
        return lines
    }

    /// How many times as long the first run took as the median of the others, where that is much.
    ///
    /// Much is more than 1.2 times the median and longer than any other: caches that were cold.
    static func slowStart(_ seconds: [Double]) -> Double? {
        guard seconds.count >= 3, let first = seconds.first else { return nil }
        let others = seconds.dropFirst().sorted()
        let median = others[others.count / 2]
        guard let longest = others.last, median > 0, first > longest, first > 1.2 * median
        else { return nil }
        return first / median
    }
}
