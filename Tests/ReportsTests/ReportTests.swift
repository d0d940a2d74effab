import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

@Suite struct ReportTests {
    private static let odd = "it's | \"odd\", ✓"

    @Test func `verdicts have colours on a terminal, and stand under each other all the same`() {
        let table = Table(
            columns: [("variant", .left), ("verdict", .left), ("energy", .right)],
            rows: [
                ["a", "better (est.)", "1 J"], ["b", "inconclusive: 3 more blocks", "20 J"],
                ["c", "worse", "3 J"], ["betterment", "no winner", "4 J"],
            ]
        )
        let plain = table.alignedLines(usesColour: false)
        let coloured = table.alignedLines(usesColour: true)
        #expect(coloured[2].contains("\u{1B}[32mbetter (est.)\u{1B}[0m  "))
        #expect(coloured[3].contains("\u{1B}[33minconclusive: 3 more blocks\u{1B}[0m"))
        #expect(coloured[4].contains("\u{1B}[31mworse\u{1B}[0m  "))
        #expect(coloured[5] == plain[5])
        let stripped = coloured.map { line in
            ["[0m", "[1m", "[31m", "[32m", "[33m"].reduce(line) {
                $0.replacing("\u{1B}" + $1, with: "")
            }
        }
        #expect(stripped == plain)
    }

    @Test func `a long name leaves the other columns on the screen`() {
        let long = "beginning " + String(repeating: "🚗", count: 300) + " the end"
        let table = Table(
            columns: [("variant", .left), ("reason", .left)],
            rows: [[long, "x"], ["short", String(repeating: "why ", count: 40)]]
        )
        let lines = table.alignedLines(usesColour: false)
        #expect(lines[2].hasPrefix("beginning 🚗") && lines[2].hasSuffix("🚗 the end   x"))
        #expect(lines[2].count == 72 + 3 + 1)
        #expect(lines[3].count > 160)
        #expect(table.markdownText.contains(long))
    }

    /// Two blocks of both variants; the second one does twice the work and is a little better.
    private func trials(blocks: Int = 2) -> [Trial] {
        (0..<blocks).flatMap { block -> [Trial] in
            var base = SampleRun.trial(sequence: 2 * block)
            var other = SampleRun.trial(sequence: 2 * block + 1, variant: Self.odd)
            // A little spread, the same in both: the pairs stay equal.
            base.events[1].number = 2000 + Double(block)
            other.events[1].number = 4000 + 2 * Double(block)
            other.events[3].number = 0.905 + Double(block) / 1000
            return [base, other]
        }
    }

    private func run(simulation: String? = nil) -> Run {
        var run = SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001")
        run.simulation = simulation
        run.state = .finished
        return run
    }

    private func row(_ report: Report, _ index: Int) throws -> VariantRow {
        try #require(report.comparisons.first?.rows[index])
    }

    @Test func `pairing takes out what both trials of a block share`() throws {
        let report = Report(run: run(), trials: trials())
        let other = try row(report, 1)
        let ratio = try #require(other.energyRatio)
        #expect(abs(ratio.ratio - 0.5) < 1e-12)
        let half = try #require(ratio.upper)
        #expect(abs(half - 0.5) < 1e-9)
        #expect(abs((other.qualityDifference?.difference ?? 0) - 0.0055) < 1e-12)
        #expect(other.completedTrials == 2)
        #expect(report.trialCount == 4)
        #expect(report.isComplete)
        let base = try row(report, 0)
        #expect(base.energyRatio == nil && base.isBaseline)
        #expect(base.averagePower.map { abs($0.mean.watts - 40) < 1e-9 } == true)
    }

