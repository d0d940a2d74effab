import Experiment
import TestSupport
import Testing
import Units

/// Trials with graphics boards, made by hand.
@Suite struct BoardEnergyTests {
    private func instant(_ milliseconds: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(milliseconds) * 1_000_000)
    }

    private func channel(
        _ name: String,
        _ quantity: Channel.Quantity,
        domain: Channel.Domain = .gpu,
        device: String = "GPU-a"
    ) -> Channel {
        Channel(
            name: "nvidia/\(device)/\(name)",
            sensor: "nvidia",
            interface: "NVML",
            quantity: quantity,
            behaviour: quantity == .powerMilliwatts ? .gauge : .counter(wrapsAt: nil),
            domain: domain,
            device: device,
            refreshPeriod: .milliseconds(100),
            averagingWindow: quantity == .powerMilliwatts ? .milliseconds(100) : .zero,
            relativeAccuracy: 0.11
        )
    }

    private var package: Channel {
        Channel(
            name: "rapl/package-0",
            sensor: "rapl",
            interface: "powercap",
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: nil),
            domain: .package
        )
    }

    /// Twelve seconds of readings each 100 ms, with a window from 1 to 11 s.
    private func trial(_ channels: [(Channel, (Int) -> Reading.Outcome)]) -> Trial {
        var readings: [Reading] = []
        for step in 0...120 {
            for (index, channel) in channels.enumerated() {
                readings.append(
                    Reading(
                        channel: index,
                        before: instant(step * 100),
                        after: instant(step * 100),
                        outcome: channel.1(step)
                    )
                )
            }
        }
        return Trial.made(
            channels: channels.map(\.0),
            readings: readings,
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: instant(1000)),
                WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(11_000)),
            ],
            started: instant(0),
            ended: instant(12_000)
        )
    }

    /// A counter in mJ of a constant power, and a gauge that shows one.
    private func counted(_ watts: Int) -> (Int) -> Reading.Outcome {
        { .value(UInt64($0 * watts * 100)) }
    }

    private func shown(_ watts: Int) -> (Int) -> Reading.Outcome {
        { _ in .value(UInt64(watts * 1000)) }
    }

    @Test func `a discrete board adds to the package, another board and an integrated one do not`()
        throws
    {
        let trial = trial([
            (package, { .value(UInt64($0) * 4_000_000) }),
            (channel("energy", .energyMillijoules), counted(300)),
            (
                channel("energy", .energyMillijoules, domain: .otherGPU, device: "GPU-b"),
                counted(70)
            ),
            (
                channel("energy", .energyMillijoules, domain: .integratedGPU, device: "GPU-c"),
                counted(10)
            ),
        ])
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        #expect(abs(energy.value.joules - 3400) < 1e-6)
        #expect(energy.scope == "package + GPU")
        #expect(energy.provenance == .measured)
        let window = try #require(trial.window)
        #expect(trial.boardEnergies(in: window).map(\.device) == ["GPU-a", "GPU-b", "GPU-c"])
    }

    @Test func `a board with power alone is integrated, and the total says so`() throws {
        let trial = trial([
            (package, { .value(UInt64($0) * 4_000_000) }),
            (channel("power", .powerMilliwatts), shown(300)),
        ])
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        #expect(abs(energy.value.joules - 3400) < 1e-6)
        #expect(energy.provenance == .integrated)
        #expect(energy.scope == "package + GPU (integrated power)")
        // 11 % of the board's 3000 J is in it; nobody stated the accuracy of this package.
        let budget = try #require(energy.budget)
        #expect(budget.accuracy == .joules(330))
        #expect(!budget.isAccuracyStated)
        #expect(budget.expanded >= .joules(330))
    }

    @Test func `a counter and a power that are more than 5 % apart are marked, less is not`() {
        func warnings(_ watts: Int) -> [TrialWarning] {
            trial([
                (channel("energy", .energyMillijoules), counted(300)),
                (channel("power", .powerMilliwatts), shown(watts)),
            ]).warningsFromData(samplingInterval: .milliseconds(100))
        }
        #expect(warnings(310).isEmpty)
        #expect(warnings(290).isEmpty)
        let marked = warnings(270)
        #expect(marked.count == 1)
        guard case .boardDisagrees("GPU-a", let share)? = marked.first else {
            Issue.record("another warning: \(marked)")
            return
        }
        #expect(abs(share + 0.1) < 0.001)
    }

    @Test func `a counter that is lost midway is not replaced by the integral`() {
        let trial = trial([
            (
                channel("energy", .energyMillijoules),
                { $0 < 60 ? .value(UInt64($0) * 30_000) : .failed(errno: 10_015) }
            ),
            (channel("power", .powerMilliwatts), shown(300)),
        ])
        #expect(trial.energy(estimateModel: nil).figure == nil)
        #expect(trial.energy(estimateModel: nil).missingReason?.hasPrefix("GPU-a") == true)
    }

    @Test func `cores that used more than their package are marked`() {
        func core(_ watts: Int) -> [TrialWarning] {
            var cores = package
            cores.name = "rapl/package-0/core"
            cores.domain = .core
            return trial([
                (package, { .value(UInt64($0) * 4_000_000) }),
                (cores, { .value(UInt64($0 * watts) * 100_000) }),
            ]).warningsFromData(samplingInterval: .milliseconds(100))
        }
        #expect(core(35).isEmpty)
        #expect(
            core(50) == [
                .partsAboveWhole(package: "rapl/package-0", parts: 500, whole: 400)
            ]
        )
    }
}
