import Experiment
import Store
import TestSupport
import Testing
import Units

@Suite struct ConditionsTests {
    private let gates: [GateRecord] = [
        GateRecord(),
        GateRecord(
            rested: .seconds(3),
            load: GateRecord.Load(
                limit: 0.25,
                first: 1.5,
                last: 0.1,
                waited: .milliseconds(1500),
                result: .waited
            ),
            heat: GateRecord.Heat(
                start: .celsius(40.5),
                band: 3,
                first: .celsius(20),
                last: .celsius(36),
                cooled: .milliseconds(5),
                burned: .seconds(60),
                result: .ranOut
            ),
            took: .seconds(65)
        ),
        GateRecord(
            load: GateRecord.Load(limit: 0),
            heat: GateRecord.Heat(start: .celsius(-5), band: 1)
        ),
    ]

    @Test func `what a trial waited for is read back as it was stored`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        for (sequence, gate) in gates.enumerated() {
            var trial = SampleRun.trial(sequence: sequence)
            trial.gate = gate
            trial.warnings += gate.warnings.map(TrialWarning.condition)
            try store.save(trial, of: run)
            #expect(try store.trial(named: trial.id) == trial)
        }
        let unlooked = SampleRun.trial(sequence: 9)
        try store.save(unlooked, of: run)
        #expect(try store.trial(named: unlooked.id).gate == nil)
    }

    @Test func `the conditions of a run are read back as they were stored`() throws {
        let store = try ResultStore.inMemory()
        for temperature in [Temperature?.none, .celsius(41.25)] {
            var run = SampleRun.run()
            run.conditions = RunConditions(
                trials: TrialConditions(
                    gates: false,
                    loadLimit: 1,
                    loadWait: .seconds(2),
                    temperatureBand: 3,
                    temperatureWait: .seconds(4),
                    cooldown: .seconds(5),
                    idleWindows: 6,
                    idleWindow: .milliseconds(700)
                ),
                startTemperature: temperature
            )
            try store.create(run)
            #expect(try store.run(named: run.id) == run)
        }
    }

    @Test func `idle measurements are read back as they were stored`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        #expect(try store.idleMeasurements(ofRun: run.id) == IdleMeasurements())
        let trial = SampleRun.trial()
        let before = IdleMeasurement(
            moment: .before,
            startedAtMilliseconds: 5,
            windows: [
                Window(start: trial.started, stop: trial.ended),
                Window(start: trial.ended, stop: trial.ended + .seconds(1)),
            ],
            channels: trial.channels,
            readings: trial.readings,
            warnings: [.loadAboveLimit(cpus: 1, limit: 0.25, waitedSeconds: 10)]
        )
        let after = IdleMeasurement(
            moment: .after,
            startedAtMilliseconds: 6,
            missing: "it's over"
        )
        try store.save(after, runID: run.id)
        var wrong = before
        wrong.readings = []
        try store.save(wrong, runID: run.id)
        // A second one takes the place of the first, wholly.
        try store.save(before, runID: run.id)
        let stored = try store.idleMeasurements(ofRun: run.id)
        #expect(stored == IdleMeasurements(before: before, after: after))
        let level = try #require(try stored.before?.level.get())
        #expect(abs(level.power.value.watts - 40) < 0.5)
        #expect(throws: StoreError.self) { try store.save(before, runID: "of no run") }
    }
}
