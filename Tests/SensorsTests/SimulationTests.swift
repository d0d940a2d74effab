import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

@Suite struct SimulationTests {
    @Test func `a constant power over a second is found again within a thousandth`() throws {
        let clock = ManualClock()
        let tree = SimulatedPowercap(power: .watts(40), now: clock.now)
        clock.advance(by: .milliseconds(321))
        var trial = try readTrial(of: tree, clock, every: .microseconds(9_700), count: 130)
        let start = trial.started + .microseconds(104_321)
        trial.events = [
            WorkloadEvent(kind: .start, key: "run_start", instant: start),
            WorkloadEvent(kind: .stop, key: "run_stop", instant: start + .seconds(1)),
        ]
        let figure = try #require(trial.energy(estimateModel: nil).figure)
        #expect(abs(figure.value.joules - 40) < 0.04)
        #expect(abs(figure.value.joules - 40) <= (figure.uncertainty?.joules ?? 0))
        #expect(figure.scope == "package + DRAM")
    }

    @Test func `a wrap inside the window loses nothing`() throws {
        let clock = ManualClock()
        let tree = SimulatedPowercap(power: .watts(200), wrapsAfter: .seconds(2), now: clock.now)
        let trial = try readTrial(of: tree, clock, every: .milliseconds(100), count: 51)
        let package = trial.readings(ofChannel: 0).compactMap { reading -> UInt64? in
            guard case .value(let value) = reading.outcome else { return nil }
            return value
        }
        #expect(zip(package, package.dropFirst()).count { $0 > $1 } == 1, "it wraps once")
        let figure = try #require(trial.energy(estimateModel: nil).figure)
        #expect(abs(figure.value.joules - 1000) < 1)
    }

    @Test func `a changing power is found again inside the stated uncertainty`() throws {
        try Properties.check(50) { random, seed in
            let clock = ManualClock()
            let low = Double.random(in: 1...50, using: &random)
            let high = low + Double.random(in: 0...200, using: &random)
            let change = Double.random(in: 0.2...0.8, using: &random)
            let energy: @Sendable (Duration) -> Energy = { time in
                let seconds = time.inSeconds
                return .joules(low * seconds + (high - low) * max(seconds - change, 0))
            }
            let zone = SimulatedPowercap.Zone(
                entry: "intel-rapl:0",
                name: "package-0",
                curve: SimulatedPower(energy: energy),
                untilWrap: .joules(Double.random(in: 0...50, using: &random))
            )
            let tree = SimulatedPowercap(zones: [zone], now: clock.now)
            let trial = try readTrial(of: tree, clock, every: .milliseconds(20), count: 51)
            let figure = try #require(trial.energy(estimateModel: nil).figure)
            let truth = energy(.seconds(1)).joules
            #expect(
                abs(figure.value.joules - truth) <= (figure.uncertainty?.joules ?? 0),
                "seed \(seed)"
            )
        }
    }

    @Test func `the parts add up to the power that was asked for`() throws {
        let clock = ManualClock()
        let tree = SimulatedPowercap(power: .watts(30), wrapsAfter: .seconds(60), now: clock.now)
        let trial = try readTrial(of: tree, clock, every: .seconds(1), count: 11)
        let window = try #require(trial.window)
        let package = try #require(trial.energy(ofChannel: 0, in: window).figure)
        let memory = try #require(trial.energy(ofChannel: 1, in: window).figure)
        #expect(abs(package.value.joules - 270) < 0.3)
        #expect(abs(memory.value.joules - 30) < 0.03)
    }

    @Test func `everything about it is marked as simulated`() throws {
        let found = probe(SimulatedPowercap(power: .watts(30)))
        #expect(found.state.isSimulated)
        #expect(found.state.availability == .present)
        #expect(found.state.reason.hasPrefix("simulated: 30.0 W"))
        let sensor = try #require(found.sensor)
        #expect(sensor.channels.map(\.name) == ["rapl/package-0", "rapl/package-0/dram"])
        #expect(sensor.channels.allSatisfy { $0.isSimulated })
        #expect(
            sensor.channels.map(\.behaviour) == [
                .counter(wrapsAt: 262_143_328_850), .counter(wrapsAt: 65_712_999_613),
            ]
        )
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `no power and huge power stay inside the range`() throws {
        for watts in [0, 1e-6, 1e6] {
            let clock = ManualClock()
            let tree = SimulatedPowercap(power: .watts(watts), now: clock.now)
            let sensor = try #require(probe(tree, now: clock.now).sensor)
            for _ in 0..<100 {
                clock.advance(by: .milliseconds(777))
                #expect(SensorContract.breaches(of: sensor, for: anyProcesses, reads: 1) == [])
            }
        }
    }

    @Test func `as files in a folder it is read through the movable root`() throws {
        let folder = try TemporaryFolder()
        let files = try PowercapFiles(
            of: SimulatedPowercap(power: .watts(50), wrapsAfter: .seconds(3600)),
            in: folder.path
        )
        let found = probe(PowercapDirectory(folder.path))
        let sensor = try #require(found.sensor)
        #expect(found.state.isSimulated)
        #expect(sensor.channels.map(\.name) == ["rapl/package-0", "rapl/package-0/dram"])
        func package() throws -> UInt64 {
            guard case .value(let value)? = try sensor.readOnce()["rapl/package-0"] else {
                return 0
            }
            return value
        }
        let first = try package()
        // No matter how slow the machine is, the thread gets to write one day.
        while try package() == first { usleep(1000) }
        #expect(try package() > first)
        files.stop()
        let last = try package()
        usleep(5000)
        #expect(try package() == last)
    }
}
