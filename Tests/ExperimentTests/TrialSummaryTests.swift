import Experiment
import Testing
import Units

@Suite struct TrialSummaryTests {
    private let comparison = Comparison(
        name: "c",
        unitOfWork: "samples",
        quality: QualityMetric(event: "eval_accuracy", higherIsBetter: true),
        baseline: "a",
        variants: []
    )

    private func instant(_ milliseconds: Int64) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 7_000_000_000 + milliseconds * 1_000_000)
    }

    private func channel(_ domain: Channel.Domain, wrapsAt: UInt64 = 262_143_328_850) -> Channel {
        Channel(
            name: "rapl/\(domain.rawValue)",
            sensor: "rapl",
            interface: "powercap",
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: wrapsAt),
            domain: domain,
            refreshPeriod: .milliseconds(1),
            resolution: 61
        )
    }

    /// A trial of 4 s with a window from 1 s to 3 s; each channel has a constant power in watts.
    private func trial(
        _ channels: [(Channel, watts: UInt64, start: UInt64)],
        events: [WorkloadEvent]? = nil
    ) -> Trial {
        var readings: [Reading] = []
        for step in Int64(0)...40 {
            for (index, entry) in channels.enumerated() {
                guard case .counter(let range) = entry.0.behaviour else { continue }
                let amount = entry.start + entry.watts * UInt64(step) * 100_000
                let wrapped = range.map { amount > $0 ? amount - $0 : amount } ?? amount
                readings.append(
                    Reading(
                        channel: index,
                        before: instant(step * 100),
                        after: instant(step * 100),
                        outcome: .value(wrapped)
                    )
                )
            }
        }
        let window = [
            WorkloadEvent(kind: .start, key: "run_start", instant: instant(1000)),
            WorkloadEvent(kind: .point, key: "samples", number: 400, instant: instant(2000)),
            WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(3000)),
        ]
        return Trial(
            id: "t",
            planned: PlannedTrial(
                sequence: 0,
                comparison: "c",
                variant: "a",
                block: 0,
                position: 0,
                blockSeed: 1
            ),
            command: ["true"],
            startedAtMilliseconds: 0,
            started: instant(0),
            ended: instant(4000),
            outcome: .completed,
            channels: channels.map(\.0),
            readings: readings,
            events: events ?? window
        )
    }

    private func summary(_ trial: Trial, model: EstimateModel? = nil) -> TrialSummary {
        TrialSummary(of: trial, in: comparison, estimateModel: model)
    }

    @Test func `packages and memory add up and what overlaps them stays out`() throws {
        let result = summary(
            trial([
                (channel(.package), 40, 262_143_000_000), (channel(.dram), 5, 0),
                (channel(.core), 30, 0), (channel(.uncore), 2, 0), (channel(.psys), 60, 0),
            ])
        )
        let energy = try #require(result.energy.figure)
        #expect(abs(energy.value.joules - 90) < 1e-9)
        #expect(energy.provenance == .measured)
        #expect(energy.scope == "package + DRAM")
        #expect(result.averagePower.map { abs($0.watts - 45) < 1e-9 } == true)
        let perUnit = try #require(result.energyPerUnit.figure)
        #expect(abs(perUnit.value.joules - 0.225) < 1e-12)
        #expect(result.energyByChannel.count == 5)
    }

    @Test func `the stated uncertainty is small but never nothing`() throws {
        let energy = try #require(summary(trial([(channel(.package), 40, 0)])).energy.figure)
        let uncertainty = try #require(energy.uncertainty?.joules)
        // One refresh of 1 ms at up to twice 40 W and two steps of 61 µJ.
        #expect(uncertainty >= 0.08)
        #expect(uncertainty < 0.2)
    }

    @Test func `a part that is missing makes the total missing`() {
        var broken = trial([(channel(.package), 40, 0), (channel(.dram), 5, 0)])
        for index in broken.readings.indices where broken.readings[index].channel == 1 {
            broken.readings[index].outcome = .failed(errno: 13)
        }
        let result = summary(broken)
        #expect(result.energy == .missing(reason: "rapl/dram: no reading worked"))
        #expect(result.averagePower == nil)
        #expect(broken.warningsFromData(samplingInterval: .milliseconds(100)).count == 1)
    }

    @Test func `a counter that was reset gives no energy and a warning`() {
        var reset = trial([(channel(.package), 40, 200_000_000_000)])
        for index in reset.readings.indices.suffix(20) {
            reset.readings[index].outcome = .value(UInt64(index))
        }
        #expect(summary(reset).energy.figure == nil)
        #expect(
            reset.warningsFromData(samplingInterval: .milliseconds(100)) == [
                .counterReset(channel: "rapl/package")
            ]
        )
    }

    @Test func `the estimate is CPU time times a power and is called one`() throws {
        let cpu = Channel(
            name: "process/cpu-time",
            sensor: "process",
            interface: "procfs",
            quantity: .cpuTimeNanoseconds,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
        // 2000 × 100,000 ns each 100 ms: two CPUs busy.
        let model = EstimateModel(
            method: .busyThread(watts: 3),
            relativeUncertainty: 0.5,
            basis: "any",
            source: "test"
        )
        let result = summary(trial([(cpu, 2000, 0)]), model: model)
        let energy = try #require(result.energy.figure)
        #expect(result.cpuTime == .seconds(4))
        #expect(energy.provenance == .estimated)
        #expect(energy.value == .joules(12))
        #expect(energy.uncertainty == .joules(6))
        let without = summary(trial([(cpu, 2000, 0)]))
        #expect(without.energy.figure == nil)
    }

    @Test func `the estimate of a package takes the window and the memory in it`() throws {
        let cpu = Channel(
            name: "process/cpu-time",
            sensor: "process",
            interface: "procfs",
            quantity: .cpuTimeNanoseconds,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
        var measured = trial([(cpu, 2000, 0)])
        let model = EstimateModel(
            method: .packagePower(
                PackagePower(thermalDesignPower: .watts(100), packages: 2, logicalCPUs: 4)
            ),
            relativeUncertainty: 0.5,
            basis: "any",
            source: "test"
        )
        // 4 s of CPU time in a window of 2 s on 4 CPUs: half of 200 W × 0.75 for 2 s.
        let package = try #require(summary(measured, model: model).energy.figure)
        #expect(abs(package.value.joules - 300) < 1e-9)
        #expect(package.scope == "package (model)", "memory was not read, so it is not in it")
        let memory = Channel(
            name: "process/memory",
            sensor: "process",
            interface: "procfs",
            quantity: .memoryBytes,
            behaviour: .gauge,
            domain: .processTree
        )
        let index = measured.channels.count
        measured.channels.append(memory)
        for (time, gigabytes) in [(Int64(0), 100), (1500, 10), (2500, 30), (3500, 100)] {
            measured.readings.append(
                Reading(
                    channel: index,
                    before: instant(time),
                    after: instant(time),
                    outcome: .value(UInt64(gigabytes) * 1_000_000_000)
                )
            )
        }
        // 20 GB on average inside the window, each at 0.392 W for 2 s.
        let both = try #require(summary(measured, model: model).energy.figure)
        #expect(abs(both.value.joules - (300 + 20 * 0.392 * 2)) < 1e-9)
        #expect(both.scope == "package + DRAM (model)")
        #expect(both.uncertainty == both.value * 0.5)
    }

    @Test func `an open window has no energy, no window at all is the life of the process`() {
        let open = trial(
            [(channel(.package), 40, 0)],
            events: [WorkloadEvent(kind: .start, key: "run_start", instant: instant(1000))]
        )
        #expect(open.window == nil)
        #expect(summary(open).energy.figure == nil)
        let none = trial([(channel(.package), 40, 0)], events: [])
        #expect(none.window?.duration == .seconds(4))
    }

    @Test func `missing and impossible reports stay missing`() {
        var silent = trial([(channel(.package), 40, 0)])
        silent.events.remove(at: 1)
        let result = summary(silent)
        #expect(result.work == nil)
        #expect(result.energyPerUnit.figure == nil)
        #expect(result.timePerUnit == nil)
        #expect(result.quality == nil)
        #expect(result.flopsDense == nil)
        silent.events.append(
            WorkloadEvent(kind: .point, key: "samples", number: 0, instant: instant(2500))
        )
        #expect(summary(silent).work == nil)
        #expect(result.peakMemory.figure == nil)
    }

    @Test func `a short window is marked and a reopened one is none`() {
        let starts = [1000, 1100].map {
            WorkloadEvent(kind: .start, key: "run_start", instant: instant($0))
        }
        let stop = WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(1500))
        let short = trial([(channel(.package), 40, 0)], events: [starts[0], stop])
        #expect(
            short.warningsFromData(samplingInterval: .milliseconds(100)) == [
                .windowShorterThan(seconds: 1)
            ]
        )
        #expect(short.windowOutcome == .completed)
        let reopened = trial([(channel(.package), 40, 0)], events: starts + [stop])
        #expect(reopened.window == nil)
        #expect(reopened.windowOutcome == .windowReopened)
    }

    @Test(arguments: [Double.nan, .infinity, -1])
    func `an amount that cannot be is missing and marked`(number: Double) {
        var odd = trial([(channel(.package), 40, 0)])
        odd.events[1].number = number
        odd.events.append(
            WorkloadEvent(
                kind: .point,
                key: "flops_executed",
                number: number,
                value: "x",
                instant: instant(2500)
            )
        )
        let result = summary(odd)
        #expect(result.work == nil)
        #expect(result.flopsExecuted == nil)
        #expect(result.energyPerUnit.figure == nil)
        #expect(odd.warningsFromData(samplingInterval: .milliseconds(100)).count == 2)
    }

    @Test func `a window without length has no energy`() {
        var odd = trial([(channel(.package), 40, 0)])
        odd.events[2].instant = odd.events[0].instant
        #expect(summary(odd).energy == .missing(reason: "rapl/package: the window has no length"))
    }

    @Test func `a stretch without samples is marked`() {
        var stalled = trial([(channel(.package), 40, 0)])
        stalled.readings.removeAll {
            $0.before > instant(1400) && $0.before < instant(2500)
        }
        #expect(
            stalled.warningsFromData(samplingInterval: .milliseconds(100)) == [
                .samplingStalled(seconds: 1.1)
            ]
        )
    }

    @Test func `a channel that is silent while others are read is no stop of the harness`() {
        var silent = trial([(channel(.package), 40, 0), (channel(.psys), 60, 0)])
        silent.readings.removeAll {
            $0.channel == 0 && $0.before > instant(1400) && $0.before < instant(2500)
        }
        #expect(silent.warningsFromData(samplingInterval: .milliseconds(100)).isEmpty)
    }

    @Test func `time that disappears bit by bit is marked, rounding is not`() {
        let cpu = Channel(
            name: "process/cpu-time",
            sensor: "process",
            interface: "procfs",
            quantity: .cpuTimeNanoseconds,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
        func warnings(_ value: (Int) -> UInt64) -> [TrialWarning] {
            var odd = trial([(cpu, 0, 0)])
            for index in odd.readings.indices {
                odd.readings[index].outcome = .value(value(index) * 1_000_000)
            }
            return odd.warningsFromData(samplingInterval: .milliseconds(100))
        }
        // Children of 40 ms that nobody waits for: up and down again.
        #expect(warnings { $0.isMultiple(of: 2) ? 10 : 45 }.count == 1)
        // Rounded down by up to 10 ms at each wait.
        #expect(warnings { UInt64($0) * 100 - ($0.isMultiple(of: 2) && $0 > 0 ? 9 : 0) }.isEmpty)
    }

    @Test func `a window between two readings alone has a bound that is finite`() throws {
        var brief = trial([(channel(.package), 40, 0)])
        brief.readings = Array(brief.readings[10...11])
        brief.readings[1].before = brief.readings[0].before + .milliseconds(2)
        brief.readings[1].after = brief.readings[1].before
        brief.events = [
            WorkloadEvent(kind: .start, key: "run_start", instant: instant(1000)),
            WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(1002)),
        ]
        let bound = try #require(summary(brief).energy.figure?.uncertainty)
        #expect(bound.joules.isFinite && bound.joules > 0)
    }

    @Test func `peak memory knows of processes that came and went between samples`() throws {
        var brief = trial([(channel(.package), 40, 0)])
        brief.resourceUsage = ResourceUsage(
            userNanoseconds: 0,
            systemNanoseconds: 0,
            largestProcessBytes: 150 << 20
        )
        let peak = try #require(brief.peakMemory.figure)
        #expect(peak.value == .bytes(150 << 20))
    }
}
