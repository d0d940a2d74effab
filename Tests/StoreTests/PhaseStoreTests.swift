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

    /// A run of which nothing is prepared yet, its first artifact, and how that was made.
    private func preparing() throws -> (run: Run, artifact: Artifact, making: MeasuredPreparation) {
        var run = SampleRun.run()
        let artifact = try #require(run.artifacts.first)
        run.artifacts = []
        let trial = SampleRun.trial()
        let making = MeasuredPreparation(
            step: artifact.step,
            command: ["train", "--out", "x"],
            startedAtMilliseconds: 5,
            started: trial.started,
            ended: trial.ended,
            channels: trial.channels,
            readings: trial.readings
        )
        return (run, artifact, making)
    }

    @Test func `the making of an artifact is kept raw and gives the same energy again`() throws {
        let store = try ResultStore.inMemory()
        let (run, artifact, making) = try preparing()
        try store.create(run)
        try store.save(artifact, at: 0, making: making, runID: run.id)
        #expect(try store.run(named: run.id).artifacts == [artifact])
        let kept = try #require(try store.preparations(ofRun: run.id).first)
        #expect(kept == making)
        let joules = try #require(kept.energy(estimateModel: nil).figure?.value.joules)
        #expect(abs(joules - 160) < 1)
        #expect(throws: StoreError.self) {
            try store.save(artifact, at: 0, making: making, runID: "of no run")
        }
    }

    @Test func `an artifact that a run has stays, until another comes before the first trial`()
        throws
    {
        let store = try ResultStore.inMemory()
        let (run, artifact, making) = try preparing()
        try store.create(run)
        try store.save(artifact, at: 0, making: making, runID: run.id)
        var found = artifact
        found.wasCached = true
        found.seconds += 1
        try store.save(found, at: 0, making: nil, runID: run.id)
        #expect(try store.run(named: run.id).artifacts == [artifact])
        #expect(try store.preparations(ofRun: run.id) == [making])

        var other = artifact
        other.key = String(repeating: "e", count: 64)
        try store.save(other, at: 0, making: nil, runID: run.id)
        #expect(try store.run(named: run.id).artifacts == [other])
        #expect(try store.preparations(ofRun: run.id).isEmpty)

        try store.save(SampleRun.trial(), of: run)
        try store.save(artifact, at: 0, making: making, runID: run.id)
        #expect(try store.run(named: run.id).artifacts == [other])
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
