import Experiment
import TestSupport
import Testing
import Units

@Suite struct MirroredChannelsTests {
    /// A trial of counters with a constant power each, read every 100 ms one after the other.
    private func trial(
        _ counters: [(name: String, watts: Double)],
        seconds: Double = 5,
        domain: Channel.Domain = .package
    ) -> Trial {
        let range: UInt64 = 65_532_610_987
        var readings: [Reading] = []
        for step in 0...Int(seconds * 10) {
            for index in counters.indices {
                // Each zone is read 20 µs after the one before, and shows the last millisecond.
                let time = Int64(step) * 100_000_000 + Int64(index) * 20_000
                let shown = Double(time / 1_000_000) / 1000 * counters[index].watts
                // The wrap comes within the first seconds.
                let value = (range - 50_000_000 + UInt64(shown * 1e6)) % (range + 1)
                let before = MonotonicInstant(nanoseconds: time)
                let after = MonotonicInstant(nanoseconds: time + 2000)
                readings.append(
                    Reading(channel: index, before: before, after: after, outcome: .value(value))
                )
            }
        }
        return Trial.made(
            channels: counters.map {
                Channel(
                    name: $0.name,
                    sensor: "rapl",
                    interface: "powercap",
                    quantity: .energyMicrojoules,
                    behaviour: .counter(wrapsAt: range),
                    domain: domain,
                    refreshPeriod: .milliseconds(1)
                )
            },
            readings: readings,
            started: MonotonicInstant(nanoseconds: 0),
            ended: MonotonicInstant(nanoseconds: Int64(seconds * 1e9))
        )
    }

    private func mirrors(_ trial: Trial) -> [[Int]] { trial.mirroredChannels.map(\.channels) }

    @Test func `mirrors are counted once in the total, and said`() throws {
        let trial = trial([
            ("rapl/package-0-die-0", 68), ("rapl/package-0-die-1", 68), ("rapl/package-1", 20),
        ])
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        #expect(abs(energy.value.joules - 5 * 88) < 0.5)
        #expect(
            trial.warningsFromData(samplingInterval: .milliseconds(100)) == [
                .mirroredDies(channels: ["rapl/package-0-die-0", "rapl/package-0-die-1"])
            ]
        )
    }

    @Test func `dies that show one counter are mirrors, each package by itself`() {
        let counters = [
            ("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", 68),
            ("rapl/package-1-die-0", 68), ("rapl/package-1-die-1", 68), ("rapl/package-2", 68),
        ]
        #expect(mirrors(trial(counters)) == [[0, 1], [2, 3]])
    }

    @Test func `dies that differ by more than a thousandth are counters of their own`() {
        for watts in [67.5, 68.2, 30, 0] {
            let counters = [("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", watts)]
            #expect(mirrors(trial(counters)) == [], "\(watts) W")
        }
    }

    @Test func `of three dies two may mirror`() {
        let counters = [
            ("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", 40),
            ("rapl/package-0-die-2", 68),
        ]
        #expect(mirrors(trial(counters)) == [[0, 2]])
    }

    @Test func `memory is compared with memory, and packages with packages`() {
        let names = [
            "rapl/package-0-die-0", "rapl/package-0-die-0/dram", "rapl/package-0-die-1",
            "rapl/package-0-die-1/dram",
        ]
        let counters = zip(names, [68.0, 9, 60, 9]).map { ($0, $1) }
        #expect(mirrors(trial(counters)) == [[1, 3]])
    }

    @Test
    func `nothing is said of packages, of parts outside the total, or of counters that stand`() {
        let packages = [("rapl/package-0", 68.0), ("rapl/package-1", 68)]
        #expect(mirrors(trial(packages)) == [])
        let dies = [("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", 68)]
        #expect(mirrors(trial(dies, seconds: 0.1)) == [], "two samples are not enough")
        #expect(mirrors(trial(dies, seconds: 0.5)) == [[0, 1]])
        #expect(mirrors(trial(dies, domain: .core)) == [])
        let standing = [("rapl/package-0-die-0", 0.0), ("rapl/package-0-die-1", 0)]
        #expect(mirrors(trial(standing)) == [], "counters that stand still tell nothing")
    }

    @Test func `a stretch in which they differ is enough to tell them apart`() {
        let dies = [("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", 68)]
        var trial = trial(dies)
        // 1 J more from the last second on.
        for index in trial.readings.indices where trial.readings[index].channel == 1 {
            guard trial.readings[index].before.nanoseconds > 4_500_000_000,
                case .value(let value) = trial.readings[index].outcome
            else { continue }
            trial.readings[index].outcome = .value(value + 1_000_000)
        }
        #expect(mirrors(trial) == [])
    }

    @Test func `a reset that hits both hides nothing`() {
        let dies = [("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", 68)]
        var trial = trial(dies)
        for index in trial.readings.indices {
            let reading = trial.readings[index]
            guard reading.before.nanoseconds > 500_000_000 else { continue }
            let seconds = Double(reading.before.nanoseconds / 1_000_000) / 1000 - 0.5
            trial.readings[index].outcome = .value(UInt64(seconds * 68e6))
        }
        #expect(mirrors(trial) == [[0, 1]])
    }

    @Test func `a die that was never read is no mirror`() {
        let dies = [("rapl/package-0-die-0", 68.0), ("rapl/package-0-die-1", 68)]
        var trial = trial(dies)
        trial.readings.removeAll { $0.channel == 1 }
        #expect(mirrors(trial) == [])
    }
}
