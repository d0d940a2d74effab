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

    private func cell(_ report: AcrossReport, _ variant: Int, run: Int = 1) throws -> AcrossCell {
        try #require(report.comparisons.first?.variants[variant].cells[run])
    }

    private func finding(
        _ metric: AcrossMetric,
        _ report: AcrossReport,
        _ variant: Int,
        run: Int = 1
    ) throws -> AcrossFinding {
        try #require(try cell(report, variant, run: run).finding(metric))
    }

    @Test func `a run with less energy is better, and what drifts alike cancels`() throws {
        // All of the second run costs a tenth less; its variant saves what it saved before.
        let report = try across(
            (run(1), trials()),
            (run(2), trials(dense: 1 / 0.9, other: 2 / 0.9))
        )
        let energy = try finding(.energy, report, 0)
        #expect(energy.ratio.map { abs($0.ratio - 0.9) < 1e-12 } == true)
        #expect(energy.judgement.verdict == .better)
        #expect(try finding(.time, report, 0).judgement.verdict == .better)
        #expect(try cell(report, 0).verdict?.verdict == .better)
        #expect(try cell(report, 0).finding(.savedEnergy) == nil)
        let saving = try finding(.savedEnergy, report, 1)
        #expect(saving.ratio.map { abs($0.ratio - 1) < 1e-12 } == true)
        #expect(saving.judgement.verdict == .equivalent)
        let text = report.terminalText(usesColour: false)
        #expect(text.contains("SIMULATED: run A: constant 40 W; run B: constant 40 W."))
        #expect(text.contains(" in B: better (sim.): the interval lies below 1"))
    }

    @Test func `a variant that saves more than it did is found beside a machine that drifts`()
        throws
    {
        let report = try across((run(1), trials()), (run(2), trials(dense: 0.7, other: 2)))
        #expect(try finding(.energy, report, 1).judgement.verdict == .equivalent)
        let saving = try finding(.savedEnergy, report, 1)
        #expect(saving.judgement.verdict == .better)
        #expect(saving.ratio.map { abs($0.ratio - 0.7) < 1e-9 } == true)
        // What it costs itself is the verdict of the whole.
        #expect(try cell(report, 1).verdict?.verdict == .equivalent)
    }

    @Test func `all p-values of a comparison are one family, over its variants and runs`() throws {
        let noise = [0.0, 0.012, -0.011, 0.003]
        func noisy(_ factor: Double) -> [Trial] {
            var number = 0
            return trials { trial in
                defer { number += 1 }
                trial.events[1].number =
                    (trial.events[1].number ?? 0) * factor
                    * (1 + noise[number / 2 % 4])
            }
        }
        let report = try across((run(1), noisy(1)), (run(2), noisy(1.02)), (run(3), noisy(0.99)))
        let comparison = try #require(report.comparisons.first)
        let findings = comparison.variants.flatMap { $0.cells.flatMap(\.findings) }
        let asked = findings.filter { $0.pValue != nil }
        // Energy, time and quality of two variants in two runs; what is saved has no spread here.
        #expect(asked.count == comparison.questionCount && asked.count >= 12)
        let adjusted = Holm.adjusted(asked.map(\.pValue))
        for (finding, expected) in zip(asked, adjusted) {
            let own = try #require(finding.judgement.adjustedPValue)
            #expect(own == expected && own >= (finding.pValue ?? 2))
        }
        let energy = try finding(.energy, report, 0)
        // 2 % with noise of 1 % and four blocks: found alone or not, it is not among so many.
        #expect(energy.judgement.verdict == .inconclusive)
        #expect(energy.judgement.remedy?.hasSuffix("blocks in each run") == true)
    }

    @Test func `equivalence is judged by the bound that the suite of the first run states`() throws
    {
        func compared(_ bound: Double, _ other: Double) throws -> AcrossReport {
            try across(
                (run(1) { $0.comparisons[0].equivalence = bound }, trials()),
                (run(2) { $0.comparisons[0].equivalence = other }, trials(dense: 1 / 1.02))
            )
        }
        #expect(
            try finding(.energy, compared(0.05, 0.01), 0).judgement.verdict == .equivalent
        )
        let narrow = try compared(0.01, 0.05)
        #expect(try finding(.energy, narrow, 0).judgement.verdict == .worse)
        #expect(
            narrow.terminalText(usesColour: false)
                .contains("the bound of equivalence of “inference” is another; run A's is used")
        )
    }

    @Test func `a ratio within the noise floor of the host is not called better`() throws {
        func floors(_ spread: Double) -> [NoiseFloor] {
            let base = run(1)
            let logarithms = [spread, -spread, spread, -spread, spread, -spread]
            let source = EnergySource(provenance: .simulated, scope: "package")
            return [(RatioMetric.energy, EnergySource?.some(source)), (.time, nil)].map {
                NoiseFloor(
                    runID: "f",
                    startedAtMilliseconds: 0,
                    comparison: "inference",
                    metric: $0,
                    workloadDigest: base.workloadDigest(of: base.comparisons[0]),
                    source: $1,
                    logRatios: logarithms
                )
            }
        }
        func compared(_ spread: Double, host: String? = nil) throws -> AcrossFinding {
            let runs = [
                (run(1), trials()),
                (run(2) { run in host.map { run.host.id = $0 } }, trials(dense: 1 / 0.97)),
            ]
            let report = try AcrossReport(
                runs.map {
                    AcrossRun(Report(run: $0, trials: $1), trials: $1, noiseFloors: floors(spread))
                }
            )
            return try finding(.energy, report, 0)
        }
        let noisy = try compared(0.06)
        #expect(noisy.noise?.holdsRatio == true && noisy.judgement.verdict == .inconclusive)
        #expect(noisy.judgement.reason.hasPrefix("noise alone may make such a ratio"))
        #expect(noisy.judgement.remedy?.hasSuffix("blocks in each run") == true)
        let quiet = try compared(0.002)
        #expect(quiet.noise != nil && quiet.judgement.verdict == .better)
        // It is of one machine.
        #expect(try compared(0.06, host: "00000000-0000-8000-8000-000000000002").noise == nil)
    }

    @Test func `runs whose energies were found in different ways have no winner`() throws {
        func check(
            _ expected: AcrossFinding.Standing,
            _ reason: String,
            _ second: Run,
            _ trials: [Trial]
        ) throws {
            let report = try across((run(1), self.trials()), (second, trials))
            let energy = try finding(.energy, report, 0)
            #expect(energy.standing == expected && energy.judgement.verdict == .inconclusive)
            #expect(energy.judgement.reason.contains(reason), "\(energy.judgement.reason)")
            #expect(energy.judgement.remedy == "runs that measure the same work in the same way")
            #expect((energy.ratio == nil) == (expected == .missing) && energy.pValue == nil)
            let text = report.markdownText
            #expect(text.contains("no winner (sim.): the ") == (expected == .refused))
            #expect(!text.contains("no winner: "))
            #expect(try cell(report, 0).verdict?.verdict == .inconclusive)
            #expect(try finding(.savedEnergy, report, 1).standing == expected)
            // Time is found in the same way everywhere.
            #expect(try finding(.time, report, 0).judgement.verdict == .better)
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
        let energy = try finding(.energy, report, 0)
        #expect(energy.standing == .refused && energy.ratio != nil)
        #expect(
            energy.judgement.reason == "the energies are estimated with different models"
        )
        let text = report.terminalText(usesColour: false)
        #expect(text.contains("the model for estimates is another"))
        #expect(text.contains("no winner (est.): the energies are estimated"))
        // Overall, of the energy and of what is saved; time has no mark.
        #expect(text.contains("no winner (est.)   no winner (est.)   better"))
    }

    @Test func `a variant outside of the tolerance is never better, whatever it saves`() throws {
        func compared(_ tolerance: Double?, accuracy: Double) throws -> AcrossCell {
            func stated(_ number: Int) -> Run {
                run(number) { $0.comparisons[0].quality?.tolerance = tolerance }
            }
            let report = try across(
                (stated(1), trials()),
                (stated(2), trials(dense: 2, other: 4, accuracy: accuracy))
            )
            return try cell(report, 0)
        }
        let outside = try compared(0.01, accuracy: 0.8)
        #expect(outside.finding(.energy)?.judgement.verdict == .better)
        #expect(outside.verdict?.verdict == .worse)
        #expect(outside.verdict?.reason.hasSuffix(", whatever it saves") == true)
        #expect(try compared(0.01, accuracy: 0.895).verdict?.verdict == .better)
        // Without a tolerance less quality is not weighed against energy.
        let lower = try compared(nil, accuracy: 0.8)
        #expect(lower.verdict?.verdict == .inconclusive)
        #expect(lower.finding(.quality)?.judgement.verdict == .worse)
    }

    @Test func `outcomes of examples decide across runs, too`() throws {
        func outcomes(_ right: Int, of trial: inout Trial) {
            guard let all = ExampleOutcomes((0..<1000).map { $0 < right }) else { return }
            trial.events[3].number = all.shareOfRight
            trial.state([("eval_outcomes", "\"\(all.text)\"")])
        }
        let report = try across(
            (run(1), trials { outcomes(900, of: &$0) }),
            (run(2), trials(blocks: 3) { outcomes(890, of: &$0) })
        )
        let quality = try #require(try finding(.quality, report, 0).quality)
        #expect(quality.basis == .examples && quality.count == 1000)
        #expect(quality.onlyBaseline == 10 && quality.onlyVariant == 0)
    }

    @Test func `two machines whose sensors may be further apart than the runs have no winner`()
        throws
    {
        func stated(_ trial: inout Trial) { trial.channels[0].relativeAccuracy = 0.05 }
        let there = run(2) {
            $0.host.id = "00000000-0000-8000-8000-000000000002"
            $0.host.name = "there"
        }
        func energy(_ factor: Double) throws -> Judgement {
            let report = try across(
                (run(1), trials(stated)),
                (there, trials(dense: factor, other: 2 * factor, stated))
            )
            let text = report.terminalText(usesColour: false)
            #expect(text.contains("B: the host's name was test and is there."))
            return try finding(.energy, report, 0).judgement
        }
        let near = try energy(1.03)
        #expect(near.verdict == .inconclusive)
        #expect(near.reason.hasPrefix("the sensors of two machines may be ± 7"))
        #expect(near.remedy == "one meter for both machines")
        let same = try energy(1)
        #expect(same.verdict == .inconclusive)
        #expect(same.reason.hasPrefix("it looks equivalent, but the sensors"))
        #expect(try energy(1.2).verdict == .better)
    }

    @Test func `a run that went on with another version is a mixture, which has no winner`() throws
    {
        let change = "the version of the project was a and is b"
        let mixed = run(1) { run in
            run.projectVersion = ProjectVersion(command: ["cat"], finding: .success("a"))
            run.history = RunHistory(
                start: nil,
                sessions: [
                    RunSession(startedAtMilliseconds: 1, harnessVersion: "1"),
                    RunSession(
                        startedAtMilliseconds: 2,
                        harnessVersion: "1",
                        acceptedChanges: [change]
                    ),
                ]
            )
        }
        let whole = run(2) { run in
            run.projectVersion = ProjectVersion(command: ["cat"], finding: .success("b"))
        }
        let report = try across((mixed, trials()), (whole, trials(dense: 2, other: 4)))
        let differences = report.differences[1]
        #expect(differences.first?.hasSuffix("not all of one kind: \(change)") == true)
        #expect(!differences.contains { $0.contains("that is what is compared") })
        let energy = try finding(.energy, report, 0)
        #expect(energy.judgement.verdict == .inconclusive)
        #expect(energy.judgement.reason.contains("what run A measured changed while it ran"))
        #expect(mixed.versionText == "a, then another" && whole.versionText == "b")
    }

    @Test func `another version is what is compared, and no doubt of the method`() throws {
        func version(_ number: Int, _ finding: Result<String, Absence>?) -> Run {
            run(number) { run in
                run.projectVersion = finding.map { ProjectVersion(command: ["x"], finding: $0) }
            }
        }
        func differences(
            _ first: Result<String, Absence>?,
            _ second: Result<String, Absence>?
        ) throws -> [String] {
            let report = try across(
                (version(1, first), trials()),
                (version(2, second), trials(dense: 2, other: 4))
            )
            #expect(try finding(.energy, report, 0).judgement.verdict == .better)
            return report.differences[1]
        }
        #expect(
            try differences(.success("a"), .success("b")) == [
                "the version of the project was a and is b: that is what is compared"
            ]
        )
        #expect(try differences(.success("a"), .success("a")).isEmpty)
        let dirty = try differences(.success("a-dirty"), .success("a-dirty"))
        #expect(dirty.first?.hasPrefix("the version of the project is a-dirty in both: ") == true)
        let lost = try differences(.success("a"), .failure(Absence("x")))
        #expect(lost.first?.contains("was a and is not known") == true)
        #expect(try differences(.failure(Absence("x")), nil).isEmpty)
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
        let saving = try finding(.savedEnergy, report, 0)
        #expect(saving.standing == .missing)
        #expect(saving.judgement.reason == "the baseline “dense” has another command")
    }

    @Test func `imports are compared without what needs blocks`() throws {
        func imported(_ number: Int) -> Run {
            run(number) {
                $0.imported = RunImport(format: "x", method: "y", files: [], digest: "\(number)")
            }
        }
        let report = try across((imported(1), trials()), (imported(2), trials(dense: 2, other: 4)))
        let saving = try finding(.savedEnergy, report, 1)
        #expect(saving.standing == .missing)
        #expect(saving.judgement.reason.hasPrefix("the variants of an import did not run in turn"))
        #expect(try finding(.energy, report, 1).ratio != nil)
    }

    @Test func `imports name no winner, since nobody knows that the machine is the same`() throws {
        func imported(_ number: Int) -> Run {
            run(number) {
                $0.imported = RunImport(
                    format: "x",
                    method: "what y wrote",
                    files: [],
                    digest: "\(number)"
                )
                $0.comparisons[0].quality?.tolerance = 0.01
                $0.suiteText = "# imported: \(number)\n"
                $0.suiteDigest = ContentDigest.hexadecimal(of: $0.suiteText)
            }
        }
        let noisy = trials(dense: 2, other: 4) { trial in
            trial.events[3].number = 0.9 + (trial.planned.block % 2 == 0 ? 0.01 : -0.01)
        }
        for second in [imported(2), run(2) { $0.comparisons = imported(1).comparisons }] {
            let report = try across((imported(1), trials()), (second, noisy))
            for metric in [AcrossMetric.energy, .time] {
                let found = try finding(metric, report, 0)
                #expect(found.standing == .refused && found.ratio != nil && found.pValue == nil)
                #expect(found.judgement.reason == "the machines are not known to be the same")
                #expect(found.judgement.remedy == "both measured in turn")
            }
            #expect(try cell(report, 0).verdict?.verdict == .inconclusive)
            // Quality is no matter of the machine; but a file has no more blocks.
            let quality = try finding(.quality, report, 0).judgement
            #expect(quality.verdict == .inconclusive)
            #expect(quality.remedy == "both measured in turn")
            for text in [report.terminalText(usesColour: false), report.markdownText] {
                #expect(text.contains("IMPORTED: run A: what y wrote"))
                #expect(!text.contains("blocks in each run.") && !text.contains("no winner: "))
                #expect(!text.contains("the text of the suite is another"))
            }
        }
        let measured = try across((run(1), trials()), (run(2), trials()))
        #expect(!measured.terminalText(usesColour: false).contains("IMPORTED"))
    }

    @Test func `a quality that contradicts its outcomes is better in no run`() throws {
        let wrong = trials(dense: 2, other: 4) { $0.state([("eval_outcomes", "\"4:f\"")]) }
        let report = try across((run(1), trials()), (run(2), wrong))
        #expect(try finding(.energy, report, 0).judgement.verdict == .better)
        #expect(try finding(.quality, report, 0).quality?.isContradicted == true)
        #expect(try cell(report, 0).verdict?.verdict == .inconclusive)
    }

    @Test func `a loss that MLPerf names accuracy is compared as it is`() throws {
        func loss(_ number: Int) -> Run {
            run(number) { $0.comparisons[0].quality?.higherIsBetter = false }
        }
        let text = try across((loss(1), trials()), (loss(2), trials()))
            .terminalText(usesColour: false)
        #expect(text.contains("run   eval_accuracy") && text.contains("0.9002"))
        #expect(!text.contains("90.02") && !text.contains(" pt"))
    }

    @Test func `three runs are compared with the first`() throws {
        let report = try across(
            (run(1), trials()),
            (run(2), trials(dense: 2, other: 4)),
            (run(3), trials(dense: 0.5, other: 1))
        )
        #expect(try finding(.energy, report, 0, run: 1).judgement.verdict == .better)
        #expect(try finding(.energy, report, 0, run: 2).judgement.verdict == .worse)
        #expect(report.terminalText(usesColour: false).contains(" in C: worse (sim.): "))
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
        let energy = try finding(.energy, report, 0)
        #expect(energy.judgement.verdict == .inconclusive && energy.ratio?.lower == nil)
        #expect(energy.judgement.reason == "a single trial of a run says nothing of the spread")
        #expect(energy.judgement.remedy == "at least 5 blocks in each run")
    }

    @Test func `runs whose trials all failed are shown without figures`() throws {
        let failed = trials { $0.outcome = .exited(status: 1) }
        for pair in [(trials(), failed), (failed, trials()), (failed, failed), (failed, [])] {
            let report = try across((run(1), pair.0), (run(2), pair.1))
            let energy = try finding(.energy, report, 0)
            #expect(energy.standing == .missing)
            #expect(energy.judgement.reason.hasPrefix("no trial completed in run"))
            #expect(try cell(report, 0).verdict?.verdict == .inconclusive)
            #expect(!report.terminalText(usesColour: true).isEmpty)
            #expect(!report.csvText.isEmpty)
            #expect(try report.jsonText.contains("\"verdict\" : \"inconclusive\""))
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
            $0.projectVersion = ProjectVersion(
                command: ["git", "describe"],
                finding: .success("v2-dirty")
            )
        }
        let here = run(1) {
            $0.projectVersion = ProjectVersion(
                command: ["git", "describe"],
                finding: .success("v1")
            )
        }
        let report = try across(
            (here, trials()),
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
