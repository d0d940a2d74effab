public import Experiment
internal import Foundation
internal import Units

/// A run and trials with every field filled, for tests of what stores and shows them.
public enum SampleRun {
    public static let comparison = Comparison(
        name: "inference",
        unitOfWork: "samples",
        quality: QualityMetric(event: "eval_accuracy", higherIsBetter: true),
        baseline: "dense",
        variants: ["dense", "it's | \"odd\", ✓"].map { name in
            Variant(
                name: name,
                command: Command(arguments: [
                    [.text("infer")], [.text(name), .blockSeed],
                    [.artifact(step: "x"), .text("/{}")],
                ]),
                parameters: ["batch": "256"]
            )
        }
    )

    public static func run(
        id: String? = nil,
        startedAtMilliseconds: Int64 = 1_700_000_000_000
    ) -> Run {
        Run(
            id: id ?? UUID().uuidString.lowercased(),
            suiteName: "quick",
            suiteText: "suite: quick\n",
            suiteDigest: ContentDigest.hexadecimal(of: "suite: quick\n"),
            comparisons: [comparison],
            artifacts: [
                Artifact(
                    step: "dense",
                    key: ContentDigest.hexadecimal(of: "key"),
                    command: ["train", "{output}"],
                    seconds: 1.5,
                    wasCached: true
                )
            ],
            seed: .max - 3,
            blocks: 2,
            plannedTrials: 4,
            samplingInterval: .milliseconds(100),
            host: Host(
                id: "00000000-0000-8000-8000-000000000001",
                name: "test",
                cpuModel: "CPU",
                logicalCPUs: 2,
                memoryBytes: 1 << 30,
                kernel: "6.1",
                operatingSystem: "Debian",
                architecture: "x86_64",
                hypervisor: nil
            ),
            sensors: [
                SensorState(
                    sensor: "rapl",
                    covers: "packages",
                    availability: .refused,
                    reason: "Permission denied",
                    remedy: "chmod",
                    isSimulated: true
                )
            ],
            estimateModel: EstimateModel(
                method: .packagePower(
                    PackagePower(
                        thermalDesignPower: .watts(100),
                        packages: 0.5,
                        logicalCPUs: 2
                    )
                ),
                relativeUncertainty: 0.5,
                basis: "any",
                source: "CCF"
            ),
            startedAtMilliseconds: startedAtMilliseconds,
            harnessVersion: "0.1.0",
            simulation: "constant 40 W"
        )
    }

    /// A machine that got warmer and was throttled once.
    public static let hostStates: HostStates = {
        var before = HostState()
        before.settings.kernel = "6.1"
        before.settings.governors = ["performance", "powersave"]
        before.settings.isTurboOn = true
        before.settings.isSMTOn = false
        before.settings.microcode = "0x1"
        before.values.temperatures = ["coretemp/Package id 0": 40_400, "k10temp": 30_000]
        before.values.coreThrottles = 3
        before.values.load = [100, 200, 300]
        var after = before
        after.values.temperatures = ["coretemp/Package id 0": 71_600, "k10temp": 30_000]
        after.values.coreThrottles = 4
        return HostStates(before: before, after: after)
    }()

    /// 40 W for two seconds: 80 J in the window.
    public static func trial(
        sequence: Int = 0,
        variant: String = "dense",
        outcome: TrialOutcome = .completed
    ) -> Trial {
        let second: Int64 = 1_000_000_000
        func instant(_ seconds: Double) -> MonotonicInstant {
            MonotonicInstant(nanoseconds: Int64(seconds * 1e9) + 5 * second)
        }
        return Trial(
            id: Trial.newID(),
            planned: PlannedTrial(
                sequence: sequence,
                comparison: "inference",
                variant: variant,
                block: sequence / 2,
                position: sequence % 2,
                blockSeed: 77
            ),
            command: ["infer", variant],
            startedAtMilliseconds: 1_700_000_000_500,
            started: instant(0),
            ended: instant(4),
            outcome: outcome,
            channels: [
                Channel(
                    name: "rapl/package-0",
                    sensor: "rapl",
                    interface: "powercap",
                    quantity: .energyMicrojoules,
                    behaviour: .counter(wrapsAt: 262_143_328_850),
                    domain: .package,
                    isSimulated: true,
                    refreshPeriod: .milliseconds(1),
                    resolution: 61
                ),
                Channel(
                    name: "process/memory",
                    sensor: "process",
                    interface: "procfs",
                    quantity: .memoryBytes,
                    behaviour: .gauge,
                    domain: .processTree
                ),
            ],
            readings: readings(at: instant),
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: instant(1)),
                WorkloadEvent(
                    kind: .point,
                    key: "samples",
                    number: 2000,
                    value: "2000",
                    metadata: "{\"a\":1}",
                    instant: instant(2),
                    timeSource: .arrival
                ),
                WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(3)),
                WorkloadEvent(
                    kind: .point,
                    key: "eval_accuracy",
                    number: 0.9,
                    value: "0.9",
                    instant: instant(3.5),
                    timeSource: .wallClock
                ),
            ],
            warnings: [.readFailed(channel: "process/memory", count: 1, reason: "errno 3")],
            resourceUsage: ResourceUsage(
                userNanoseconds: 1,
                systemNanoseconds: 2,
                largestProcessBytes: 3
            ),
            output: CapturedOutput(standardOutput: "a", standardError: "b", droppedBytes: 9)
        )
    }
    private static func readings(at instant: (Double) -> MonotonicInstant) -> [Reading] {
        (0...4).flatMap { (step: Int) -> [Reading] in
            let time = instant(Double(step))
            let memory: Reading.Outcome =
                step == 4 ? .failed(errno: 3) : .value(UInt64(step) << 20)
            return [
                Reading(
                    channel: 0,
                    before: time,
                    after: time,
                    outcome: .value(UInt64(step) * 40_000_000)
                ),
                Reading(channel: 1, before: time, after: time, outcome: memory),
            ]
        }
    }
}
