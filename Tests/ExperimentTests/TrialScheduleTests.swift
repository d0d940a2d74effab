import Experiment
import Randomness
import TestSupport
import Testing

@Suite struct TrialScheduleTests {
    private func schedule(
        comparisons: Int = 1,
        design: RunDesign = RunDesign(blocks: .fixed(4)),
        seed: UInt64 = 5
    ) -> TrialSchedule {
        TrialSchedule(
            comparisons: (0..<comparisons).map {
                Made.comparison("c\($0)", variants: ["a", "b", "c"])
            },
            design: design,
            seed: seed
        )
    }

    @Test func `every block holds every variant once, the warm-up first`() {
        let design = RunDesign(blocks: .fixed(50), warmUpBlocks: 2)
        let trials = schedule(design: design).trials
        #expect(trials.count == 52 * 3)
        #expect(trials.map(\.sequence) == Array(0..<trials.count))
        #expect(
            trials.map(\.isWarmUp) == Array(repeating: true, count: 6)
                + Array(repeating: false, count: 150)
        )
        for (isWarmUp, count) in [(true, 2), (false, 50)] {
            for block in 0..<count {
                let own = trials.filter { $0.block == block && $0.isWarmUp == isWarmUp }
                #expect(own.map(\.variant).sorted() == ["a", "b", "c"])
                #expect(own.map(\.position) == [0, 1, 2])
                #expect(Set(own.map(\.blockSeed)).count == 1)
            }
        }
        #expect(Set(trials.map(\.blockSeed)).count == 52)
    }

    @Test func `one seed gives one plan and another seed another`() {
        #expect(schedule() == schedule())
        #expect(schedule().trials != schedule(seed: 6).trials)
    }

    @Test func `more blocks, comparisons and warm-up leave the rest as it was`() {
        let small = schedule(design: RunDesign(blocks: .fixed(4), warmUpBlocks: 0)).trials
        let longer = schedule(design: RunDesign(blocks: .fixed(8), warmUpBlocks: 0)).trials
        let wider = schedule(comparisons: 2, design: RunDesign(blocks: .fixed(4), warmUpBlocks: 0))
        #expect(Array(longer.prefix(12)) == small)
        #expect(Array(wider.trials.prefix(12)) == small)
        let warmer = schedule(design: RunDesign(blocks: .fixed(4), warmUpBlocks: 1)).trials
        let measured = warmer.filter { !$0.isWarmUp }.map { trial in
            var trial = trial
            trial.sequence -= 3
            return trial
        }
        #expect(measured == small)
    }

    @Test func `a run of an older version is planned as that version did`() {
        // Version 0.1 with seed 20261121 planned this for two variants.
        let schedule = TrialSchedule(
            comparisons: [Made.comparison(variants: ["slow", "fast"])],
            design: RunDesign(blocks: .fixed(4), warmUpBlocks: 0, order: .shuffled),
            seed: 20_261_121
        )
        #expect(
            schedule.trials.map(\.variant)
                == ["fast", "slow", "fast", "slow", "fast", "slow", "slow", "fast"]
        )
        #expect(schedule.trials.first?.blockSeed == 129_541_942)
        #expect(schedule.trials.last?.blockSeed == 1_074_161_067)
    }

    @Test func `trials are given in order until they are recorded`() {
        var schedule = schedule()
        let planned = schedule.trials
        #expect(schedule.next() == planned[0] && schedule.next() == planned[0])
        #expect(schedule.make() == planned)
        #expect(schedule.next() == nil && schedule.remaining.isEmpty)
    }

    @Test func `an interrupted trial is given again, a failed one is not`() {
        var schedule = schedule()
        let planned = schedule.trials
        schedule.record(TrialResult(planned: planned[0], isMade: false, isCompleted: false))
        #expect(schedule.next() == planned[0])
        schedule.record(TrialResult(planned: planned[0], isCompleted: false))
        #expect(schedule.next() == planned[1])
        // Twice the same, and one of another run, change nothing.
        let before = schedule
        schedule.record(TrialResult(planned: planned[0]))
        var foreign = planned[1]
        foreign.variant = "z"
        schedule.record(TrialResult(planned: foreign))
        #expect(schedule == before)
    }

    /// Results that depend on the trial alone, so that a run may be cut at any place.
    private func result(_ planned: PlannedTrial, seed: UInt64) -> TrialResult {
        var random = SplitMix64(seed: planned.blockSeed ^ seed)
            .stream(UInt64(planned.variant.unicodeScalars.first?.value ?? 0))
        let energy = 1 + Double.random(in: 0..<0.1, using: &random)
        return Made.result(planned, joules: energy)
    }

    @Test func `a run that was cut off goes on with what is missing, in the planned order`() {
        Properties.check(40) { random, seed in
            let design = RunDesign(
                blocks: .adaptive(AdaptiveBlocks(pilot: 8, halfWidth: 0.02, maximum: 60)),
                warmUpBlocks: Int.random(in: 0...2, using: &random)
            )
            var whole = schedule(comparisons: 2, design: design, seed: seed)
            let made = whole.make { result($0, seed: seed) }
            // Some trials are stored; any may be missing, and none comes in a special order.
            let kept = made.filter { _ in Double.random(in: 0..<1, using: &random) < 0.6 }
            var resumed = schedule(comparisons: 2, design: design, seed: seed)
            for planned in kept { resumed.record(result(planned, seed: seed)) }
            let rest = resumed.make { result($0, seed: seed) }
            #expect(resumed.trials == whole.trials, "seed \(seed)")
            #expect(resumed.decisions == whole.decisions, "seed \(seed)")
            #expect(Set(kept + rest).count == made.count || rest.count + kept.count == made.count)
            let places = rest.map(\.sequence)
            #expect(places.count == Set(places).count, "seed \(seed)")
        }
    }
}
