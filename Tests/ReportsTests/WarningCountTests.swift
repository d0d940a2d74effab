import Experiment
import Reports
import TestSupport
import Testing

@Suite struct WarningCountTests {
    @Test func `warnings of one kind are one line with the worst of them`() throws {
        let warnings: [[TrialWarning]] = [
            [.foreignLoad(percentOfOneCPU: 20), .windowShorterThan(seconds: 1)],
            [.foreignLoad(percentOfOneCPU: 150)],
            [.foreignLoad(percentOfOneCPU: 40), .windowShorterThan(seconds: 1)],
        ]
        let trials = warnings.enumerated().map { index, warnings in
            var trial = SampleRun.trial(sequence: index)
            trial.warnings = warnings
            return trial
        }
        let comparison = try #require(
            Report(run: SampleRun.run(), trials: trials).comparisons.first
        )
        let lines = comparison.warnings
        #expect(lines.map(\.trials) == [2, 3])
        #expect(lines[1].text.hasPrefix("at worst: Other programs kept 150 %"))
        #expect(lines[0].text == TrialWarning.windowShorterThan(seconds: 1).explanation)
    }
}
