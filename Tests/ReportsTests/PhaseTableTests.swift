import Experiment
import Foundation
import Statistics
import TestSupport
import Testing
import Units

@testable import Reports

@Suite struct PhaseTableTests {
    /// Two blocks of two variants under 40 W; each window of 2 s holds a phase of 1 s with two parts.
    private func report(work: Bool = true) -> Report {
        let run = SampleRun.run()
        let variants = run.comparisons[0].variants.map(\.name)
        let trials = (0..<4).map { sequence in
            var trial = SampleRun.trial(sequence: sequence, variant: variants[sequence % 2])
            let start = trial.events[0].instant
            func event(_ kind: WorkloadEvent.Kind, _ key: String, _ milliseconds: Int)
                -> WorkloadEvent
            {
                WorkloadEvent(kind: kind, key: key, instant: start + .milliseconds(milliseconds))
            }
            trial.events += [
                event(.start, "epoch_start", 500), event(.start, "eval_start", 500),
                event(.stop, "eval_stop", 750), event(.start, "eval_start", 1000),
                event(.stop, "eval_stop", 1250), event(.stop, "epoch_stop", 1500),
                event(.stop, "lost_stop", 1600),
            ]
            if !work { trial.events.remove(at: 1) }
            return trial
        }
        return Report(run: run, trials: trials)
    }

    @Test func `phases are shown with their share, and what none covers last`() throws {
        let comparison = try #require(report().comparisons.first)
        let phases = comparison.rows[0].phases
        #expect(phases.map(\.path) == [["epoch"], ["epoch", "eval"], []])
        #expect(phases.map(\.count) == [1, 2, nil])
        #expect(phases.allSatisfy { $0.trials == 2 })
        let shares = phases.compactMap(\.share)
        #expect(zip(shares, [0.5, 0.25, 0.5]).allSatisfy { abs($0 - $1) < 0.01 })
        let own = try #require(phases[0].ownEnergy?.mean.joules)
        #expect(abs(own - 20.0 / 2000) < 1e-4)
        let table = try #require(comparison.phaseTable)
        #expect(table.rows.count == 6)
        #expect(table.rows[1][1] == "· eval")
        #expect(table.rows[2][1] == "(unattributed)")
        // Each cell with an energy says what it is.
        for row in table.rows { #expect([3, 4, 5, 7].allSatisfy { row[$0].hasSuffix(" sim.") }) }
        #expect(comparison.phaseTroubles.count == 1)
        #expect(comparison.phaseTroubles.first?.hasPrefix("4 trial(s): 1 × “lost” stopped") == true)
    }

    @Test func `without an amount of work the trial is the unit`() throws {
        let comparison = try #require(report(work: false).comparisons.first)
        #expect(comparison.rows[0].phasesArePerTrial)
        let table = try #require(comparison.phaseTable)
        #expect(table.columns[3].heading == "energy/trial")
        let joules = try #require(comparison.rows[0].phases[0].energy?.mean.joules)
        #expect(abs(joules - 40) < 0.2)
    }

    @Test func `files have a row for each phase, and its path`() throws {
        let report = report()
        let lines = CSVReport(report, content: .phases).text.split(separator: "\r\n")
        #expect(lines.count == 7)
        #expect(lines[0].hasPrefix("run_id,suite,comparison,variant,phase,is_unattributed,depth,"))
        #expect(lines[2].contains(",epoch/eval,false,1,2,2,"))
        #expect(lines[3].contains(",,true,0,2,,"))
        let json = try JSONReport(report).text
        #expect(json.contains("\"share_of_window_energy\""))
        let none = Report(run: SampleRun.run(), trials: [SampleRun.trial()])
        #expect(none.comparisons[0].phaseTable == nil)
        #expect(none.phaseNotes.isEmpty)
    }

    @Test func `of very many phases a table shows the largest and says so`() throws {
        var trial = SampleRun.trial()
        let start = trial.events[0].instant
        for number in 0..<40 {
            let from = start + .milliseconds(number * 40)
            let to = from + .milliseconds(number == 7 ? 39 : 10 + number / 4)
            trial.events.append(WorkloadEvent(kind: .start, key: "s\(number)_start", instant: from))
            trial.events.append(WorkloadEvent(kind: .stop, key: "s\(number)_stop", instant: to))
        }
        let report = Report(run: SampleRun.run(), trials: [trial])
        let comparison = report.comparisons[0]
        let table = try #require(comparison.phaseTable)
        #expect(table.rows.count == ComparisonReport.shownPhases + 1)
        #expect(table.rows.contains { $0[1] == "s7" })
        #expect(comparison.phaseTroubles.contains { $0.contains("16 smaller phases") })
        #expect(CSVReport(report, content: .phases).text.split(separator: "\r\n").count == 42)
    }
}
