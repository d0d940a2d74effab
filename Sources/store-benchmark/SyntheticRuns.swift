import Experiment
import Foundation
import Units

/// Runs whose every figure is made up, for a database of a size that nobody has measured yet.
struct SyntheticRuns {
    let trialsPerRun: Int

    private static let second: Int64 = 1_000_000_000
    private static let hosts = (1...4).map { number in
        Host(
            id: "00000000-0000-8000-8000-00000000000\(number)",
            name: "host-\(number)",
            cpuModel: "Simulated CPU",
            logicalCPUs: 8,
            memoryBytes: 16 << 30,
            kernel: "6.1",
            operatingSystem: "Linux",
            architecture: "x86_64",
            hypervisor: nil
        )
    }

    private static let channel = Channel(
        name: "rapl/package-0",
        sensor: "rapl",
        interface: "powercap",
        quantity: .energyMicrojoules,
        behaviour: .counter(wrapsAt: 262_143_328_850),
        domain: .package,
        isSimulated: true,
        refreshPeriod: .milliseconds(1),
        resolution: 61
    )

    private static let comparison = Comparison(
        name: "inference",
        unitOfWork: "samples",
        quality: QualityMetric(event: "eval_accuracy", higherIsBetter: true),
        baseline: "dense",
        variants: ["dense", "pruned"].map { name in
            Variant(
                name: name,
                command: Command(arguments: [[.text("infer")], [.text(name)], [.blockSeed]]),
                parameters: ["batch": "256"]
            )
        }
    )

    /// One of ten suites on one of four hosts, an hour after the one before it.
    func run(_ number: Int) -> Run {
        let text = "suite: synthetic-\(number % 10)\n" + String(repeating: "# suite\n", count: 128)
        return Run(
            id: UUID().uuidString.lowercased(),
            suiteName: "synthetic-\(number % 10)",
            suiteText: text,
            suiteDigest: ContentDigest.hexadecimal(of: text),
            comparisons: [Self.comparison],
            artifacts: [],
            seed: UInt64(number),
            blocks: trialsPerRun / 2,
            plannedTrials: trialsPerRun,
            samplingInterval: .milliseconds(100),
            host: Self.hosts[number / 10 % Self.hosts.count],
            sensors: [
                SensorState(
                    sensor: "rapl",
                    covers: "packages",
                    availability: .present,
                    reason: "1 package",
                    isSimulated: true
                )
            ],
            estimateModel: nil,
            startedAtMilliseconds: 1_700_000_000_000 + Int64(number) * 3_600_000,
            harnessVersion: "benchmark",
            simulation: "the benchmark's counters"
        )
    }

    /// Its trials: about 40 W for a second, baseline and variant by turns.
    func trials(of run: Run) -> [Trial] {
        (0..<trialsPerRun).map { sequence in
            let variant = Self.comparison.variants[sequence % 2].name
            let start = Int64(sequence) * 2 * Self.second
            func instant(_ offset: Int64) -> MonotonicInstant {
                MonotonicInstant(nanoseconds: start + offset)
            }
            let joules = Double.random(in: 38...42) * (sequence % 2 == 0 ? 1 : 0.8)
            return Trial(
                id: Trial.newID(),
                planned: PlannedTrial(
                    sequence: sequence,
                    comparison: Self.comparison.name,
                    variant: variant,
                    block: sequence / 2,
                    position: sequence % 2,
                    blockSeed: UInt64(sequence / 2)
                ),
                command: ["infer", variant, "\(sequence / 2)"],
                startedAtMilliseconds: run.startedAtMilliseconds + Int64(sequence) * 2000,
                started: instant(0),
                ended: instant(Self.second),
                outcome: .completed,
                channels: [Self.channel],
                readings: [(Int64(0), 0), (Self.second, joules)].map { offset, energy in
                    Reading(
                        channel: 0,
                        before: instant(offset),
                        after: instant(offset),
                        outcome: .value(UInt64(energy * 1e6))
                    )
                },
                events: events(instant)
            )
        }
    }

    private func events(_ instant: (Int64) -> MonotonicInstant) -> [WorkloadEvent] {
        func point(_ key: String, _ value: Double) -> WorkloadEvent {
            WorkloadEvent(
                kind: .point,
                key: key,
                number: value,
                value: "\(value)",
                instant: instant(Self.second)
            )
        }
        return [
            WorkloadEvent(kind: .start, key: "run_start", instant: instant(0)),
            WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(Self.second)),
            point("samples", 1000), point("eval_accuracy", Double.random(in: 0.89...0.91)),
        ]
    }
}
