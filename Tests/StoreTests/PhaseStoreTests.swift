import Experiment
import Foundation
import Store
import TestSupport
import Testing
import Units

@Suite struct PhaseStoreTests {
    private func cost(_ energy: Finding<Energy>) -> ArtifactCost {
        ArtifactCost(
            energy: energy,
            origin: ArtifactCost.Origin(
                hostID: "h",
                hostName: "other",
                atMilliseconds: 1_700_000_000_000,
                harnessVersion: "1.0"
            )
        )
    }

    private let known = Finding.known(
        Figure(
            value: Energy.joules(12.5),
            budget: UncertaintyBudget(
                edges: .joules(0.1),
                resolution: .joules(0.2),
                sampling: .joules(0.3),
                accuracy: .joules(0.4),
                isAccuracyStated: false
            ),
            provenance: .simulated,
            scope: "package"
        )
    )

    @Test func `what artifacts cost is read back as it was stored`() throws {
        let store = try ResultStore.inMemory()
        for energy in [known, .missing(reason: "nothing was read")] {
            var run = SampleRun.run()
            run.id = UUID().uuidString.lowercased()
            for index in run.artifacts.indices { run.artifacts[index].cost = cost(energy) }
            #expect(!run.artifacts.isEmpty)
            try store.create(run)
            #expect(try store.run(named: run.id).artifacts == run.artifacts)
        }
    }

    @Test func `the making of an artifact is kept raw and gives the same energy again`() throws {
        let store = try ResultStore.inMemory()
        let run = SampleRun.run()
        try store.create(run)
        let trial = SampleRun.trial()
        let preparation = MeasuredPreparation(
            step: run.artifacts[0].step,
            command: ["train", "--out", "x"],
            startedAtMilliseconds: 5,
            started: trial.started,
            ended: trial.ended,
            channels: trial.channels,
            readings: trial.readings
        )
        try store.save(preparation, runID: run.id)
        let kept = try #require(try store.preparations(ofRun: run.id).first)
        #expect(kept == preparation)
        let joules = try #require(kept.energy(estimateModel: nil).figure?.value.joules)
        #expect(abs(joules - 160) < 1)
        #expect(throws: StoreError.self) { try store.save(preparation, runID: "of no run") }
    }

    @Test(.enabled(if: SQLiteShell.isThere, "needs the sqlite3 program"))
    func `the rows of a trial's phases add up to its window`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/phases.sqlite"
        let store = try ResultStore(path: path)
        let run = SampleRun.run()
        try store.create(run)
        var trial = SampleRun.trial()
        let start = trial.events[0].instant
        for (kind, key, milliseconds) in [
            (WorkloadEvent.Kind.start, "a|b_start", 300), (.start, "c_start", 500),
            (.stop, "c_stop", 600), (.stop, "a|b_stop", 1300),
        ] {
            trial.events.append(
                WorkloadEvent(kind: kind, key: key, instant: start + .milliseconds(milliseconds))
            )
        }
        try store.save(trial, of: run)
        let rows = try SQLiteShell(path: path).run(
            """
            SELECT position, path, name, depth, count, round(seconds, 6), round(own_seconds, 6),
                energy_provenance FROM phase ORDER BY position
            """
        )
        #expect(
            rows == """
                0|["a|b"]|a|b|0|1|1.0|0.9|simulated
                1|["a|b","c"]|c|1|1|0.1|0.1|simulated
                2|[]||||1.0|1.0|simulated
                """
        )
        let gap = try SQLiteShell(path: path).run(
            """
            SELECT abs(sum(own_energy_joules) - energy) < 1e-9 FROM phase,
                (SELECT energy_joules AS energy FROM summary)
            """
        )
        #expect(gap == "1")
    }
}
