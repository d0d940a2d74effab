import Experiment
import TestSupport
import Testing
import Units

@Suite struct ConditionWarningsTests {
    private func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(seconds * 1e9))
    }

    /// A trial of 20 s with a window from 5 to 15 s and one gauge, read each second.
    private func trial(_ channel: Channel, _ value: (Int) -> UInt64) -> Trial {
        .made(
            channels: [channel],
            readings: (0...20).map { second in
                Reading(
                    channel: 0,
                    before: instant(Double(second)),
                    after: instant(Double(second)),
                    outcome: .value(value(second))
                )
            },
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: instant(5)),
                WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(15)),
            ],
            started: instant(0),
            ended: instant(20)
        )
    }

    private func warnings(_ trial: Trial) -> [TrialWarning] {
        trial.warningsFromData(samplingInterval: .seconds(1), logicalCPUs: 4)
    }

    private let suspended = Channel(
        name: Channel.suspendedTime,
        sensor: "machine",
        interface: "clock_gettime",
        quantity: .timeNanoseconds,
        behaviour: .gauge,
        domain: .machine
    )

    private let reasons = Channel(
        name: "nvidia/0/event-reasons",
        sensor: "nvidia",
        interface: "NVML",
        quantity: .bits,
        behaviour: .gauge,
        domain: .gpu,
        device: "GPU-1"
    )

    @Test func `a suspension inside the window is told with its length`() {
        let asleep = trial(suspended) { $0 < 10 ? 7_000_000_000 : 97_500_000_000 }
        #expect(warnings(asleep) == [.condition(.suspended(seconds: 90.5))])
    }

    @Test(arguments: [2, 18])
    func `a suspension outside the window is not`(second: Int) {
        #expect(warnings(trial(suspended) { $0 < second ? 0 : 60_000_000_000 }).isEmpty)
    }

    @Test func `the jitter of two clocks is no suspension`() {
        let jitter = trial(suspended) { 5_000_000_000 + UInt64($0 % 3) * 9_000_000 }
        #expect(warnings(jitter).isEmpty)
    }

    @Test func `a board that was slowed down is told with the reasons`() {
        let slowed = trial(reasons) { $0 < 11 ? 0x4 : 0x44 }
        #expect(
            warnings(slowed) == [
                .condition(
                    .boardThrottled(
                        device: "GPU-1",
                        reasons: ["hardware thermal slowdown"],
                        percent: 45
                    )
                )
            ]
        )
    }

    @Test func `a board at its power cap, or one that is not used, is not`() {
        #expect(warnings(trial(reasons) { _ in 0x4 }).isEmpty)
        var other = reasons
        other.domain = .otherGPU
        #expect(warnings(trial(other) { _ in 0x40 }).isEmpty)
        #expect(warnings(trial(reasons) { $0 < 3 ? 0x40 : 0 }).isEmpty, "before the window")
    }

    @Test(arguments: [
        ConditionWarning.loadAboveLimit(cpus: 1.5, limit: 0.25, waitedSeconds: 10),
        .temperatureOutsideBand(
            celsius: 71.25,
            startCelsius: 40,
            bandCelsius: 10,
            waitedSeconds: 60
        ),
        .conditionUnread(what: "the CPU load"), .suspended(seconds: 3),
        .boardThrottled(device: "GPU-1", reasons: ["power brake"], percent: 5),
    ])
    func `a warning says what happened and what to do`(condition: ConditionWarning) {
        let warning = TrialWarning.condition(condition)
        #expect(warning.explanation.split(separator: ". ").count >= 2)
        #expect(warning.explanation.first?.isUppercase == true)
        #expect(!warning.family.contains { $0.isNumber } || warning.family.contains("GPU-1"))
    }
}
