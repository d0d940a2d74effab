import Experiment
import Store
import TestSupport
import Testing

@Suite struct RunDesignTests {
    private let designs = [
        RunDesign(blocks: .fixed(2), warmUpBlocks: 0, order: .shuffled),
        RunDesign(blocks: .fixed(2), warmUpBlocks: 3, isCalibration: true),
        RunDesign(blocks: .adaptive(AdaptiveBlocks(pilot: 9, halfWidth: 0.003, maximum: 70))),
    ]

    @Test func `the design of a run is read back as it was stored`() throws {
        let store = try ResultStore.inMemory()
        for design in designs {
            var run = SampleRun.run()
            run.design = design
            try store.create(run)
            #expect(try store.run(named: run.id) == run)
        }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `a warm-up trial is stored as one and is in no table`() throws {
        let folder = try TemporaryFolder()
        try withExtendedLifetime(folder) {
            let shell = SQLiteShell(path: folder.path + "/results.sqlite")
            let store = try ResultStore(path: shell.path)
            let run = SampleRun.run()
            try store.create(run)
            var warmUp = SampleRun.trial()
            warmUp.planned.isWarmUp = true
            let measured = SampleRun.trial(sequence: 1)
            try store.save(warmUp, of: run)
            try store.save(measured, of: run)
            #expect(try store.trials(ofRun: run.id) == [warmUp, measured])
            #expect(try shell.run("SELECT variant, trials FROM comparison_table") == "dense|1")
            #expect(
                try shell.run("SELECT is_warm_up FROM trial_table ORDER BY sequence") == "1\n0"
            )
        }
    }

    @Test func `what a pilot decides is stored with the trial that completes it`() throws {
        let store = try ResultStore.inMemory()
        var run = SampleRun.run()
        run.design = RunDesign(
            blocks: .adaptive(AdaptiveBlocks(halfWidth: 0.01, maximum: 30)),
            warmUpBlocks: 1
        )
        var schedule = TrialSchedule(of: run)
        run.blocks = 8
        run.plannedTrials = schedule.trials.count
        try store.create(run)
        for planned in schedule.trials {
            var trial = SampleRun.trial()
            trial.planned = planned
            let sign = planned.block.isMultiple(of: 2) ? 0.02 : -0.02
            schedule.record(
                TrialResult(
                    planned: planned,
                    timePerUnit: planned.variant == "dense" ? 1 : 1 + sign
                )
            )
            #expect(try store.blockDecisions(ofRun: run.id).isEmpty)
            try store.save(trial, of: run, schedule: schedule)
        }
        let decisions = try store.blockDecisions(ofRun: run.id)
        #expect(decisions == schedule.decisions && decisions.first?.blocks == 26)
        let stored = try store.run(named: run.id)
        #expect(stored.blocks == 26 && stored.plannedTrials == 54)
        #expect(stored.design == run.design)
    }
}

@Suite struct NoiseFloorStoreTests {
    private func floor(_ run: Run, _ metric: RatioMetric, first: Double = 0.01) -> NoiseFloor {
        NoiseFloor(
            runID: run.id,
            startedAtMilliseconds: run.startedAtMilliseconds,
            comparison: "inference",
            metric: metric,
            workloadDigest: ContentDigest.hexadecimal(of: "x"),
            source: metric == .time
                ? nil : EnergySource(provenance: .integrated, scope: "package + GPU"),
            logRatios: [first, -0.02, 0.001]
        )
    }

    @Test func `noise floors are found by host and suite, the newest first`() throws {
        let store = try ResultStore.inMemory()
        var first = SampleRun.run()
        let second = SampleRun.run(startedAtMilliseconds: first.startedAtMilliseconds + 5)
        var other = SampleRun.run()
        other.suiteName = "another"
        // A comment in the suite's text changes nothing.
        first.suiteDigest = ContentDigest.hexadecimal(of: "with a comment")
        for run in [first, second, other] { try store.create(run) }
        try store.save([floor(first, .energy, first: 7), floor(first, .time)])
        // A resumed calibration that ends again replaces what it found before.
        try store.save([floor(first, .energy)])
        try store.save([floor(second, .time)])
        try store.save([floor(other, .energy)])
        #expect(
            try store.noiseFloors(hostID: first.host.id, suite: first.suiteName)
                == [floor(second, .time), floor(first, .energy), floor(first, .time)]
        )
        #expect(
            try store.noiseFloors(hostID: "another", suite: first.suiteName).isEmpty
        )
    }
}
