import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

/// Runs beside each other, made of trials whose work, and so whose energy for a unit of it, is known.
@Suite struct AcrossReportTests {
    private static let odd = "it's | \"odd\", ✓"

    private func id(_ number: Int) -> String { "0d5c2f6\(number)-0000-4000-8000-000000000001" }

    private func run(_ number: Int, _ change: (inout Run) -> Void = { _ in }) -> Run {
        var run = SampleRun.run(id: id(number))
        run.state = .finished
        run.plannedTrials = 8
        change(&run)
        return run
    }

    /// Four blocks; the baseline does 2000 units for 80 J, and a little more in each block, times a
    /// factor.
    private func trials(
        dense: Double = 1,
        other: Double = 2,
        accuracy: Double = 0.9,
        blocks: Int = 4,
        _ change: (inout Trial) -> Void = { _ in }
    ) -> [Trial] {
        (0..<blocks).flatMap { block in
            ["dense", Self.odd].enumerated().map { position, variant in
                var trial = SampleRun.trial(sequence: 2 * block + position, variant: variant)
                let drift = 1 + 0.001 * Double(block)
                trial.events[1].number = 2000 * drift * (position == 0 ? dense : other)
                trial.events[3].number = accuracy + 0.0001 * Double(block)
                change(&trial)
                return trial
            }
        }
    }

    private func across(_ runs: (Run, [Trial])...) throws(AcrossError) -> AcrossReport {
        try AcrossReport(
            runs.map { AcrossRun(Report(run: $0, trials: $1), trials: $1) }
        )
    }

    private func ratios(
        _ report: AcrossReport,
        _ variant: Int,
        run: Int = 1
    ) throws -> AcrossRatios {
        let cells = try #require(report.comparisons.first?.variants[variant].cells)
        return try #require(cells[run].ratios)
    }

    @Test func `a run with less energy uses less, and what drifts alike cancels`() throws {
        // All of the second run costs a tenth less; its variant saves what it saved before.
        let report = try across(
            (run(1), trials()),
            (run(2), trials(dense: 1 / 0.9, other: 2 / 0.9))
        )
        let dense = try ratios(report, 0)
        #expect(dense.energy.ratio.map { abs($0.ratio - 0.9) < 1e-12 } == true)
        #expect(dense.energy.standing == .lower && dense.time.standing == .lower)
        #expect(dense.energySaving == nil)
        let other = try ratios(report, 1)
        let saving = try #require(other.energySaving?.ratio)
        #expect(abs(saving.ratio - 1) < 1e-12)
        #expect(other.energySaving?.standing == .undecided)
        let text = report.terminalText(usesColour: false)
        #expect(text.contains("B uses less") && text.contains("not told apart"))
        #expect(text.contains("SIMULATED: run A: constant 40 W; run B: constant 40 W."))
    }

    @Test func `a variant that saves more than it did is found beside a machine that drifts`()
        throws
    {
        let report = try across((run(1), trials()), (run(2), trials(dense: 0.7, other: 2)))
        let other = try ratios(report, 1)
        #expect(other.energy.standing == .undecided)
        #expect(other.energySaving?.standing == .lower)
        #expect(other.energySaving?.ratio.map { abs($0.ratio - 0.7) < 1e-9 } == true)
        #expect(report.terminalText(usesColour: false).contains("B saves more"))
    }

    @Test func `runs whose energies were found in different ways have no winner`() throws {
        func check(
            _ expected: AcrossRatio.Standing,
            _ reason: String,
            _ second: Run,
            _ trials: [Trial]
        ) throws {
            let report = try across((run(1), self.trials()), (second, trials))
            let energy = try ratios(report, 0).energy
            #expect(energy.standing == expected)
            #expect(energy.reason?.contains(reason) == true, "\(energy.reason ?? "none")")
            #expect((energy.ratio == nil) == (expected == .missing))
            let text = report.markdownText
            #expect(text.contains(expected == .refused ? "): no winner: " : "): no ratio: "))
            #expect(try ratios(report, 1).energySaving?.standing == expected)
            // Time is found in the same way everywhere.
            #expect(try ratios(report, 0).time.standing == .lower)
        }
        let faster = trials(dense: 1.5, other: 3)
        try check(
            .refused,
            "simulated in different ways (constant 40 W; constant 60 W)",
            run(2) { $0.simulation = "constant 60 W" },
            faster
        )
        try check(
            .refused,
            "different interfaces (powercap; perf)",
            run(2),
            trials(dense: 1.5, other: 3) { $0.channels[0].interface = "perf" }
        )
        try check(
            .missing,
            "different origin (simulated; measured)",
            run(2),
            trials(dense: 1.5, other: 3) { $0.channels[0].isSimulated = false }
        )
        try check(
            .missing,
            "different parts of the machine",
            run(2),
            trials(dense: 1.5, other: 3) {
                $0.channels[0].name = "rapl/package-0/dram"
                $0.channels[0].domain = .dram
            }
        )
    }

