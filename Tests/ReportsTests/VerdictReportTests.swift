import Experiment
import Foundation
import Randomness
import Reports
import Statistics
import TestSupport
import Testing
import Units

/// Verdicts of whole runs.
@Suite struct VerdictReportTests {
    private static let odd = "it's | \"odd\", ✓"

    /// A run whose variant uses `factor` times the baseline's energy, with some spread.
    private func report(
        blocks: Int = 6,
        factor: Double = 0.8,
        tolerance: Double? = nil,
        change: (inout Trial) -> Void = { _ in },
        changeRun: (inout Run) -> Void = { _ in }
    ) -> Report {
        var run = SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001")
        run.state = .finished
        run.comparisons[0].quality?.tolerance = tolerance
        changeRun(&run)
        let trials = (0..<blocks).flatMap { block -> [Trial] in
            var base = SampleRun.trial(sequence: 2 * block)
            var other = SampleRun.trial(sequence: 2 * block + 1, variant: Self.odd)
            base.events[1].number = 2000 + Double(block % 3)
            other.events[1].number = 2000 / factor + Double(block % 2)
            return [base, other].map { trial in
                var changed = trial
                change(&changed)
                return changed
            }
        }
        return Report(run: run, trials: trials)
    }

    private func row(_ report: Report) throws -> VariantRow {
        try #require(report.comparisons.first?.rows.last)
    }

    /// States which examples were right, and the accuracy that this is.
    private func state(_ right: [Bool], in trial: inout Trial) {
        guard let outcomes = ExampleOutcomes(right) else { return }
        trial.events[3].number = outcomes.shareOfRight
        trial.state([("eval_outcomes", "\"\(outcomes.text)\"")])
    }

