import Experiment
import Sensors
import TestSupport
import Testing
import Units

@testable import Trials

@Suite struct IdleWatchTests {
    private static let counter = Channel(
        name: "rapl/package-0",
        sensor: "rapl",
        interface: "test",
        quantity: .energyMicrojoules,
        behaviour: .counter(wrapsAt: nil),
        domain: .package,
        isSimulated: true,
        refreshPeriod: .milliseconds(1),
        relativeAccuracy: 0.05
    )

    /// A sensor that shows a power over the scripted time, in J so far.
    private func watch(_ machine: ScriptedMachine, watts: Double) -> IdleWatch {
        let clock = machine.clock
        let start = clock.now()
        let sensor = PoweredSensor(channels: [Self.counter], now: clock.now) { instant in
            UInt64((instant - start).inSeconds * watts * 1e6) + 5
        }
        return IdleWatch(
            inventory: SensorInventory(states: [], sensors: [sensor]),
            samplingInterval: .milliseconds(100),
            instruments: machine
        )
    }

    @Test func `windows follow each other and have the power that there is`() throws {
        let machine = ScriptedMachine()
        let measured = try #require(
            watch(machine, watts: 20).measure(.before, windows: 4, length: .seconds(2))
        )
        #expect(measured.missingReason == nil)
        #expect(measured.windows.count == 4)
        for (left, right) in zip(measured.windows, measured.windows.dropFirst()) {
            #expect(left.stop == right.start)
        }
        #expect(measured.windows.allSatisfy { $0.duration >= .seconds(2) })
        let level = try measured.level.get()
        #expect(level.windows.count == 4)
        #expect(level.attempted == 4)
        #expect(level.power.provenance == .simulated)
        #expect(level.power.scope == "package")
        let open = try #require(level.power.uncertainty).watts
        #expect(abs(level.power.value.watts - 20) <= open)
        // 5 % of the sensor's scale, and little else: nothing moved.
        #expect(open > 1 && open < 1.1)
        #expect(level.medianDeviation.watts < 0.05)
    }

    @Test func `a signal ends it at once`() {
        let machine = ScriptedMachine()
        machine.signalAt = 3.05
        #expect(
            watch(machine, watts: 20).measure(.before, windows: 5, length: .seconds(2)) == nil
        )
        #expect(abs(machine.seconds - 3.05) < 0.01)
    }

    @Test func `without a counter it is missing with the reason, and nothing is waited for`() throws
    {
        let machine = ScriptedMachine()
        let watch = IdleWatch(
            inventory: SensorInventory(states: [], sensors: []),
            samplingInterval: .milliseconds(100),
            instruments: machine
        )
        let measured = try #require(watch.measure(.after, windows: 3, length: .seconds(5)))
        #expect(measured.missingReason == watch.obstacle)
        #expect(try #require(measured.missingReason).contains("no counter"))
        #expect(measured.moment == .after)
        #expect(machine.waits == 0)
    }

    @Test func `a sensor that cannot be opened any more is the reason`() throws {
        let machine = ScriptedMachine()
        let sensor = ScriptedSensor(
            channels: [Self.counter],
            script: [[.value(1)]],
            openError: .unreadable(path: "/gone", errno: 2)
        )
        let watch = IdleWatch(
            inventory: SensorInventory(states: [], sensors: [sensor]),
            samplingInterval: .milliseconds(100),
            instruments: machine
        )
        let measured = try #require(watch.measure(.before, windows: 1, length: .seconds(1)))
        #expect(try #require(measured.missingReason).contains("/gone"))
    }
}

/// A sensor whose values a test works out from the instant.
private struct PoweredSensor: Sensor {
    var channels: [Channel]
    var now: @Sendable () -> MonotonicInstant
    var value: @Sendable (MonotonicInstant) -> UInt64

    func open(for processes: SampledProcesses) -> any OpenSensor { Open(sensor: self) }

    private final class Open: OpenSensor {
        private let sensor: PoweredSensor

        init(sensor: PoweredSensor) { self.sensor = sensor }

        func read(firstChannel: Int, _ take: (Reading) -> Void) {
            let instant = sensor.now()
            take(
                Reading(
                    channel: firstChannel,
                    before: instant,
                    after: instant,
                    outcome: .value(sensor.value(instant))
                )
            )
        }
    }
}