    @Test func `estimates by different models have no winner`() throws {
        func estimated(_ trial: inout Trial) {
            trial.channels[0].quantity = .cpuTimeNanoseconds
            trial.channels[0].domain = .processTree
            trial.channels[0].behaviour = .counter(wrapsAt: nil)
        }
        func model(_ watts: Double) -> EstimateModel {
            EstimateModel(
                method: .busyThread(watts: watts),
                relativeUncertainty: 0.5,
                basis: "x",
                source: "y"
            )
        }
        let report = try across(
            (run(1) { $0.estimateModel = model(7) }, trials(estimated)),
            (run(2) { $0.estimateModel = model(9) }, trials(dense: 2, other: 4, estimated))
        )
        let energy = try ratios(report, 0).energy
        #expect(energy.standing == .refused && energy.ratio != nil)
        #expect(energy.reason == "the energies are estimated with different models")
        #expect(
            report.terminalText(usesColour: false).contains("the model for estimates is another")
        )
    }

    @Test func `less energy at a worse quality wins nothing`() throws {
        let report = try across(
            (run(1), trials()),
            (run(2), trials(dense: 2, other: 4, accuracy: 0.8))
        )
        let dense = try ratios(report, 0)
        #expect(dense.energy.standing == .refused && dense.energy.ratio != nil)
        #expect(dense.energy.reason == "its quality is worse, too")
        #expect(dense.quality?.isApart == true)
    }

    @Test func `two machines whose sensors may be further apart than the runs have no winner`()
        throws
    {
        func stated(_ trial: inout Trial) { trial.channels[0].relativeAccuracy = 0.05 }
        let there = run(2) {
            $0.host.id = "00000000-0000-8000-8000-000000000002"
            $0.host.name = "there"
        }
        let near = try across(
            (run(1), trials(stated)),
            (there, trials(dense: 1.03, other: 2.06, stated))
        )
        let energy = try ratios(near, 0).energy
        #expect(energy.standing == .undecided)
        #expect(energy.reason?.hasPrefix("the sensors of two machines may be ± 7") == true)
        let far = try across(
            (run(1), trials(stated)),
            (there, trials(dense: 1.2, other: 2.4, stated))
        )
        #expect(try ratios(far, 0).energy.standing == .lower)
        let text = far.terminalText(usesColour: false)
        #expect(text.contains("B: the host's name was test and is there."))
    }

    @Test func `only variants with the same command are compared, and the others are named`() throws
    {
        let changed = run(2) {
            $0.suiteText = "suite: quick # changed\n"
            $0.suiteDigest = ContentDigest.hexadecimal(of: $0.suiteText)
            $0.comparisons[0].variants[1].command.arguments.append([.text("--fast")])
            $0.comparisons.append($0.comparisons[0])
            $0.comparisons[1].name = "more"
        }
        let report = try across((run(1), trials()), (changed, trials()))
        #expect(report.comparisons.first?.variants.map(\.variant) == ["dense"])
        let text = report.terminalText(usesColour: false)
        #expect(text.contains("has another command in run B"))
        #expect(text.contains("the comparison “more” is in run B and not in run A"))
        #expect(text.contains("the text of the suite is another"))
    }

    @Test func `a baseline with another command leaves the saving without a ratio`() throws {
        let changed = run(2) {
            $0.comparisons[0].variants[0].command.arguments.append([.text("x")])
        }
        let report = try across((run(1), trials()), (changed, trials()))
        #expect(report.comparisons.first?.variants.map(\.variant) == [Self.odd])
        let saving = try ratios(report, 0).energySaving
        #expect(saving?.standing == .missing)
        #expect(saving?.reason == "the baseline “dense” has another command")
    }

    @Test func `three runs are compared with the first`() throws {
        let report = try across(
            (run(1), trials()),
            (run(2), trials(dense: 2, other: 4)),
            (run(3), trials(dense: 0.5, other: 1))
        )
        #expect(try ratios(report, 0, run: 1).energy.standing == .lower)
        #expect(try ratios(report, 0, run: 2).energy.standing == .higher)
        #expect(report.terminalText(usesColour: false).contains("C uses more"))
    }

    @Test func `runs that cannot be compared are refused with the reason`() throws {
        #expect(throws: AcrossError.tooFewRuns) { try across((run(1), trials())) }
        #expect(throws: AcrossError.sameRun(id(1))) {
            try across((run(1), trials()), (run(1), trials()))
        }
        let stranger = run(2) { $0.suiteName = "x\u{1B}[31m" }
        #expect(throws: AcrossError.differentSuites(["quick", "x\u{1B}[31m"])) {
            try across((run(1), trials()), (stranger, trials()))
        }
        let other = run(2) { run in
            for index in run.comparisons[0].variants.indices {
                run.comparisons[0].variants[index].name += "!"
            }
            run.comparisons[0].baseline += "!"
        }
        #expect(
            throws: AcrossError.nothingShared([
                "“dense” of “inference” is not in run B",
                "“\(Self.odd)” of “inference” is not in run B",
            ])
        ) { try across((run(1), trials()), (other, [])) }
        let unit = run(2) { $0.comparisons[0].unitOfWork = "queries" }
        #expect(throws: AcrossError.self) { try across((run(1), trials()), (unit, [])) }
    }

    @Test func `one trial a variant has a ratio and no winner`() throws {
        let report = try across((run(1), trials()), (run(2), trials(dense: 2, other: 4, blocks: 1)))
        let energy = try ratios(report, 0).energy
        #expect(energy.standing == .undecided && energy.ratio?.lower == nil)
        #expect(energy.reason == "a single trial says nothing of spread")
    }

    @Test func `runs whose trials all failed are shown without figures`() throws {
        let failed = trials { $0.outcome = .exited(status: 1) }
        for pair in [(trials(), failed), (failed, trials()), (failed, failed), (failed, [])] {
            let report = try across((run(1), pair.0), (run(2), pair.1))
            let energy = try ratios(report, 0).energy
            #expect(energy.standing == .missing)
            #expect(energy.reason?.hasPrefix("no trial completed in run") == true)
            #expect(!report.terminalText(usesColour: true).isEmpty)
            #expect(!report.csvText.isEmpty)
            #expect(try report.jsonText.contains("\"missing\""))
        }
    }

    @Test func `names with anything in them break no table and bring no markup`() throws {
        let nasty = "a|b,\"c\"\n<script>\u{1B}[31m*x*😀"
        func named(_ number: Int) -> Run {
            run(number) {
                $0.comparisons[0].name = nasty
                $0.comparisons[0].variants[1].name = nasty
                $0.host.name = nasty
                $0.suiteName = nasty
            }
        }
        let all = trials { trial in
            trial.planned.comparison = nasty
            if trial.planned.variant != "dense" { trial.planned.variant = nasty }
        }
        let report = try across((named(1), all), (named(2), all))
        let terminal = report.terminalText(usesColour: false)
        #expect(!terminal.contains("\u{1B}"))
        let markdown = report.markdownText
        #expect(!markdown.contains("<script") && !markdown.contains("\u{1B}"))
        // Between two empty lines is one table: its rows have as many cells as its head.
        for block in markdown.replacing("\\|", with: "").split(separator: "\n\n") {
            let rows = block.split(separator: "\n").filter { $0.hasPrefix("| ") }
            #expect(Set(rows.map { $0.count { $0 == "|" } }).count <= 1, "\(block)")
        }
        #expect(report.csvText.contains("\"a|b,\"\"c\"\""))
        #expect(try report.jsonText.contains("a|b,\\\"c\\\""))
    }

    @Test func `the report of two runs, compared whole`() throws {
        let there = run(2) {
            $0.host.id = "00000000-0000-8000-8000-000000000002"
            $0.host.name = "there"
            $0.seed = 7
            $0.harnessVersion = "0.2.0"
        }
        let report = try across(
            (run(1), trials()),
            (there, trials(dense: 1.25, other: 2, accuracy: 0.9))
        )
        for (text, name) in [
            (report.terminalText(usesColour: false), "compare.txt"),
            (report.markdownText, "compare.md"), (report.csvText, "compare.csv"),
            (try report.jsonText, "compare.json"),
        ] {
            let difference = try Snapshot(name, besides: #filePath).difference(from: text)
            if let difference { Issue.record("\(difference)") }
        }
    }
}