    @Test func `every metric is judged, and the baseline is not`() throws {
        let report = report()
        let row = try row(report)
        #expect(row.verdict?.verdict == .better)
        #expect(row.judgement(of: .energy)?.judgement.verdict == .better)
        #expect(row.judgement(of: .time)?.judgement.verdict == .better)
        #expect(row.judgement(of: .power)?.judgement.verdict == .equivalent)
        #expect(row.judgement(of: .memory)?.judgement.verdict == .equivalent)
        #expect(row.judgement(of: .quality)?.judgement.verdict == .equivalent)
        #expect(row.judgement(of: .flops) == nil)
        #expect(row.judgement(of: .energy)?.checks?.robust?.count == 6)
        let base = try #require(report.comparisons.first?.rows.first)
        #expect(base.verdict == nil && base.judgements.isEmpty)
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("better (sim.)") && text.contains("Reasons of the verdicts"))
    }

    @Test func `what is missing is named, and what would mend it`() throws {
        let silent = try row(report { $0.events.removeAll { $0.key == "samples" } })
        for metric in [JudgedMetric.energy, .time] {
            let judgement = try #require(silent.judgement(of: metric)?.judgement)
            #expect(judgement.verdict == .inconclusive)
            #expect(judgement.reason == "the workload stated no amount of “samples” above 0")
            #expect(judgement.remedy?.hasSuffix("or “unit: trial” in the suite") == true)
        }
        let idle = try row(
            report { trial in
                guard trial.planned.variant == "dense" else { return }
                for index in trial.readings.indices where trial.readings[index].channel == 0 {
                    trial.readings[index].outcome = .value(7)
                }
            }
        )
        let energy = try #require(idle.judgement(of: .energy)?.judgement)
        #expect(energy.verdict == .inconclusive, "\(energy)")
        #expect(try #require(idle.judgement(of: .time)).judgement.verdict == .better)
    }

    @Test func `a variant outside the tolerance is never better, whatever it saves`() throws {
        let spoiled = report(factor: 0.1, tolerance: 0.005) { trial in
            guard trial.planned.variant == Self.odd else { return }
            trial.events[3].number = 0.88 + 0.001 * Double(trial.planned.block % 2)
        }
        let bad = try row(spoiled)
        #expect(bad.judgement(of: .energy)?.judgement.verdict == .better)
        #expect(bad.judgement(of: .quality)?.judgement.verdict == .worse)
        #expect(bad.verdict?.verdict == .worse)
        #expect(bad.verdict?.reason.contains("whatever it saves") == true)
        // The same without a tolerance.
        let unstated = report(factor: 0.1) { trial in
            guard trial.planned.variant == Self.odd else { return }
            trial.events[3].number = 0.88 + 0.001 * Double(trial.planned.block % 2)
        }
        #expect(try row(unstated).verdict?.verdict == .inconclusive)
        #expect(try row(unstated).verdict?.remedy?.contains("tolerance") == true)
        // A quality that scatters may be outside.
        let unsure = report(factor: 0.1, tolerance: 0.005) { trial in
            guard trial.planned.variant == Self.odd else { return }
            trial.events[3].number = 0.9 + (trial.planned.block % 2 == 0 ? 0.02 : -0.02)
        }
        #expect(try row(unsure).verdict?.verdict == .inconclusive)
        #expect(
            try row(unsure).judgement(of: .quality)?.judgement.remedy?.hasSuffix("more blocks")
                == true
        )
        // And one that is missing is not shown to be inside.
        let missing = report(factor: 0.1, tolerance: 0.005) { trial in
            if trial.planned.variant == Self.odd { trial.events.remove(at: 3) }
        }
        #expect(try row(missing).verdict?.verdict == .inconclusive)
        #expect(try row(missing).verdict?.reason.contains("eval_accuracy") == true)
    }

    @Test func `outcomes of examples decide where block means have no spread`() throws {
        let seed: UInt64 = 5
        var random = SplitMix64(seed: seed)
        let base = (0..<10_000).map { _ in Double.random(in: 0..<1, using: &random) < 0.9 }
        /// Takes the right answer from every so many examples.
        func spoiled(each step: Int) -> [Bool] {
            base.enumerated().map { $0.offset.isMultiple(of: step) ? false : $0.element }
        }
        func row(_ own: [Bool], tolerance: Double?) throws -> VariantRow {
            try self.row(
                report(factor: 0.5, tolerance: tolerance) { trial in
                    state(trial.planned.variant == Self.odd ? own : base, in: &trial)
                }
            )
        }
        let same = try row(base, tolerance: 0.005)
        let evidence = try #require(same.judgement(of: .quality)?.quality)
        #expect(evidence.basis == .examples && evidence.count == 10_000 && evidence.pValue == 1)
        #expect(same.verdict?.verdict == .better)
        let slightly = try row(spoiled(each: 500), tolerance: 0.005)
        #expect(slightly.judgement(of: .quality)?.judgement.verdict == .equivalent)
        #expect(slightly.verdict?.verdict == .better)
        let much = try row(spoiled(each: 50), tolerance: 0.005)
        #expect(much.verdict?.verdict == .worse)
        let unsure = try row(spoiled(each: 200), tolerance: 0.005)
        #expect(unsure.verdict?.verdict == .inconclusive)
        #expect(unsure.verdict?.remedy?.contains("examples") == true)
        #expect(try row(spoiled(each: 500), tolerance: nil).verdict?.verdict == .inconclusive)
    }

    @Test func `outcomes that differ from block to block are averaged over the blocks`() throws {
        let base = (0..<400).map { $0 % 10 != 0 }
        let row = try row(
            report(tolerance: 0.02) { trial in
                var own = base
                own[trial.planned.block] = false
                state(own, in: &trial)
            }
        )
        let evidence = try #require(row.judgement(of: .quality)?.quality)
        #expect(evidence.basis == .exampleMeans && evidence.count == 400)
        #expect(evidence.difference == 0)
    }

    @Test func `outcomes that contradict the stated accuracy show no quality, on one side or both`()
        throws
    {
        for tolerance in [nil, 0.005] {
            for isOneSided in [false, true] {
                let report = report(tolerance: tolerance) { trial in
                    if isOneSided, trial.planned.variant == "dense" { return }
                    trial.state([("eval_outcomes", "\"4:f\"")])
                }
                let row = try row(report)
                let quality = try #require(row.judgement(of: .quality))
                #expect(quality.quality?.isContradicted == true)
                #expect(quality.judgement.verdict == .inconclusive)
                #expect(
                    quality.judgement.reason.hasPrefix(
                        "eval_outcomes does not give the eval_accuracy that was stated (1"
                    ),
                    "\(quality.judgement.reason)"
                )
                #expect(quality.judgement.remedy?.contains("of the same answers") == true)
                #expect(row.judgement(of: .energy)?.judgement.verdict == .better)
                #expect(row.verdict?.verdict == .inconclusive)
                #expect(row.verdict?.remedy == quality.judgement.remedy)
                let text = TerminalReport(report, usesColour: false).text
                #expect(text.contains("the quality is not judged: eval_outcomes"))
            }
        }
    }

    @Test func `the same quality in every block has no limits, and those of examples are shown`()
        throws
    {
        let constant = report()
        let json = try JSONReport(constant).text
        #expect(json.contains("\"quality_difference\" : 0,"))
        #expect(json.contains("\"quality_difference_lower\" : null"))
        #expect(!json.contains("\"quality_difference_lower\" : 0"))
        let measures = try BencherReport(constant).text.split(separator: "\"quality\" : {")
            .dropFirst()
        #expect(measures.count == 2)
        #expect(measures.allSatisfy { $0.prefix { $0 != "}" }.contains("\"value\"") })
        #expect(!measures.contains { $0.prefix { $0 != "}" }.contains("lower_value") })
        #expect(
            TerminalReport(constant, usesColour: false).text.contains("without an interval was")
        )
        // 10 of 1,000 examples are lost, in every block.
        let examples = report { trial in
            let right = trial.planned.variant == "dense" ? 900 : 890
            state((0..<1000).map { $0 < right }, in: &trial)
        }
        let evidence = try #require(try row(examples).judgement(of: .quality)?.quality)
        let lower = try #require(evidence.lower)
        #expect(lower < -0.01)
        let text = TerminalReport(examples, usesColour: false).text
        let shown = String(format: "%.2f", -lower * 100)
        #expect(text.contains("−1.00 [−\(shown), "))
        #expect(!text.contains("without an interval was"))
    }

    @Test func `different numbers of examples are not the same test set`() throws {
        for tolerance in [nil, 0.05] {
            let row = try row(
                report(tolerance: tolerance) { trial in
                    let count = trial.planned.variant == "dense" ? 1000 : 900
                    state((0..<count).map { $0 % 10 != 0 }, in: &trial)
                }
            )
            let quality = try #require(row.judgement(of: .quality)?.judgement)
            #expect(quality.verdict == .inconclusive)
            #expect(quality.reason.contains("different numbers of examples (900 and 1000)"))
            #expect(quality.remedy == "the same examples in every trial")
            #expect(row.verdict?.verdict == .inconclusive)
        }
    }

    @Test func `outcomes of one side only leave the blocks, and it says so`() throws {
        let right = (0..<1000).map { $0 % 10 != 0 }
        let row = try row(
            report(tolerance: 0.005) { trial in
                if trial.planned.variant == "dense" { state(right, in: &trial) }
            }
        )
        let quality = try #require(row.judgement(of: .quality))
        #expect(quality.quality?.basis == .sameInEveryBlock)
        #expect(quality.quality?.isContradicted == false)
        #expect(quality.judgement.verdict == .equivalent)
        #expect(quality.judgement.reason.hasSuffix("eval_outcomes is missing in some trials"))
        #expect(row.verdict?.verdict == .better)
    }

    @Test func `an accuracy rounded to four decimals does not contradict its outcomes`() throws {
        let row = try row(
            report { trial in
                state((0..<7).map { $0 < 3 }, in: &trial)
                trial.events[3].number = 0.4286
            }
        )
        #expect(row.judgement(of: .quality)?.quality?.basis == .examples)
    }

    @Test func `what is named accuracy and is better lower is a loss, in its own unit`() throws {
        func report(_ quality: QualityMetric) -> Report {
            self.report(tolerance: 0.005) { trial in
                trial.events[3].number = 0.9 + 0.001 * Double(trial.planned.block % 2)
                // Of something else than the loss.
                trial.state([("eval_outcomes", "\"4:f\"")])
            } changeRun: {
                $0.comparisons[0].quality = quality
            }
        }
        let loss = report(
            QualityMetric(event: "eval_accuracy", higherIsBetter: false, tolerance: 0.005)
        )
        let quality = try #require(try row(loss).judgement(of: .quality))
        #expect(quality.quality?.basis == .sameInEveryBlock)
        #expect(quality.judgement.verdict == .equivalent)
        #expect(quality.judgement.reason.contains("within the tolerance of 0.005"))
        for text in [TerminalReport(loss, usesColour: false).text, HTMLReport(loss).text] {
            #expect(text.contains("eval_accuracy") && text.contains("0.9005"))
            #expect(!text.contains(" pt") && !text.contains("90.05"))
        }
        let accuracy = TerminalReport(
            report(QualityMetric(event: "eval_accuracy", higherIsBetter: true)),
            usesColour: false
        ).text
        #expect(accuracy.contains("90.05 %"))
    }

    @Test func `trials that failed are named beside what is open, too`() throws {
        func verdict(_ failing: Int) throws -> Judgement {
            let report = report(blocks: 10, factor: 0.1, tolerance: 0.005) { trial in
                guard trial.planned.variant == Self.odd else { return }
                // A quality that scatters, so that the verdict is open anyway.
                trial.events[3].number = 0.9 + (trial.planned.block % 2 == 0 ? 0.02 : -0.02)
                if trial.planned.block < failing { trial.outcome = .exited(status: 1) }
            }
            return try #require(try row(report).verdict)
        }
        let few = try verdict(2)
        #expect(few.verdict == .inconclusive)
        #expect(few.reason.hasSuffix("; 2 of 10 trials of \(Self.odd) failed"))
        #expect(few.remedy?.hasSuffix("more blocks") == true)
        let many = try verdict(3)
        #expect(many.reason.hasSuffix("; 3 of 10 trials of \(Self.odd) failed"))
        #expect(many.remedy == "trials that complete")
    }

    @Test func `failures, single blocks and mixed methods are inconclusive, each with its reason`()
        throws
    {
        func verdict(_ report: Report) throws -> Judgement { try #require(try row(report).verdict) }
        let one = try verdict(report(blocks: 1))
        #expect(one.verdict == .inconclusive && one.reason.contains("one block"))
        let noBaseline = try verdict(
            report { if $0.planned.variant == "dense" { $0.outcome = .exited(status: 1) } }
        )
        #expect(
            noBaseline.reason
                == "no trial of the baseline completed; 6 of 6 trials of dense failed"
        )
        let none = try verdict(report { $0.outcome = .exited(status: 1) })
        #expect(none.reason.hasPrefix("no trial of the variant completed; 6 of 6 trials of dense"))
        let apart = try verdict(
            report { trial in
                let isEven = trial.planned.block.isMultiple(of: 2)
                if isEven == (trial.planned.variant == "dense") {
                    trial.outcome = .exited(status: 1)
                }
            }
        )
        #expect(apart.reason.hasPrefix("no block has a completed trial of both; 3 of 6 trials"))
        #expect(apart.remedy == "trials that complete")
        let mixed = try verdict(
            report { trial in
                guard trial.planned.variant == Self.odd else { return }
                trial.channels[0].quantity = .cpuTimeNanoseconds
                trial.channels[0].domain = .processTree
                trial.channels[0].behaviour = .counter(wrapsAt: nil)
            }
        )
        #expect(mixed.verdict == .inconclusive && mixed.reason.contains("different origin"))
        let silent = try verdict(report { $0.events.remove(at: 1) })
        #expect(silent.verdict == .inconclusive && silent.remedy != nil)
        let still = try verdict(
            report { trial in
                for index in trial.readings.indices where trial.readings[index].channel == 0 {
                    trial.readings[index].outcome = .value(7)
                }
            }
        )
        #expect(still.verdict == .inconclusive)
    }

    @Test func `every format holds every verdict, whatever the names are`() throws {
        let report = report(
            tolerance: 0.005,
            changeRun: { run in
                run.comparisons[0].equivalence = 0.025
            }
        )
        let markdown = MarkdownReport(report).text
        #expect(markdown.contains("equivalent ± 2.5 %") || markdown.contains("within ± 2.5 %"))
        let tables = markdown.split(separator: "\n").filter { $0.hasPrefix("| ") }
        #expect(tables.allSatisfy { $0.hasSuffix(" |") })
        let csv = CSVReport(report).text.split(separator: "\r\n")
        let heading = try #require(csv.first).split(separator: ",")
        for name in [
            "verdict", "verdict_reason", "energy_verdict", "energy_adjusted_p_value",
            "time_verdict", "quality_verdict", "energy_ratio_robust", "quality_basis",
        ] {
            #expect(heading.filter { $0 == name }.count == 1, "\(name)")
        }
        #expect(Set(heading).count == heading.count)
        let document = try JSONSerialization.jsonObject(with: Data(JSONReport(report).text.utf8))
        let comparisons = try #require(
            (document as? [String: Any])?["comparisons"] as? [[String: Any]]
        )
        #expect(comparisons.first?["equivalence"] as? Double == 0.025)
        let variants = try #require(comparisons.first?["variants"] as? [[String: Any]])
        #expect(variants.last?["verdict"] as? String == "better")
        let judgements = try #require(variants.last?["judgements"] as? [[String: Any]])
        #expect(judgements.first?["metric"] as? String == "energy")
        #expect(judgements.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
    }
}
