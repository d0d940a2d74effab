import Experiment
import Foundation
import Store
import TestSupport
import Testing

/// Nights, their figures, pins and alarms in a database file.
@Suite struct NightStoreTests {
    private static let machine = "00000000-0000-4000-8000-00000000000a"

    private func night(
        _ number: Int = 0,
        suite: String = "demo",
        machineID: String = machine
    ) -> Night {
        Night(
            id: UUID().uuidString.lowercased(),
            number: number,
            suite: suite,
            machineID: machineID,
            machineName: "host",
            startedAtMilliseconds: 1000,
            projectVersion: "c001",
            circumstances: Circumstances(["kernel": "6.1", "it's": "\"x\""]),
            bounds: FigureBounds(relative: [.energy: 0.03, .quality: 0.5]),
            simulation: "rapl: simulated"
        )
    }

    private func withStore(_ body: (ResultStore) throws -> Void) throws {
        let folder = try TemporaryFolder()
        try body(ResultStore(path: folder.path + "/results.sqlite"))
    }

    private func figure(_ metric: FigureMetric, _ value: Double) -> NightFigure {
        NightFigure(
            comparison: "c",
            variant: "v",
            metric: metric,
            reference: .pin,
            value: value,
            lower: metric == .memory ? nil : value - 1,
            upper: metric == .memory ? nil : value + 1,
            count: 5,
            unit: "1",
            provenance: metric.isOfEnergy ? .measured : nil,
            circumstances: Circumstances(["definition": "abc", "pinned reference": "p"])
        )
    }

    @Test func `nights are numbered by suite and machine, whatever the clock says`() throws {
        try withStore { store in
            let other = "00000000-0000-4000-8000-00000000000b"
            #expect(try store.begin(night()).number == 1)
            var second = night()
            second.startedAtMilliseconds = 10
            #expect(try store.begin(second).number == 2)
            #expect(try store.begin(night(machineID: other)).number == 1)
            #expect(try store.begin(night(suite: "other")).number == 1)
            let nights = try store.nights(suite: "demo", machineID: Self.machine)
            #expect(nights.map(\.number) == [1, 2])
            #expect(try store.nights().count == 4)
        }
    }

