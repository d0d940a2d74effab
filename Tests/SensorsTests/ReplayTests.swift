import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

@Suite struct ReplayTests {
    private let clock = ManualClock()

    /// The replay of a trial as the catalog finds it, but on the test's clock.
    private func probe(_ trial: Trial) -> ProbedSensor {
        ReplaySensor.probe(
            SensorOptions.Replay(
                trialID: trial.id,
                channels: trial.channels,
                readings: trial.readings
            ),
            now: clock.now
        )
    }

    private func outcomes(_ open: any OpenSensor) -> [Reading.Outcome] {
        var outcomes: [Reading.Outcome] = []
        open.read(firstChannel: 0) { outcomes.append($0.outcome) }
        return outcomes
    }

    @Test func `channels of energy keep what they count and say whose they were`() throws {
        let trial = SampleRun.trial()
        let found = probe(trial)
        let sensor = try #require(found.sensor)
        #expect(sensor.channels.map(\.name) == ["replay/rapl/package-0"], "memory is not played")
        let channel = sensor.channels[0]
        #expect(channel.interface == "replay of trial \(trial.id) (powercap)")
        #expect(channel.quantity == .energyMicrojoules)
        #expect(channel.behaviour == trial.channels[0].behaviour)
        #expect(channel.domain == .package)
        #expect(channel.isSimulated)
        // It stands still for the second between two stored readings.
        #expect(channel.refreshPeriod == .milliseconds(1001))
        #expect(found.state.availability == .present)
        #expect(found.state.isSimulated)
        #expect(
            found.state.reason == "replay of trial \(trial.id), 4.0 s long: rapl/package-0; "
                + "nothing of what runs now is measured"
        )
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `a channel shows its last stored value, and nothing after the end`() throws {
        let open = try #require(probe(SampleRun.trial()).sensor).open(for: anyProcesses)
        var seen: [Reading.Outcome] = []
        for _ in 0..<11 {
            seen += outcomes(open)
            clock.advance(by: .milliseconds(500))
        }
        let values = [0, 0, 40, 40, 80, 80, 120, 120, 160].map {
            Reading.Outcome.value($0 * 1_000_000)
        }
        #expect(seen == values + [.failed(errno: ENODATA), .failed(errno: ENODATA)])
    }

    @Test func `each trial begins at the beginning`() throws {
        let sensor = try #require(probe(SampleRun.trial()).sensor)
        clock.advance(by: .seconds(100))
        #expect(outcomes(try sensor.open(for: anyProcesses)) == [.value(0)])
        clock.advance(by: .seconds(2))
        #expect(outcomes(try sensor.open(for: anyProcesses)) == [.value(0)])
    }

    @Test func `a stored failure is played as a failure`() throws {
        var trial = SampleRun.trial()
        for (place, outcome) in [(2, Reading.Outcome.failed(errno: ENODEV)), (4, .malformed)] {
            trial.readings[place].outcome = outcome
        }
        let open = try #require(probe(trial).sensor).open(for: anyProcesses)
        var seen: [Reading.Outcome] = []
        for _ in 0..<4 {
            seen += outcomes(open)
            clock.advance(by: .seconds(1))
        }
        #expect(seen == [.value(0), .failed(errno: ENODEV), .malformed, .value(120_000_000)])
    }

    @Test func `power of a board is played with its board`() throws {
        var trial = SampleRun.trial()
        trial.channels[1] = Channel(
            name: "nvidia/power",
            sensor: "nvidia",
            interface: "nvml",
            quantity: .powerMilliwatts,
            behaviour: .gauge,
            domain: .gpu,
            device: "GPU-1",
            averagingWindow: .milliseconds(25)
        )
        let channel = try #require(probe(trial).sensor?.channels.last)
        #expect(channel.name == "replay/nvidia/power")
        #expect(channel.device == "GPU-1")
        #expect(channel.averagingWindow == .milliseconds(25))
        #expect(channel.domain == .gpu)
    }

    @Test func `played on the same clock, a trial has the energy that it had`() throws {
        let trial = SampleRun.trial()
        let sensor = try #require(probe(trial).sensor)
        let open = try sensor.open(for: anyProcesses)
        var again = trial
        again.channels = sensor.channels
        again.readings = []
        again.started = clock.now()
        for _ in 0...40 {
            open.read(firstChannel: 0) { again.readings.append($0) }
            clock.advance(by: .milliseconds(100))
        }
        let shift = again.started - trial.started
        again.events = trial.events.map { event in
            var event = event
            event.instant = event.instant + shift
            return event
        }
        let figure = try #require(again.energy(estimateModel: nil).figure)
        let original = try #require(trial.energy(estimateModel: nil).figure)
        let difference = abs(figure.value.joules - original.value.joules)
        #expect(difference <= (figure.uncertainty?.joules ?? 0))
        #expect(figure.provenance == .simulated)
    }

    @Test func `a trial without energy has nothing to play`() {
        var trial = SampleRun.trial()
        trial.channels[0].quantity = .temperatureMillicelsius
        let found = probe(trial)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .absent)
        #expect(found.state.reason.contains("has no readings of energy or power"))
    }

    @Test func `with a replay no energy of this machine is looked for, and none estimated`() {
        let trial = SampleRun.trial()
        let inventory = SensorCatalog.probe(
            SensorOptions(
                simulatedPower: .watts(40),
                replay: SensorOptions.Replay(
                    trialID: trial.id,
                    channels: trial.channels,
                    readings: trial.readings
                )
            )
        )
        #expect(inventory.states.first?.sensor == "replay")
        #expect(!inventory.states.contains { $0.sensor == "rapl" })
        #expect(inventory.channels.first?.name == "replay/rapl/package-0")
        #expect(inventory.estimateModel == nil)
    }
}
