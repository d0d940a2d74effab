import Experiment
import Sensors
import TestSupport
import Testing

@Suite(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
struct RAPLCaptureTests {
    private func tree(_ capture: String) -> PowercapDirectory {
        // Nothing moves in a capture, so there is nothing to wait for.
        PowercapDirectory(Fixtures.path("powercap/\(capture)/sys/class/powercap"), pause: {})
    }

    @Test func `a zone with a hexadecimal number is read like any other`() throws {
        let sensor = try #require(probe(tree("procfs-mobile-core-hex-a")).sensor)
        #expect(
            try sensor.readOnce() == [
                "rapl/package-0": .value(240_422_366_267),
                "rapl/package-0/core": .value(118_821_284_256),
                "rapl/package-10": .value(240_422_366_267),
            ]
        )
        #expect(sensor.channels.allSatisfy { $0.behaviour == .counter(wrapsAt: 262_143_328_850) })
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `the memory-mapped view of a package is no second package`() throws {
        let sensor = try #require(probe(tree("kepler-mmio-duplicate")).sensor)
        #expect(
            sensor.channels.map(\.name) == [
                "rapl/package-0", "rapl/package-0/core", "rapl/package-10",
            ]
        )
        #expect(try sensor.readOnce()["rapl/package-0"] == .value(240_422_366_267))
    }

    @Test func `two sockets add up`() throws {
        let sensor = try #require(probe(tree("codecarbon-dual-xeon-e5-2620v3")).sensor)
        let sum = try sensor.readOnce().values.reduce(UInt64(0)) { sum, outcome in
            guard case .value(let value) = outcome else { return sum }
            return sum + value
        }
        #expect(sensor.channels.count == 2)
        #expect(sum == 46_176_697_460)
    }

    @Test func `packages without energy are missing, and so is the total`() throws {
        let found = probe(tree("siomon-4socket-cooperlake-partial"))
        #expect(found.sensor == nil)
        #expect(found.state.availability == .absent)
        for package in 0..<4 { #expect(found.state.reason.contains("package-\(package) (")) }

        let expected: [UInt64] = [
            37_871_987_688, 16_813_759_539, 31_533_870_934, 23_087_939_276,
        ]
        for (socket, energy) in expected.enumerated() {
            let counter = try tree("siomon-4socket-cooperlake-partial")
                .openCounter(of: "intel-rapl:\(socket):0")
            #expect(counter.value() == .value(energy))
        }
        #expect(throws: SensorError.self) {
            try tree("siomon-4socket-cooperlake-partial").openCounter(of: "intel-rapl:0")
        }
    }

    @Test func `a zone without a name is named and left out`() throws {
        let tree = tree("powertelemetry-zone1-enodata-partial")
        let found = probe(tree)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .absent)
        #expect(found.state.reason.contains("intel-rapl:1 (name: No such file or directory)"))
        #expect(try tree.openCounter(of: "intel-rapl:1").value() == .value(60_293_987_000_000))
    }

    @Test func `captures are marked as simulated, for they are not this machine`() throws {
        let found = probe(tree("codecarbon-dual-xeon-e5-2620v3"))
        #expect(found.state.isSimulated)
        #expect(found.state.reason.hasPrefix("simulated: read from "))
        #expect(
            found.state.reason.contains(
                "which is not sysfs (standing still: rapl/package-0, rapl/package-1): rapl/"
            )
        )
        #expect(try #require(found.sensor).channels.allSatisfy { $0.isSimulated })
    }
}
