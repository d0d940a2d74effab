import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

/// What a report says of warm-up, adaptive blocks and noise floors.
@Suite struct DesignReportTests {
    private func run(_ design: RunDesign) -> Run {
        var run = SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001")
        run.comparisons[0].variants[1].name = "pruned"
        run.design = design
        run.state = .finished
        return run
    }

    /// All trials of a run, the work of the variant's from its block on.
    private func trials(_ run: Run, factor: (PlannedTrial) -> Double) -> [Trial] {
        var schedule = TrialSchedule(of: run)
        var trials: [Trial] = []
        while let planned = schedule.next() {
            var trial = SampleRun.trial()
            trial.planned = planned
            trial.events[1].number = planned.variant == "dense" ? 2000 : 2000 / factor(planned)
            trials.append(trial)
            let summary = TrialSummary(of: trial, in: run.comparisons[0], estimateModel: nil)
            schedule.record(TrialResult(of: summary))
        }
        return trials
    }

    private func text(_ report: Report) -> String {
        TerminalReport(report, usesColour: false).text.split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    @Test func `warm-up trials are in no mean and no ratio, and are said`() throws {
        let run = run(RunDesign(blocks: .fixed(3), warmUpBlocks: 1))
        let report = Report(run: run, trials: trials(run) { $0.isWarmUp ? 50 : 2 })
        let row = try #require(report.comparisons.first?.rows.last)
        #expect(row.energyRatio?.count == 3 && row.completedTrials == 3)
        #expect(row.energyRatio.map { abs($0.ratio - 2) < 1e-9 } == true)
        #expect(report.trialCount == 8)
        #expect(text(report).contains("Before the measured trials came 2 warm-up trials, kept"))
        #expect(text(report).contains("3 blocks after 1 warm-up block"))
        let csv = CSVReport(report, content: .trials).text
        #expect(csv.components(separatedBy: "\r\n").filter { $0.contains(",true,") }.count == 2)
    }

    @Test func `a warm-up that failed is named`() {
        let run = run(RunDesign(blocks: .fixed(2), warmUpBlocks: 1))
        var all = trials(run) { _ in 1 }
        all[0].outcome = .exited(status: 3)
        let report = Report(run: run, trials: all)
        #expect(text(report).contains("warm-up block 1: exited with status 3."))
        #expect(!report.isComplete)
    }

    @Test func `an adaptive run says what was decided and takes its spread from the pilot`() throws
    {
        let rule = AdaptiveBlocks(halfWidth: 0.01, maximum: 40)
        var run = run(RunDesign(blocks: .adaptive(rule), warmUpBlocks: 0))
        let all = trials(run) { $0.block.isMultiple(of: 2) ? 1.02 : 0.98 }
        run.plannedTrials = all.count
        let report = Report(run: run, trials: all)
        #expect(all.count == 52 && report.isComplete)
        #expect(report.decisions.map(\.blocks) == [26])
        let row = try #require(report.comparisons.first?.rows.last)
        #expect(row.energyRatio?.pilotCount == 8 && row.energyRatio?.count == 26)
        let upper = try #require(row.energyRatio?.upper)
        let ratio = try #require(row.energyRatio?.ratio)
        #expect(upper / ratio <= 1.01)
        #expect(row.timeRatio?.pilotCount == 8)
        #expect(text(report).contains("Adaptive: the number of blocks was worked out"))
        #expect(text(report).contains("inference: 26 blocks: the energy ratio of pruned"))
        let json = try JSONReport(report).text
        #expect(json.contains("\"is_adaptive\" : true") && json.contains("\"needed_blocks\" : 26"))
    }

    @Test func `a maximum that cuts is a warning`() {
        let rule = AdaptiveBlocks(halfWidth: 0.01, maximum: 12)
        let run = run(RunDesign(blocks: .adaptive(rule), warmUpBlocks: 0))
        let report = Report(
            run: run,
            trials: trials(run) { $0.block.isMultiple(of: 2) ? 1.02 : 0.98 }
        )
        #expect(
            text(report).contains("! 12 blocks, the maximum")
        )
    }

