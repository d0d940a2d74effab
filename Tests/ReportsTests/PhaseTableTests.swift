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
        #expect(comparison.phaseTroubles.first?.hasPrefix("4 trials: 1 × “lost” stopped") == true)
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

    /// Four trials of one variant under 40, 80, 120 and 160 W: the first three have an epoch of 1 s in
    /// their window of 2 s, the first and third a checkpoint of 0.5 s in that, the last nothing.
    private func mixedTrials() -> [Trial] {
        (0..<4).map { number in
            var trial = SampleRun.trial(sequence: 2 * number)
            trial.readings = trial.readings.map { reading in
                guard reading.channel == 0, case .value(let value) = reading.outcome else {
                    return reading
                }
                var reading = reading
                reading.outcome = .value(value * UInt64(number + 1))
                return reading
            }
            if number < 3 { add("epoch", from: 500, to: 1500, to: &trial) }
            if number.isMultiple(of: 2) { add("checkpoint", from: 750, to: 1250, to: &trial) }
            return trial
        }
    }

    /// Adds a phase, in milliseconds after the start of the window.
    private func add(_ name: String, from start: Int, to stop: Int, to trial: inout Trial) {
        let opening = trial.events[0].instant
        let (from, to) = (opening + .milliseconds(start), opening + .milliseconds(stop))
        trial.events.append(WorkloadEvent(kind: .start, key: "\(name)_start", instant: from))
        trial.events.append(WorkloadEvent(kind: .stop, key: "\(name)_stop", instant: to))
    }

    private func row(_ trials: [Trial]) throws -> VariantRow {
        try #require(Report(run: SampleRun.run(), trials: trials).comparisons.first?.rows.first)
    }

    /// Readings are shown half a refresh late, so energies of phases are right to about 0.1 %.
    private func isClose(_ values: [Double], _ expected: [Double], by share: Double = 0.005)
        -> Bool
    {
        values.count == expected.count
            && zip(values, expected).allSatisfy { abs($0 - $1) <= share * abs($1) }
    }

    @Test func `over trials with and without a phase the rows add up to the window`() throws {
        let row = try row(mixedTrials())
        let phases = row.phases
        #expect(row.completedTrials == 4)
        #expect(phases.map(\.path) == [["epoch"], ["epoch", "checkpoint"], []])
        #expect(phases.map(\.trials) == [4, 4, 4])
        #expect(phases.map(\.trialsWithPhase) == [3, 2, nil])
        #expect(phases.map(\.count) == [0.75, 0.5, nil])
        // Of 80 + 160 + 240 + 320 J and 2000 samples a trial.
        let own = phases.compactMap(\.ownEnergy?.mean.joules)
        let joules = [(240.0 - 80) / 8000, 80.0 / 8000, 560.0 / 8000]
        #expect(isClose(own, joules), "\(own)")
        let whole = try #require(row.energyPerUnit?.mean.joules)
        #expect(isClose([own.reduce(0, +)], [whole], by: 1e-9))
        let time = try #require(row.timePerUnit?.mean.seconds)
        let ownTime = phases.compactMap(\.ownTime?.mean.seconds).reduce(0, +)
        #expect(isClose([ownTime], [time], by: 1e-9))
        let shares = phases.compactMap(\.share)
        try #require(shares.count == 3)
        #expect(isClose(shares, [0.3, 0.1, 0.7]), "\(shares)")
        #expect(isClose([shares[0] + shares[2]], [1], by: 1e-9))
        // The power is that of the trials that had the phase.
        #expect(isClose(phases.compactMap(\.power?.mean.watts), [80, 80, 100]))
    }

    @Test func `files say of how many trials a mean is and how many had the phase`() throws {
        let report = Report(run: SampleRun.run(), trials: mixedTrials())
        let lines = CSVReport(report, content: .phases).text.split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[0].contains(",trials,trials_with_phase,count_per_trial,"))
        #expect(lines[2].contains(",epoch/checkpoint,false,1,4,2,0.5,false,"))
        #expect(lines[3].contains(",,true,0,4,,,false,"))
        #expect(try JSONReport(report).text.contains("\"trials_with_phase\""))
    }

    @Test func `energies of different origin or scope are not averaged, and the reason is given`()
        throws
    {
        var origins = mixedTrials()
        origins[1].channels[0].isSimulated = false
        var scopes = mixedTrials()
        scopes[1].channels[0].domain = .dram
        for (trials, reason) in [
            (origins, "the trials' energies are of different origin"),
            (scopes, "the trials' energies cover different parts of the machine"),
        ] {
            let phases = try row(trials).phases
            #expect(phases.count == 3)
            #expect(phases.allSatisfy { $0.missingReason == reason })
            for phase in phases {
                #expect(phase.energy == nil && phase.ownEnergy == nil && phase.power == nil)
                #expect(phase.share == nil && phase.provenance == nil && phase.time != nil)
            }
        }
    }

    @Test func `a trial without energy has no part in that of any row, and the reason is given`()
        throws
    {
        var trials = mixedTrials()
        trials[3].readings.removeAll { $0.channel == 0 }
        let row = try row(trials)
        let own = row.phases.compactMap(\.ownEnergy?.mean.joules)
        #expect(isClose(own, [160.0 / 6000, 80.0 / 6000, 240.0 / 6000]), "\(own)")
        #expect(row.phases.map(\.trials) == [4, 4, 4])
        for phase in row.phases {
            #expect(phase.missingReason?.hasPrefix("in 1 of 4 trials: ") == true)
        }
    }

    @Test func `phases that all lie outside the window make no table`() throws {
        var trial = SampleRun.trial()
        add("eval", from: 2200, to: 2500, to: &trial)
        let outside = Report(run: SampleRun.run(), trials: [trial])
        #expect(outside.comparisons[0].phaseTable == nil)
        #expect(outside.comparisons[0].phaseTroubles.isEmpty)
        #expect(outside.phaseNotes.isEmpty)
        #expect(CSVReport(outside, content: .phases).text.split(separator: "\r\n").count == 1)
        // A log that does not nest is said all the same.
        let lost = trial.events[0].instant + .milliseconds(500)
        trial.events.append(WorkloadEvent(kind: .stop, key: "lost_stop", instant: lost))
        let odd = Report(run: SampleRun.run(), trials: [trial])
        #expect(odd.comparisons[0].phaseTable == nil)
        #expect(odd.comparisons[0].phaseTroubles.count == 1)
    }

    @Test func `the rows of a quick scenario say so`() throws {
        var trial = mixedTrials()[0]
        let said = [
            ("effective_scenario", "\"Offline\""), ("scenario_mode", "\"quick\""),
            ("effective_target_qps", "100"), ("result_validity", "\"VALID\""),
            ("result_min_duration_met", "true"), ("result_query_count", "200"),
            ("effective_samples_per_query", "10"),
            ("result_90.00_percentile_latency_ns", "2000000"),
            ("result_99.00_percentile_latency_ns", "4000000"),
        ]
        trial.state(said)
        let report = Report(run: SampleRun.run(), trials: [trial])
        let lines = CSVReport(report, content: .phases).text.split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[0].hasSuffix(",scenario_mode,work_kind"))
        #expect(
            lines.dropFirst().allSatisfy { $0.hasSuffix(",quick,Offline; fixed work; quick") },
            "\(lines)"
        )
        let none = Report(run: SampleRun.run(), trials: [mixedTrials()[0]])
        let plain = CSVReport(none, content: .phases).text.split(separator: "\r\n")
        #expect(plain.count == 4)
        #expect(plain.dropFirst().allSatisfy { $0.hasSuffix(",,") })
    }

    @Test func `control characters in the name of a phase are data in files and seen elsewhere`()
        throws
    {
        var trial = SampleRun.trial()
        let name = "a\u{1B}[31m\r\n\u{7}\tb"
        add(name, from: 500, to: 1500, to: &trial)
        let report = Report(run: SampleRun.run(), trials: [trial])
        let csv = CSVReport(report, content: .phases).text
        #expect(csv.contains(",\"\(name)\",false,"))
        #expect(try JSONReport(report).text.contains(#""a\u001b[31m\r\n\u0007\tb""#))
        let terminal = TerminalReport(report, usesColour: false).text
        for text in [terminal, MarkdownReport(report).text, HTMLReport(report).text] {
            #expect(text.contains("a␛[31m␍␊␇␉b") || text.contains("a␛\\[31m␍␊␇␉b"))
            let controls = text.unicodeScalars.filter {
                $0.properties.generalCategory == .control && $0 != "\n"
            }
            #expect(controls.isEmpty)
        }
    }
}