    @Test func `a night is read back as it was saved, with its figures in their order`() throws {
        try withStore { store in
            let run = SampleRun.run(startedAtMilliseconds: 5)
            try store.create(run)
            var night = try store.begin(night())
            #expect(try store.nights() == [night])
            night.runID = run.id
            night.state = .judged
            night.outcome = .couldNotJudge
            night.reasons = ["one", "“two”"]
            night.endedAtMilliseconds = 2000
            let figures = [figure(.time, 1.5), figure(.energy, 0.5), figure(.memory, 7)]
            try store.save(night, figures: figures)
            #expect(try store.nights() == [night])
            #expect(try store.night(ofRun: run.id) == night)
            let stored = try store.nightFigures(suite: "demo", machineID: Self.machine)
            #expect(stored == [night.id: figures])
            // Judged anew: in place of those before.
            try store.save(night, figures: [figure(.time, 2)])
            #expect(
                try store.nightFigures(suite: "demo", machineID: Self.machine)[night.id]
                    == [figure(.time, 2)]
            )
        }
    }

    @Test func `an alarm keeps all that became of it`() throws {
        try withStore { store in
            let first = try store.begin(night())
            let second = try store.begin(night())
            var alarm = Alarm(
                id: UUID().uuidString.lowercased(),
                key: SeriesKey(
                    machineID: Self.machine,
                    suite: "demo",
                    comparison: "c",
                    variant: "v",
                    metric: .energy,
                    reference: .pin
                ),
                layer: .verdict,
                direction: .regressed,
                firstNightID: second.id,
                lastGoodNightID: first.id,
                raisedNightID: second.id,
                levelBefore: -0.25,
                circumstances: Circumstances(["definition": "abc"]),
                change: 0.05,
                lower: nil,
                upper: nil,
                versionBefore: "c001",
                versionAfter: nil,
                events: [
                    Alarm.Event(
                        atMilliseconds: 1,
                        nightID: second.id,
                        state: .suspected,
                        note: "p"
                    )
                ]
            )
            try store.save(second, alarms: [alarm])
            #expect(try store.alarms() == [alarm])
            alarm.events.append(
                Alarm.Event(atMilliseconds: 2, nightID: nil, state: .acknowledged, note: "known")
            )
            alarm.change = 0.06
            try store.save(alarm)
            #expect(try store.alarms(suite: "demo", machineID: Self.machine) == [alarm])
            #expect(try store.alarms(suite: "other").isEmpty)
        }
    }

    @Test func `what somebody acknowledges while a night works on the alarm stays the last word`()
        throws
    {
        try withStore { store in
            let night = try store.begin(night())
            func event(_ at: Int64, _ state: Alarm.State) -> Alarm.Event {
                Alarm.Event(atMilliseconds: at, nightID: nil, state: state, note: "")
            }
            var alarm = Alarm(
                id: UUID().uuidString.lowercased(),
                key: SeriesKey(
                    machineID: Self.machine,
                    suite: "demo",
                    comparison: "c",
                    variant: "v",
                    metric: .energy,
                    reference: .none
                ),
                layer: .history,
                direction: .regressed,
                firstNightID: night.id,
                lastGoodNightID: nil,
                raisedNightID: night.id,
                levelBefore: 0,
                change: 0.05,
                lower: nil,
                upper: nil,
                versionBefore: nil,
                versionAfter: nil,
                events: [event(1, .suspected)]
            )
            try store.save(alarm)
            var seen = alarm
            seen.events.append(event(2, .acknowledged))
            try store.save(seen)
            alarm.events.append(event(3, .confirmed))
            try store.save(alarm)
            #expect(
                try store.alarms().first?.events.map(\.state)
                    == [.suspected, .confirmed, .acknowledged]
            )
        }
    }

    @Test func `the newest pin comes first, and one that was removed is gone from the list`()
        throws
    {
        try withStore { store in
            func pin(_ at: Int64, suite: String = "demo") -> Pin {
                Pin(
                    id: UUID().uuidString.lowercased(),
                    suite: suite,
                    createdAtMilliseconds: at,
                    folder: "/pins/\(at)",
                    version: at == 1 ? nil : "v\(at)",
                    build: at == 1
                        ? nil : Pin.Build(repository: "/r", commit: "abc", command: "make -j"),
                    variants: [
                        PinnedVariant(
                            comparison: "c",
                            variant: "v",
                            command: Command(
                                template: ["sh", "a{{b}}", "{output}/x", "{seed}"],
                                environment: ["A": "b=c"],
                                loadGenFolder: "logs",
                                folder: "/elsewhere"
                            ),
                            files: ["/bin/sh": String(repeating: "0", count: 64)],
                            definition: String(repeating: "1", count: 64)
                        )
                    ],
                    note: at == 1 ? "the first" : nil
                )
            }
            let pins = [pin(1), pin(2), pin(3, suite: "other")]
            for pin in pins { try store.save(pin, machineID: Self.machine) }
            #expect(
                try store.pins(suite: "demo", machineID: Self.machine) == [pins[1], pins[0]]
            )
            #expect(try store.pins(machineID: Self.machine).count == 3)
            #expect(try store.pins(machineID: pins[0].id).isEmpty)
            try store.removePin(id: pins[1].id, atMilliseconds: 4)
            #expect(try store.pins(suite: "demo", machineID: Self.machine) == [pins[0]])
        }
    }

    @Test func `a run keeps the folder of a variant's command`() throws {
        try withStore { store in
            var run = SampleRun.run(startedAtMilliseconds: 5)
            run.comparisons[0].variants[0].command.folder = "/a folder"
            try store.create(run)
            #expect(try store.run(named: run.id).comparisons == run.comparisons)
        }
    }
}
