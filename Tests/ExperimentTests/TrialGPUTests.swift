import Experiment
import Testing
import Units

@Suite struct TrialGPUTests {
    private func channel(_ name: String, domain: Channel.Domain = .gpu) -> Channel {
        Channel(
            name: "nvidia/\(name)",
            sensor: "nvidia",
            interface: "NVML",
            quantity: .memoryBytes,
            behaviour: .gauge,
            domain: domain
        )
    }

    /// A trial from 10 to 100 ns, with the readings of each channel 10 ns apart.
    private func trial(_ series: [(Channel, [Reading.Outcome])]) -> Trial {
        var readings: [Reading] = []
        for (index, (_, outcomes)) in series.enumerated() {
            for (place, outcome) in outcomes.enumerated() {
                let instant = MonotonicInstant(nanoseconds: Int64(10 * (place + 1)))
                readings.append(
                    Reading(channel: index, before: instant, after: instant, outcome: outcome)
                )
            }
        }
        return Trial(
            id: "t",
            planned: PlannedTrial(
                sequence: 0,
                comparison: "c",
                variant: "v",
                block: 1,
                position: 0,
                blockSeed: 1
            ),
            command: [],
            startedAtMilliseconds: 0,
            started: MonotonicInstant(nanoseconds: 10),
            ended: MonotonicInstant(nanoseconds: 100),
            outcome: .completed,
            channels: series.map(\.0),
            readings: readings
        )
    }

    private let lost = Reading.Outcome.failed(errno: NVIDIAFailure.nvml(15))
    private let none = Reading.Outcome.failed(errno: NVIDIAFailure.noData)

    @Test func `without boards there is nothing to say`() {
        #expect(trial([]).peakGPUMemory == nil)
        let other = channel("GPU-a/memory", domain: .otherGPU)
        #expect(trial([(other, [.value(5)])]).peakGPUMemory == nil)
    }

    @Test func `boards that were read together are added up read by read`() {
        let peak = trial([
            (channel("GPU-a/memory"), [.value(5), .value(1)]),
            (channel("GPU-b/memory"), [.value(1), .value(4)]),
        ]).peakGPUMemory?.figure
        #expect(peak?.value.bytes == 6)
        #expect(peak?.scope == "GPU memory, whole board")
        #expect(peak?.provenance == .measured)
    }

    @Test func `boards that were not read together count with their highest`() {
        let peak = trial([
            (channel("GPU-a/memory"), [.value(5), .value(1)]),
            (channel("GPU-b/memory"), [.value(1), .value(2), .value(4)]),
        ]).peakGPUMemory?.figure
        #expect(peak?.value.bytes == 9)
    }

    @Test func `the workload's own memory is told where it is known`() {
        let peak = trial([
            (channel("GPU-a/memory"), [.value(500), .value(600)]),
            (channel("GPU-a/process-memory"), [none, .value(30), .value(20)]),
            (channel("GPU-b/process-memory"), [none, none, none]),
        ]).peakGPUMemory?.figure
        #expect(peak?.value.bytes == 30)
        #expect(peak?.scope == "GPU memory of the workload")
    }

    @Test func `a board that was never read leaves the sum open`() {
        let peak = trial([
            (channel("GPU-a/memory"), [.value(5)]), (channel("GPU-b/memory"), [lost]),
        ]).peakGPUMemory
        #expect(peak?.missingReason == "the memory in use on a board was not read")
    }

    @Test func `what was read before the program ran does not count`() {
        var trial = trial([(channel("GPU-a/memory"), [.value(9), .value(5), .value(4)])])
        trial.started = MonotonicInstant(nanoseconds: 15)
        #expect(trial.peakGPUMemory?.figure?.value.bytes == 5)
    }

    @Test func `a simulated board gives a simulated memory`() {
        var board = channel("GPU-a/memory")
        board.isSimulated = true
        #expect(trial([(board, [.value(9)])]).peakGPUMemory?.figure?.provenance == .simulated)
    }

    @Test func `a lost board is warned of in its own words, and no data is none`() {
        let trial = trial([
            (channel("GPU-a/memory"), [.value(5), lost]),
            (channel("GPU-a/process-memory"), [none, none]),
        ])
        let warnings = trial.warningsFromData(samplingInterval: .milliseconds(100))
        #expect(
            warnings.contains(
                .readFailed(channel: "nvidia/GPU-a/memory", count: 1, reason: "NVML: GPU is lost")
            )
        )
        #expect(!"\(warnings)".contains("process-memory"))
    }
}

@Suite struct NVIDIAFailureTests {
    @Test func `every number has its own words and none is one of the C library`() {
        let codes = Array<Int32>(1...30) + [999]
        let words = codes.map { NVIDIAFailure.words(NVIDIAFailure.nvml($0)) }
        #expect(!words.contains(nil))
        #expect(Set(words).count == codes.count)
        #expect((0..<5000).allSatisfy { NVIDIAFailure.words(Int32($0)) == nil })
    }

    @Test func `a number of tomorrow is an unknown error and not another one`() {
        #expect(NVIDIAFailure.nvml(4711) == NVIDIAFailure.nvml(999))
        #expect(NVIDIAFailure.nvml(-3) == NVIDIAFailure.nvml(999))
        #expect(NVIDIAFailure.words(NVIDIAFailure.nvml(777)) == "NVML: error 777")
    }

    @Test func `the end of the program says its status or its signal`() {
        #expect(
            NVIDIAFailure.words(NVIDIAFailure.ended(code: 9))
                == "nvidia-smi ended: the driver is not loaded (exit status 9)"
        )
        #expect(
            NVIDIAFailure.words(NVIDIAFailure.ended(code: 77))
                == "nvidia-smi ended: exit status 77"
        )
        #expect(
            NVIDIAFailure.words(NVIDIAFailure.ended(code: -9))
                == "nvidia-smi was ended by signal 9"
        )
    }
}
