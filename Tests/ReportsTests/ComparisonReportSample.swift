import TestSupport

@testable import Reports

/// A small comparison for tests of its parts.
enum ComparisonReportSample {
    static var report: ComparisonReport {
        let made = SyntheticRun(variants: 2, blocks: 2)
        return Report(run: made.run, trials: made.trials).comparisons[0]
    }
}
