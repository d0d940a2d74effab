import Experiment
import Sensors
import TestSupport
import Testing
import Units

@testable import Trials

@Suite struct SamplerTests {
    private let channel = Channel(
        name: "scripted/energy",
        sensor: "scripted",
        interface: "script",
        quantity: .energyMicrojoules,
        behaviour: .counter(wrapsAt: nil),
        domain: .package
    )

    private func inventory(_ script: [[Reading.Outcome]]) -> SensorInventory {
        SensorInventory(
            states: [],
            sensors: [ScriptedSensor(channels: [channel], script: script)]
        )
    }

    private func sampler(longest: Duration) throws -> Sampler {
        try Sampler(
            sensors: inventory([[.value(1)], [.value(2)]]).open(for: SampledProcesses(root: 1)),
            interval: .seconds(3600),
            longest: longest
        )
    }

    @Test func `the buffer does not grow: what finds no room is counted, but edges find it`() throws
    {
        let sampler = try sampler(longest: .zero)
        // The room of a trial without length.
        for _ in 0..<1000 { sampler.sample() }
        for _ in 0..<7 { sampler.sample() }
        sampler.sampleEdge()
        sampler.start()
        let samples = sampler.stop()
        #expect(samples.readings.count == 1002)
        #expect(samples.dropped == 8)
    }

    @Test func `after an edge the quick counters are read again, and only they`() throws {
        var quick = channel
        quick.name = "scripted/quick"
        quick.refreshPeriod = .milliseconds(1)
        let inventory = SensorInventory(
            states: [],
            sensors: [
                ScriptedSensor(channels: [channel], script: [[.value(1)]]),
                ScriptedSensor(channels: [quick], script: [[.value(1)]]),
            ]
        )
        let sampler = try Sampler(
            sensors: inventory.open(for: SampledProcesses(root: 1)),
            interval: .seconds(3600),
            longest: .seconds(1)
        )
        sampler.start()
        sampler.sampleEdge()
        let readings = sampler.stop().readings
        // The start, the edge and the end; and after the end five more, besides those after the
        // edge that the thread got to.
        #expect(readings.count { $0.channel == 0 } == 3)
        #expect((8...13).contains(readings.count { $0.channel == 1 }))
        #expect(zip(readings, readings.dropFirst()).allSatisfy { $0.before <= $1.before })
    }

    @Test func `the sampling thread says what it used`() throws {
        let sampler = try sampler(longest: .seconds(1))
        sampler.start()
        let usage = try #require(sampler.stop().usage)
        #expect(usage.cpuTime > .zero)
        #expect(usage.cpuTime < .seconds(60))
        #expect(usage.wakeUps >= 0)
    }

    @Test func `the cost of sampling is told by sensor`() throws {
        var other = channel
        other.sensor = "other"
        func reading(_ channel: Int, _ from: Int64, _ to: Int64, _ outcome: Reading.Outcome)
            -> Reading
        {
            Reading(
                channel: channel,
                before: MonotonicInstant(nanoseconds: from),
                after: MonotonicInstant(nanoseconds: to),
                outcome: outcome
            )
        }
        let samples = Sampler.Samples(
            readings: [
                reading(0, 0, 10, .value(1)), reading(1, 10, 40, .value(1)),
                reading(2, 40, 45, .malformed), reading(0, 100, 130, .value(2)),
                reading(1, 130, 140, .failed(errno: 5)), reading(2, 140, 145, .value(1)),
            ],
            dropped: 0,
            usage: ThreadUsage(cpuTime: .milliseconds(5), wakeUps: 3)
        )
        let cost = SamplingCost(
            of: samples,
            channels: [channel, channel, other],
            interval: .milliseconds(10),
            duration: .seconds(1)
        )
        #expect(cost.shareOfOneCore == 0.005)
        #expect(cost.samples == 2)
        #expect(cost.sensors.map(\.sensor) == ["scripted", "other"])
        #expect(cost.sensors.map(\.samples) == [2, 2])
        #expect(cost.sensors.map(\.meanTime) == [.nanoseconds(40), .nanoseconds(5)])
        #expect(cost.sensors.map(\.longestRead) == [.nanoseconds(30), .nanoseconds(5)])
        #expect(cost.sensors.map(\.failedReadings) == [1, 1])
    }

    @Test func `the cost is measured by sampling`() throws {
        let cost = try SamplingCost.measure(
            inventory([[.value(1)]]),
            interval: .milliseconds(1),
            duration: .milliseconds(20)
        )
        // The first and the last sample are always there.
        #expect(cost.samples >= 2)
        #expect(cost.cpuTime ?? .zero > .zero)
        #expect(cost.duration >= .milliseconds(20))
    }

    @Test func `the edges of phases are read no closer than 2 ms, and ever more rarely`() {
        var reads = PhaseReads()
        var now = MonotonicInstant(nanoseconds: 0)
        var instants: [MonotonicInstant] = []
        // A phase begins or ends each 50 µs for 100 s.
        for _ in 0..<2_000_000 {
            if reads.isDue(at: now) { instants.append(now) }
            now = now + .microseconds(50)
        }
        let distances = zip(instants, instants.dropFirst()).map { $1 - $0 }
        #expect(distances.min() == .milliseconds(2))
        #expect(distances.prefix(4000).allSatisfy { $0 == .milliseconds(2) })
        #expect(distances.max() == .milliseconds(16))
        #expect(instants.count < 17_000)
    }
}