    private func floor(
        _ run: Run,
        _ metric: RatioMetric = .energy,
        provenance: Provenance = .simulated,
        spread: Double = 0.02
    ) -> NoiseFloor {
        NoiseFloor(
            runID: "cafe0000-0000-4000-8000-000000000001",
            startedAtMilliseconds: run.startedAtMilliseconds,
            comparison: "inference",
            metric: metric,
            workloadDigest: run.workloadDigest(of: run.comparisons[0]),
            source: metric == .time ? nil : EnergySource(provenance: provenance, scope: "package"),
            logRatios: (0..<10).map { $0.isMultiple(of: 2) ? spread : -spread }
        )
    }

    @Test func `a ratio within the noise floor is marked, one beyond it is not`() throws {
        let run = run(RunDesign(blocks: .fixed(4), warmUpBlocks: 0))
        for (factor, isWithin) in [(1.005, true), (1.2, false)] {
            let report = Report(
                run: run,
                trials: trials(run) { _ in factor },
                noiseFloors: [floor(run), floor(run, .time)]
            )
            let row = try #require(report.comparisons.first?.rows.last)
            #expect(row.energyNoise?.holdsRatio == isWithin)
            #expect(row.timeNoise?.holdsRatio == isWithin)
            #expect(text(report).contains("noise floor"))
            #expect(text(report).contains("on this host (run cafe0000"))
            #expect(text(report).contains("within 2") == isWithin, "\(text(report))")
            let json = try JSONReport(report).text
            #expect(json.contains("\"energy_is_within_noise_floor\" : \"\(isWithin)\""))
        }
    }

    @Test func `a floor of another method, baseline or comparison is not used`() throws {
        let run = run(RunDesign(blocks: .fixed(4), warmUpBlocks: 0))
        var other = floor(run)
        other.comparison = "adaptation"
        var changed = floor(run)
        changed.workloadDigest = ContentDigest.hexadecimal(of: "another command")
        let report = Report(
            run: run,
            trials: trials(run) { _ in 1.005 },
            noiseFloors: [floor(run, provenance: .measured), other, changed]
        )
        let row = try #require(report.comparisons.first?.rows.last)
        #expect(row.energyNoise == nil && row.timeNoise == nil)
        #expect(!text(report).contains("noise floor"))
    }

    @Test func `a floor of times is taken from a calibration that read energy the same way`() throws
    {
        let run = run(RunDesign(blocks: .fixed(4), warmUpBlocks: 0))
        func limit(_ floors: [NoiseFloor]) throws -> NoiseLimit? {
            let report = Report(run: run, trials: trials(run) { _ in 1.005 }, noiseFloors: floors)
            return try #require(report.comparisons.first?.rows.last).timeNoise
        }
        let time = floor(run, .time)
        #expect(try limit([floor(run), time]) != nil)
        #expect(try limit([time]) != nil)
        #expect(try limit([floor(run, provenance: .measured), time]) == nil)
        // The newest that fits.
        var other = floor(run, .time, spread: 0.5)
        other.runID = "beef0000-0000-4000-8000-000000000001"
        var measured = floor(run, provenance: .measured)
        measured.runID = other.runID
        #expect(try limit([other, measured, floor(run), time])?.floor == time)
    }

    @Test func `a floor holds for the same artifacts and time between readings`() {
        let run = run(RunDesign(blocks: .fixed(4), warmUpBlocks: 0))
        let digest = run.workloadDigest(of: run.comparisons[0])
        var others = [run, run]
        others[0].samplingInterval = run.samplingInterval * 2
        others[1].comparisons[0].variants[0].command.arguments.append([.text("x")])
        #expect(!others.map { $0.workloadDigest(of: $0.comparisons[0]) }.contains(digest))
        var commented = run
        commented.suiteDigest = ContentDigest.hexadecimal(of: "a comment")
        #expect(commented.workloadDigest(of: run.comparisons[0]) == digest)
    }

    @Test func `a calibration says above everything that it compares nothing`() {
        var run = run(RunDesign(blocks: .fixed(10), warmUpBlocks: 0, isCalibration: true))
        run.comparisons[0].variants[1].name = "dense-again"
        let report = Report(run: run, trials: trials(run) { _ in 1 })
        #expect(text(report).contains("CALIBRATION: each baseline was run against itself."))
        #expect(MarkdownReport(report).text.contains("> **CALIBRATION"))
    }
}
