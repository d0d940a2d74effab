import Experiment
import Randomness
import TestSupport
import Testing
import Units

@Suite struct PowerTrackTests {
    private func counter(
        wrapsAt: UInt64? = 262_143_328_850,
        refresh: Duration = .milliseconds(1),
        isSimulated: Bool = false
    ) -> Channel {
        Channel(
            name: "rapl/package-0",
            sensor: "rapl",
            interface: "powercap",
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: wrapsAt),
            domain: .package,
            isSimulated: isSimulated,
            refreshPeriod: refresh
        )
    }

    private let gauge = Channel(
        name: "nvidia/0/power",
        sensor: "nvidia",
        interface: "nvml",
        quantity: .powerMilliwatts,
        behaviour: .gauge,
        domain: .gpu,
        device: "GPU-1"
    )

    private func reading(_ milliseconds: Int64, _ value: UInt64?) -> Reading {
        let instant = MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
        return Reading(
            channel: 0,
            before: instant,
            after: instant,
            outcome: value.map(Reading.Outcome.value) ?? .failed(errno: 13)
        )
    }

    private func track(_ channel: Channel, _ readings: [Reading]) throws -> PowerTrack {
        var track = try #require(PowerTrack(channel))
        for reading in readings {
            track.beginInterval()
            track.take(reading)
        }
        return track
    }

    @Test func `a counter gives its difference over the time between, wraps undone`() throws {
        let range: UInt64 = 262_143_328_850
        let track = try track(
            counter(),
            [reading(0, range - 5_000_000), reading(1000, 25_000_000), reading(3000, 45_000_000)]
        )
        #expect(track.now == .watts(10))
        #expect(track.lowest == .watts(10))
        #expect(track.highest == .watts(30))
        #expect(track.energy == .joules(50))
        #expect(try abs(#require(track.mean).watts - 50.0 / 3) < 1e-9)
    }

    @Test func `a counter that stands still gives no power, and the time counts when it moves`()
        throws
    {
        let readings = [reading(0, 100), reading(1000, 100), reading(2000, 40_000_100)]
        let standing = try track(counter(), Array(readings.prefix(2)))
        #expect(standing.now == nil)
        #expect(standing.lowest == nil)
        #expect(standing.trouble == "the counter stands still")
        let moved = try track(counter(), readings)
        #expect(moved.now == .watts(20))
        #expect(moved.trouble == nil)
    }

    @Test func `readings closer than the counter's refreshes are not divided`() throws {
        let slow = counter(refresh: .milliseconds(100))
        let readings = [reading(0, 1), reading(100, 10_000_001), reading(500, 20_000_001)]
        #expect(try track(slow, Array(readings.prefix(2))).now == nil)
        let track = try track(slow, readings)
        #expect(track.now == .watts(40))
        #expect(track.energy == .joules(20))
    }

    @Test func `energy goes on across a failed read, and the failure is said`() throws {
        let readings = [reading(0, 0), reading(1000, nil), reading(2000, 30_000_000)]
        let failed = try track(counter(), Array(readings.prefix(2)))
        #expect(failed.now == nil)
        #expect(failed.trouble == "errno 13")
        #expect(try track(counter(), readings).energy == .joules(30))
    }

    @Test func `a reset is said and counts nothing`() throws {
        let track = try track(
            counter(),
            [reading(0, 200_000_000_000), reading(1000, 5), reading(2000, 15_000_005)]
        )
        #expect(track.energy == .joules(15))
        #expect(track.covered == .seconds(1))
        let atReset = try self.track(counter(), [reading(0, 200_000_000_000), reading(1000, 5)])
        #expect(atReset.now == nil)
        #expect(atReset.trouble == "the counter was reset inside the window")
    }

    @Test func `power samples are integrated along the line between them`() throws {
        let track = try track(
            gauge,
            [reading(0, 100_000), reading(1000, 300_000), reading(2000, 300_000)]
        )
        #expect(track.now == .watts(300))
        #expect(track.energy == .joules(500))
        #expect(track.figure?.provenance == .integrated)
        // What happened in a gap is not known.
        let gap = try self.track(
            gauge,
            [reading(0, 100_000), reading(1000, nil), reading(2000, 100_000)]
        )
        #expect(gap.energy == .zero)
        #expect(gap.figure == nil)
    }

    @Test func `what is missing of a time is told but for the edges`() throws {
        let whole = try track(counter(), (0...10).map { reading($0 * 1000, UInt64($0) * 5) })
        #expect(!whole.missesPart(of: .seconds(10)))
        #expect(!whole.missesPart(of: .milliseconds(10_200)))
        #expect(whole.missesPart(of: .milliseconds(10_300)))
        // A counter that is refreshed each second is divided after five of them.
        let slow = try track(counter(refresh: .seconds(1)), [reading(0, 0), reading(1000, 5)])
        #expect(slow.covered == .zero)
        #expect(!slow.missesPart(of: .seconds(7)))
        #expect(slow.missesPart(of: .milliseconds(7001)))
        // A gauge has no energy over a gap.
        let gap = try track(
            gauge,
            [reading(0, 5), reading(1000, 5), reading(2000, nil), reading(3000, 5)]
        )
        #expect(gap.missesPart(of: .seconds(3)))
        #expect(gap.lastFault == Reading.Outcome.failed(errno: 13).failureReason)
    }

    @Test func `a simulated counter gives no measurement`() throws {
        let track = try track(
            counter(isSimulated: true),
            [reading(0, 0), reading(1000, 10_000_000)]
        )
        #expect(track.figure?.provenance == .simulated)
        #expect(
            PowerTrack(
                Channel(
                    name: "process/memory",
                    sensor: "process",
                    interface: "procfs",
                    quantity: .memoryBytes,
                    behaviour: .gauge,
                    domain: .processTree
                )
            ) == nil
        )
    }

    @Test func `whatever is read, the energy is what the counter says from first to last`() throws {
        try Properties.check(100) { random, seed in
            var instant: Int64 = 0
            var value: UInt64 = 0
            var readings = [reading(0, 0)]
            for _ in 0..<Int.random(in: 1...50, using: &random) {
                instant += Int64.random(in: 1...2000, using: &random)
                // At most 500 W, in whole milliseconds.
                value += UInt64.random(in: 0...500_000, using: &random)
                let isLost = Int.random(in: 0..<5, using: &random) == 0
                readings.append(reading(instant, isLost ? nil : value))
            }
            readings.append(reading(instant + 10, value + 1))
            let track = try track(counter(wrapsAt: nil), readings)
            let expected = Double(value + 1) / 1e6
            #expect(abs(track.energy.joules - expected) < 1e-9, "seed \(seed)")
        }
    }
}
