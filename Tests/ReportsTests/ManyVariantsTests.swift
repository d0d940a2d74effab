import Experiment
import Foundation
import Reports
import TestSupport
import Testing

/// Runs with far more variants than anybody looks at: nothing may take longer than its size, and what is
/// for human eyes says what it leaves out.
@Suite struct ManyVariantsTests {
    /// One block, whose baseline is the last variant; its trials have two readings and no phases.
    private func report(of count: Int) -> Report {
        let made = SyntheticRun(variants: count, blocks: 1)
        var run = made.run
        run.comparisons[0].baseline = made.names[count - 1]
        let template = SampleRun.trial()
        let trials = made.names.enumerated().map { place, name in
            var trial = template
            trial.id = "\(place)"
            trial.planned.sequence = place
            trial.planned.variant = name
            trial.readings = [0.0, 4].map { seconds in
                let instant = MonotonicInstant(nanoseconds: Int64((5 + seconds) * 1e9))
                let joules = (100 + Double(place)) * seconds
                return Reading(
                    channel: 0,
                    before: instant,
                    after: instant,
                    outcome: .value(UInt64(joules * 1e6))
                )
            }
            return trial
        }
        return Report(run: run, trials: trials)
    }

    /// What is worse than linear takes minutes here.
    @Test func `ten thousand variants have tables that say what they leave out`() throws {
        let report = report(of: 10_000)
        #expect(report.comparisons[0].rows.count == 10_000)
        let terminal = TerminalReport(report, usesColour: false).text
        let page = HTMLReport(report).text
        for text in [terminal, page] {
            #expect(text.contains("… and 9800 more variants: CSV and JSON hold all 10000."))
            #expect(text.contains("variant 10000 (baseline)"))
            #expect(text.contains("variant 199") && !text.contains("variant 2001"))
        }
        #expect(terminal.split(separator: "\n").count < 4000)
        #expect(page.utf8.count < 3_000_000, "\(page.utf8.count) bytes")
        #expect(page.contains("The first 40 of 10000 variants; CSV and JSON have all."))
    }

    @Test func `files for programs hold every variant`() throws {
        let report = report(of: 250)
        #expect(MarkdownReport(report).text.contains("… and 50 more variants"))
        let csv = CSVReport(report).text.split(separator: "\r\n")
        #expect(csv.count == 251)
        #expect(csv.last?.contains(",variant 250,true,") == true)
        let json = try JSONReport(report).text
        #expect(json.matches(of: /"variant" : "/).count == 250)
    }
}
