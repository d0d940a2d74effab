import Experiment
import Testing

@Suite struct AdaptiveScheduleTests {
    private let rule = AdaptiveBlocks(pilot: 8, halfWidth: 0.01, maximum: 40)

    /// Energies whose ratios b/a alternate between 1.02 and 0.98.
    private func alternating(_ planned: PlannedTrial, spread: Double = 0.02) -> TrialResult {
        let sign = planned.block.isMultiple(of: 2) ? 1.0 : -1.0
        return Made.result(planned, joules: planned.variant == "a" ? 1 : 1 + sign * spread)
    }

    @Test func `blocks after the pilot are planned when it is complete, once`() throws {
        var schedule = Made.schedule(blocks: .adaptive(rule), warmUp: 1)
        #expect(schedule.trials.count == 2 + 16 && schedule.undecided == ["c"])
        #expect(schedule.blocks(of: "c") == 8 && schedule.decisions.isEmpty)
        for planned in schedule.trials.dropLast() { schedule.record(alternating(planned)) }
        #expect(schedule.trials.count == 18 && schedule.decisions.isEmpty)
        let last = try #require(schedule.next())
        schedule.record(alternating(last))
        // python3 -c "import numpy as np; from math import *; from scipy.stats import t
        // s=np.std(np.log([1.02,.98]*4),ddof=1); print(s,ceil((t.ppf(.975,7)*s/log(1.01))**2))"
        // 0.02138375... 26
        let decision = try #require(schedule.decisions.first)
        #expect(abs((decision.logStandardDeviation ?? 0) - 0.021383) < 1e-5)
        #expect(decision.needed == 26 && decision.blocks == 26 && !decision.isCut)
        #expect(decision.metric == .energy && decision.variant == "b" && decision.pilotPairs == 8)
        #expect(schedule.undecided.isEmpty && schedule.trials.count == 2 + 52)
        // Later trials, however wide they spread, change nothing.
        _ = schedule.make { alternating($0, spread: 0.5) }
        #expect(schedule.decisions == [decision] && schedule.trials.count == 54)
    }

    @Test func `the maximum cuts what the pilot asks for, and that is said`() throws {
        var schedule = Made.schedule(blocks: .adaptive(rule))
        _ = schedule.make { alternating($0, spread: 0.1) }
        let decision = try #require(schedule.decisions.first)
        #expect(decision.blocks == 40 && decision.isCut)
        #expect((decision.needed ?? 0) > 600)
        #expect(schedule.trials.count == 80)
        #expect(decision.explanation.contains("the maximum"))
    }

    @Test func `a pilot that is precise enough is all there is`() throws {
        var schedule = Made.schedule(blocks: .adaptive(rule))
        let made = schedule.make { alternating($0, spread: 0.001) }
        #expect(made.count == 16)
        #expect(schedule.decisions.first?.needed == 8)
    }

    @Test func `the variant that needs the most decides for all`() throws {
        var schedule = Made.schedule(["a", "b", "c"], blocks: .adaptive(rule))
        _ = schedule.make { alternating($0, spread: $0.variant == "c" ? 0.02 : 0.001) }
        let decision = try #require(schedule.decisions.first)
        #expect(decision.variant == "c" && decision.blocks == 26)
        #expect(schedule.trials.count == 3 * 26)
    }

    @Test func `work of different kinds decides nothing, and times at a fixed rate neither`() throws
    {
        let fast = WorkKind.fixedWork(scenario: "Offline", mode: .quick)
        let served = WorkKind.fixedRate(scenario: "Server", queriesPerSecond: 100, mode: .quick)
        func blocks(joules: Bool, _ kind: @escaping (PlannedTrial) -> WorkKind) -> Int? {
            var schedule = Made.schedule(blocks: .adaptive(rule))
            _ = schedule.make { planned in
                var result = alternating(planned)
                result.timePerUnit = result.energyPerUnit
                if !joules { (result.energyPerUnit, result.source) = (nil, nil) }
                result.workKind = kind(planned)
                return result
            }
            return schedule.decisions.first?.needed
        }
        #expect(blocks(joules: true) { $0.variant == "a" ? fast : served } == nil)
        #expect(blocks(joules: true) { _ in served } == 26)
        #expect(blocks(joules: false) { _ in served } == nil)
        #expect(blocks(joules: false) { _ in fast } == 26)
    }

    @Test func `time decides where energy is missing or of two origins`() throws {
        for isMissing in [true, false] {
            var schedule = Made.schedule(blocks: .adaptive(rule))
            _ = schedule.make { planned in
                var result = alternating(planned)
                result.timePerUnit = result.energyPerUnit
                if planned.block == 3 {
                    result.source =
                        isMissing ? nil : EnergySource(provenance: .estimated, scope: "x")
                    if isMissing { result.energyPerUnit = nil }
                }
                return result
            }
            let decision = try #require(schedule.decisions.first)
            #expect(decision.metric == .time && decision.needed == 26, "\(isMissing)")
        }
    }

    @Test func `a block that failed is made up for`() throws {
        var schedule = Made.schedule(blocks: .adaptive(rule))
        _ = schedule.make { planned in
            var result = alternating(planned, spread: 0.001)
            if planned.block < 2, planned.variant == "b" { result.isCompleted = false }
            return result
        }
        let decision = try #require(schedule.decisions.first)
        #expect(decision.pilotPairs == 6)
        // Six pairs are enough and were made: nothing more is asked for than the pilot.
        #expect(decision.blocks == 8)
    }

    @Test func `a pilot without ratios ends there and says why`() throws {
        var schedule = Made.schedule(blocks: .adaptive(rule))
        let made = schedule.make { TrialResult(planned: $0, isCompleted: false) }
        #expect(made.count == 16)
        let decision = try #require(schedule.decisions.first)
        #expect(decision.needed == nil && decision.blocks == 8 && !decision.isCut)
        #expect(decision.explanation.contains("says nothing"))
    }
}
