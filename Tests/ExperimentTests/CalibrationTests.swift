import Experiment
import Foundation
import TestSupport
import Testing
import Units

@Suite struct CalibrationTests {
    private var suite: BenchmarkSuite {
        func step(_ name: String, uses: [String] = []) -> PrepareStep {
            let pieces = uses.map { Command.Piece.artifact(step: $0) } + [.output]
            return PrepareStep(
                name: name,
                command: Command(arguments: [pieces]),
                inputs: [],
                timeout: .seconds(1)
            )
        }
        var comparison = Made.comparison(variants: ["dense", "pruned"])
        comparison.variants[0].command = Command(arguments: [[.artifact(step: "tuned")]])
        comparison.variants[1].command = Command(arguments: [[.artifact(step: "pruned")]])
        return BenchmarkSuite(
            name: "s",
            design: RunDesign(
                blocks: .adaptive(AdaptiveBlocks(pilot: 12, halfWidth: 0.01, maximum: 40)),
                warmUpBlocks: 2
            ),
            timeout: .seconds(1),
            samplingInterval: .milliseconds(100),
            prepare: [step("base"), step("tuned", uses: ["base"]), step("pruned", uses: ["base"])],
            comparisons: [comparison]
        )
    }

    @Test func `a calibration runs the baseline against itself and prepares what that needs`() {
        let calibration = suite.calibrating()
        let comparison = calibration.comparisons[0]
        #expect(comparison.variants.map(\.name) == ["dense", "dense-again"])
        #expect(comparison.variants[0].command == comparison.variants[1].command)
        #expect(comparison.baseline == "dense" && comparison.name == "c")
        #expect(calibration.prepare.map(\.name) == ["base", "tuned"])
        #expect(calibration.design.isCalibration && calibration.design.warmUpBlocks == 2)
        // The pilot has more than the ten that a calibration has at the least.
        #expect(calibration.design.blocks == .fixed(12))
        #expect(suite.calibrating(blocks: 30).design.blocks == .fixed(30))
        var few = suite
        few.design.blocks = .fixed(5)
        #expect(few.calibrating().design.blocks == .fixed(10))
        #expect(comparison.baselineDigest == suite.comparisons[0].baselineDigest)
    }

    @Test func `a baseline that does something else has another digest`() {
        let comparison = Made.comparison(variants: ["a", "b"])
        var others = Array(repeating: comparison, count: 3)
        others[0].variants[0].command.arguments.append([.text("x")])
        others[1].variants[0].command.environment["A"] = "1"
        others[2].unitOfWork = "tokens"
        #expect(Set((others + [comparison]).map(\.baselineDigest)).count == 4)
        var same = comparison
        same.variants[1].command.arguments.append([.text("x")])
        same.quality = QualityMetric(event: "e", higherIsBetter: true)
        #expect(same.baselineDigest == comparison.baselineDigest)
    }

    /// A calibration of the sample run, and its trials with energies that alternate.
    private func calibration(
        blocks: Int,
        change: (Int, inout TrialSummary) -> Void = { _, _ in }
    ) -> (run: Run, summaries: [TrialSummary]) {
        var run = SampleRun.run()
        run.design = RunDesign(blocks: .fixed(blocks), warmUpBlocks: 1, isCalibration: true)
        let base = run.comparisons[0].variants[0]
        var again = base
        again.name = "dense-again"
        run.comparisons[0].variants = [base, again]
        let summaries = TrialSchedule(of: run).trials.enumerated().map { number, planned in
            var trial = SampleRun.trial()
            trial.planned = planned
            var summary = TrialSummary(
                of: trial,
                in: run.comparisons[0],
                estimateModel: nil
            )
            // The warm-up is far off: it must not be in the floor.
            let factor = planned.isWarmUp ? 3.0 : planned.block.isMultiple(of: 2) ? 1.01 : 0.99
            if planned.variant != "dense" { summary.work = summary.work.map { $0 / factor } }
            change(number, &summary)
            return summary
        }
        return (run, summaries)
    }

    @Test func `the floor has the ratio of each block, for energy and time`() throws {
        let (run, summaries) = calibration(blocks: 10)
        let floors = NoiseFloor.floors(of: run, summaries: summaries)
        #expect(floors.map(\.metric) == [.energy, .time])
        for floor in floors {
            #expect(floor.logRatios.count == 10)
            for (block, ratio) in floor.logRatios.enumerated() {
                #expect(abs(ratio - log(block.isMultiple(of: 2) ? 1.01 : 0.99)) < 1e-9)
            }
            #expect(floor.runID == run.id && floor.comparison == "inference")
        }
        #expect(floors[0].source == EnergySource(provenance: .simulated, scope: "package"))
        #expect(floors[1].source == nil)
        let ten = try #require(floors[0].floor(pairs: 10))
        let forty = try #require(floors[0].floor(pairs: 40))
        #expect(forty < ten && ten < 0.01)
    }

    @Test func `too few blocks give no floor, and neither do energies of two origins`() {
        let (short, few) = calibration(blocks: 9)
        #expect(NoiseFloor.floors(of: short, summaries: few).isEmpty)
        let (failed, most) = calibration(blocks: 10) { number, summary in
            if number == 7 { summary.outcome = .exited(status: 1) }
        }
        #expect(NoiseFloor.floors(of: failed, summaries: most).isEmpty)
        let (mixed, all) = calibration(blocks: 10) { number, summary in
            if number == 7, case .known(var figure) = summary.energy {
                figure.provenance = .measured
                summary.energy = .known(figure)
            }
        }
        #expect(NoiseFloor.floors(of: mixed, summaries: all).map(\.metric) == [.time])
        var usual = short
        usual.design = RunDesign(blocks: .fixed(10))
        let (_, enough) = calibration(blocks: 10)
        #expect(NoiseFloor.floors(of: usual, summaries: enough).isEmpty)
    }
}