    @Test func `failed trials are left out, counted and named`() throws {
        var all = trials(blocks: 3)
        all[0].outcome = .exited(status: 3)
        all[3].outcome = .timedOut(limit: .seconds(1))
        let report = Report(run: run(), trials: all)
        #expect(try row(report, 1).energyRatio?.count == 1)
        #expect(try row(report, 1).energyRatio?.lower == nil)
        #expect(try row(report, 0).failedTrials == 1)
        #expect(!report.isComplete)
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("dense, block 1: exited with status 3."))
        #expect(text.contains("block 2: ran longer than its limit"))
    }

    @Test func `without a completed baseline there is no ratio, and it says why`() throws {
        var all = trials()
        for index in [0, 2] { all[index].outcome = .interrupted }
        let other = try row(Report(run: run(), trials: all), 1)
        #expect(other.energyRatio == nil)
        #expect(other.ratioMissingReason == "no block has a completed trial of both")
        #expect(other.energyPerUnit != nil)
    }

    @Test func `energies of different origin are never divided`() throws {
        var all = trials()
        for index in [1, 3] {
            for channel in all[index].channels.indices {
                all[index].channels[channel].quantity = .cpuTimeNanoseconds
                all[index].channels[channel].domain = .processTree
                all[index].channels[channel].behaviour = .counter(wrapsAt: nil)
            }
        }
        let other = try row(Report(run: run(), trials: all), 1)
        #expect(other.provenance == .estimated)
        #expect(other.energyRatio == nil)
        #expect(other.ratioMissingReason == "the energies are of different origin")
    }

    @Test func `energies of different parts of the machine are never averaged`() throws {
        var all = trials(blocks: 3)
        let same = try row(Report(run: run(), trials: all), 1)
        #expect(same.energyPerUnit?.count == 3 && same.energyMissingReason == nil)
        all[3].channels[0].name = "rapl/package-0/dram"
        all[3].channels[0].domain = .dram
        let report = Report(run: run(), trials: all)
        let other = try row(report, 1)
        let reason = "the trials' energies cover different parts of the machine"
        #expect(other.energyMissingReason == reason)
        #expect(other.energyPerUnit == nil && other.scope == nil && other.provenance == nil)
        #expect(other.averagePower == nil && other.flopsPerJoule == nil && other.instrument == nil)
        #expect(other.energyRatio == nil)
        #expect(try row(report, 0).energyPerUnit != nil)
        #expect(other.timePerUnit != nil, "time has nothing to do with it")
        #expect(TerminalReport(report, usesColour: false).text.contains("cover different parts"))
    }

    @Test func `a workload that says nothing of its work can be taken as one unit`() throws {
        var silent = trials()
        for index in silent.indices { silent[index].events.remove(at: 1) }
        var whole = run()
        let lines = TerminalReport(Report(run: whole, trials: silent), usesColour: false).text
        let text = lines.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(text.contains("write “unit: trial” in the suite"))
        whole.comparisons[0].unitOfWork = Comparison.wholeTrial
        let report = Report(run: whole, trials: silent)
        #expect(try row(report, 0).energyPerUnit.map { abs($0.mean.joules - 80) < 1e-9 } == true)
        let named = TerminalReport(report, usesColour: false).text
        #expect(named.contains("energy/trial") && named.contains("80.000 ± 0.000 J sim."))
    }

    @Test func `every cell of a simulated energy is marked, also without work`() throws {
        var silent = trials()
        for index in silent.indices {
            silent[index].events.remove(at: 1)
            silent[index].events.append(
                WorkloadEvent(
                    kind: .point,
                    key: "flops_executed",
                    number: 4e9,
                    instant: silent[index].started
                )
            )
        }
        let report = Report(run: run(), trials: silent)
        for text in [
            TerminalReport(report, usesColour: false).text, MarkdownReport(report).text,
        ] {
            let cells = text.split(separator: "\n").filter {
                $0.contains(" W") && $0.contains("/2")
            }
            #expect(cells.count == 2)
            #expect(cells.allSatisfy { $0.contains("W sim.") })
            #expect(text.contains("0.0500 sim."))
            #expect(text.contains("SIMULATED"))
        }
        let row = try row(report, 0)
        #expect(row.energyPerUnit == nil && row.provenance == .simulated)
    }

    @Test func `long notes are broken at spaces`() {
        let words = Array(repeating: "word", count: 40).joined(separator: " ")
        let lines = TerminalText.wrapped(words, indent: "  ", width: 60)
        #expect(lines.allSatisfy { $0.count <= 60 })
        #expect(lines.joined(separator: " ").split(separator: " ").count == 40)
        #expect(TerminalText.wrapped("") == [""])
    }

    @Test func `a run without trials has a report and no figures`() throws {
        let report = Report(run: run(), trials: [])
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("dense: energy/sample is missing: no trial completed."))
        #expect(CSVReport(report).text.split(separator: "\r\n").count == 3)
        #expect(!report.isComplete)
    }

    @Test func `names cannot break a table or reach the terminal's controls`() throws {
        let evil = "a|b`<i>\u{1B}[31m\n# x"
        var odd = run()
        odd.comparisons[0].variants[1].name = evil
        var all = trials()
        for index in [1, 3] { all[index].planned.variant = evil }
        let report = Report(run: odd, trials: all)
        let terminal = TerminalReport(report, usesColour: true).text
        #expect(!terminal.contains("\u{1B}[31m"))
        let markdown = MarkdownReport(report).text
        #expect(!markdown.contains("<i>"))
        let widths = markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
            .map { $0.replacing("\\|", with: "").count { $0 == "|" } }
        #expect(Set(widths) == [3, 6, 7, 8])
        let csv = CSVReport(report).text
        #expect(csv.contains("\"a|b`<i>\u{1B}[31m\n# x\""), "data as it is")
        #expect(terminal.contains("a|b`<i>␛[31m␊# x"))
    }

    @Test func `JSON has null for what is missing and keeps the seed's digits`() throws {
        var silent = trials()
        for index in silent.indices { silent[index].events.remove(at: 1) }
        let text = try JSONReport(Report(run: run(), trials: silent)).text
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let fields = try #require(document as? [String: Any])
        let facts = try #require(fields["run"] as? [String: Any])
        #expect(facts["seed"] as? String == "18446744073709551612")
        let comparisons = try #require(fields["comparisons"] as? [[String: Any]])
        let variants = try #require(comparisons.first?["variants"] as? [[String: Any]])
        #expect(variants.first?["energy_per_unit_joules"] is NSNull)
        #expect(
            variants.first?["energy_missing_reason"] as? String
                == "the workload stated no amount of work above 0"
        )
    }

    @Test func `each format looks as it did when it was last looked at`() throws {
        let report = Report(
            run: run(simulation: "rapl: constant 40 W"),
            trials: trials(blocks: 3),
            hostStates: SampleRun.hostStates
        )
        let texts = [
            ("report.txt", TerminalReport(report, usesColour: false).text),
            ("report.md", MarkdownReport(report).text),
            ("report.csv", CSVReport(report).text),
            ("report.json", try JSONReport(report).text),
        ]
        for (name, text) in texts {
            let snapshot = Snapshot(name, besides: #filePath)
            if let difference = try snapshot.difference(from: text) {
                Issue.record("\(difference)")
            }
        }
    }
}
