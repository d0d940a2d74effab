import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

@Suite struct SensorCatalogTests {
    @Test func `a simulated power gives marked channels and no estimate`() throws {
        let inventory = SensorCatalog.probe(SensorOptions(simulatedPower: .watts(12)))
        #expect(inventory.states.map(\.sensor) == ["rapl", "process", "machine", "estimate"])
        #expect(
            inventory.channels.map(\.name).starts(with: [
                "rapl/package-0", "rapl/package-0/dram", "process/cpu-time", "process/memory",
            ])
        )
        #expect(
            inventory.channels.filter(\.isSimulated).map(\.sensor) == ["rapl", "rapl"]
        )
        #expect(inventory.estimateModel == nil)
    }

    @Test func `without counters the estimate is chosen, unless it is turned off`() {
        var options = SensorOptions(powercapRoot: "/nonexistent")
        let inventory = SensorCatalog.probe(options)
        #expect(inventory.states.first?.availability == .absent)
        #expect(inventory.estimateModel != nil)
        options.allowsEstimates = false
        #expect(SensorCatalog.probe(options).estimateModel == nil)
    }

    @Test func `the open sensors give every channel once, in order`() throws {
        let inventory = SensorCatalog.probe(SensorOptions(simulatedPower: .watts(12)))
        let open = try inventory.open(for: SampledProcesses(root: getpid()))
        var readings: [Reading] = []
        for _ in 0..<3 { open.read { readings.append($0) } }
        let count = inventory.channels.count
        #expect(open.channelCount == count)
        #expect(readings.map(\.channel) == (0..<3).flatMap { _ in Array(0..<count) })
        #expect(
            SensorContract.breaches(
                of: Array(readings.prefix(count)),
                channels: inventory.channels,
                firstChannel: 0
            ) == []
        )
    }

    @Test func `what is probed on this machine is readable or has a reason`() throws {
        let inventory = SensorCatalog.probe()
        #expect(inventory.states.allSatisfy { !$0.reason.isEmpty })
        for sensor in inventory.sensors {
            #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
        }
    }
}

@Suite struct SensorContractTests {
    private func channel(_ name: String) -> Channel {
        Channel(
            name: name,
            sensor: "scripted",
            interface: "test",
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: 100),
            domain: .package
        )
    }

    @Test func `a good sensor breaks no law`() {
        let sensor = ScriptedSensor(
            channels: [channel("scripted/a"), channel("scripted/b")],
            script: [[.value(0), .value(100)], [.malformed, .failed(errno: EIO)]]
        )
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `each breach of a law is told`() {
        let above = ScriptedSensor(channels: [channel("scripted/a")], script: [[.value(101)]])
        #expect(SensorContract.breaches(of: above, for: anyProcesses, reads: 1).count == 1)
        let twice = [channel("scripted/a"), channel("scripted/a")]
        #expect(SensorContract.breaches(ofChannels: twice).count == 1)
        #expect(SensorContract.breaches(ofChannels: [channel("other/a")]).count == 1)
        let instant = MonotonicInstant(nanoseconds: 5)
        let backwards = Reading(
            channel: 0,
            before: instant,
            after: MonotonicInstant(nanoseconds: 4),
            outcome: .malformed
        )
        #expect(
            SensorContract.breaches(
                of: [backwards],
                channels: [channel("scripted/a")],
                firstChannel: 0
            ).count == 1
        )
        let gone = ScriptedSensor(
            channels: [channel("scripted/a")],
            script: [[.malformed]],
            openError: .noSuchProcess(3)
        )
        #expect(SensorContract.breaches(of: gone, for: anyProcesses).count == 1)
    }
}
