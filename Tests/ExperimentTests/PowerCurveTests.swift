import Experiment
import TestSupport
import Testing
import Units

@Suite struct PowerCurveTests {
    private func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64((seconds * 1e9).rounded()) + 1_000_000_000)
    }

    private func package(
        wrapsAt range: UInt64? = 262_143_328_850,
        refresh: Duration = .milliseconds(1),
        name: String = "rapl/package-0",
        domain: Channel.Domain = .package
    ) -> Channel {
        Channel(
            name: name,
            sensor: "rapl",
            interface: "powercap",
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: range),
            domain: domain,
            refreshPeriod: refresh,
            resolution: 61
        )
    }

    /// The readings of a counter whose energy by each time is known, from 0 to `seconds`.
    private func readings(
        _ seconds: Double,
        each period: Double = 0.1,
        channel: Int = 0,
        from first: UInt64 = 0,
        wrapsAt range: UInt64 = 262_143_328_850,
        leavingOut failed: ClosedRange<Double>? = nil,
        joules: (Double) -> Double
    ) -> [Reading] {
        (0...Int((seconds / period).rounded())).map { step in
            let time = Double(step) * period
            let count = first + UInt64((joules(time) * 1e6).rounded())
            let isFailed = failed?.contains(time) ?? false
            return Reading(
                channel: channel,
                before: instant(time),
                after: instant(time),
                outcome: isFailed ? .failed(errno: 5) : .value(count % (range + 1))
            )
        }
    }

    /// A trial with its window from `start` to `stop`.
    private func trial(
        _ channels: [Channel],
        _ readings: [Reading],
        window: (start: Double, stop: Double),
        events: [WorkloadEvent] = []
    ) -> Trial {
        Trial.made(
            channels: channels,
            readings: readings,
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: instant(window.start))
            ] + events + [
                WorkloadEvent(kind: .stop, key: "run_stop", instant: instant(window.stop))
            ],
            started: instant(0),
            ended: instant(20)
        )
    }

    /// Whether the points go through the window without a hole and add up to the trial's energy.
    private func expectWhole(_ curve: PowerCurve, of trial: Trial) throws {
        let window = try #require(trial.window)
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        #expect(curve.points.first?.start == window.start)
        #expect(curve.points.last?.end == window.stop)
        #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.end == $1.start })
        #expect(abs(curve.energy.joules - energy.value.joules) < 1e-9 * energy.value.joules)
        #expect(curve.provenance == energy.provenance && curve.scope == energy.scope)
    }

    @Test func `a constant power is constant`() throws {
        let trial = trial([package()], readings(12) { 40 * $0 }, window: (1, 11))
        let curve = trial.powerCurve(estimateModel: nil)
        try expectWhole(curve, of: trial)
        #expect(curve.points.count >= 99)
        #expect(curve.points.allSatisfy { abs($0.watts - 40) < 0.001 })
        let doubts = curve.points.compactMap(\.uncertaintyWatts)
        #expect(doubts.count == curve.points.count)
        // Readings 100 ms apart, each off by up to a refresh of 1 ms at no more than twice the power.
        #expect(doubts.allSatisfy { $0 > 0 && $0 < 4 })
    }

    @Test func `a square wave has its two powers where it has them`() throws {
        // 20 W and 60 W, each for a second.
        func joules(_ time: Double) -> Double {
            let whole = (time / 2).rounded(.down)
            let rest = time - whole * 2
            return whole * 80 + min(rest, 1) * 20 + max(rest - 1, 0) * 60
        }
        let trial = trial([package()], readings(12, joules: joules), window: (1, 11))
        let curve = trial.powerCurve(estimateModel: nil)
        try expectWhole(curve, of: trial)
        for point in curve.points {
            let middle = Double(point.start.nanoseconds + point.end.nanoseconds) / 2e9 - 1
            let phase = middle - (middle / 2).rounded(.down) * 2
            // Away from the jumps, which a point may span.
            guard phase - phase.rounded(.down) > 0.15, phase - phase.rounded(.down) < 0.85 else {
                continue
            }
            #expect(abs(point.watts - (phase < 1 ? 20 : 60)) < 0.01, "at \(middle) s")
        }
    }

    @Test func `a wrap is undone`() throws {
        let range: UInt64 = 300_000_000
        let trial = trial(
            [package(wrapsAt: range)],
            readings(12, from: 200_000_000, wrapsAt: range) { 40 * $0 },
            window: (1, 11)
        )
        let curve = trial.powerCurve(estimateModel: nil)
        try expectWhole(curve, of: trial)
        #expect(curve.points.allSatisfy { abs($0.watts - 40) < 0.01 })
    }

    @Test func `one point covers a gap, with the mean over it`() throws {
        let trial = trial(
            [package()],
            // 40 W, and 80 W from 5 s to 6 s, in the middle of the gap.
            readings(12, leavingOut: 4.05...6.95) { 40 * $0 + 40 * min(max($0 - 5, 0), 1) },
            window: (1, 11)
        )
        let curve = trial.powerCurve(estimateModel: nil)
        try expectWhole(curve, of: trial)
        let long = curve.points.filter { $0.end - $0.start > .milliseconds(200) }
        #expect(long.count == 1)
        #expect(long.allSatisfy { abs($0.watts - (40 + 40.0 / 3)) < 0.1 })
        #expect(curve.points.filter { $0.watts > 41 }.count == 1)
    }

    @Test func `readings as fast as the counter's refresh are taken together`() throws {
        // The counter moves each 10 ms and is read each 4 ms.
        let trial = trial(
            [package(refresh: .milliseconds(10))],
            readings(4, each: 0.004) { 40 * ($0 * 100 + 1e-6).rounded(.down) / 100 },
            window: (1, 3)
        )
        let curve = trial.powerCurve(estimateModel: nil)
        try expectWhole(curve, of: trial)
        #expect(curve.points.count > 30)
        #expect(curve.points.dropLast().allSatisfy { abs($0.watts - 40) < 12 })
        #expect(curve.points.allSatisfy { abs($0.watts - 40) <= ($0.uncertaintyWatts ?? 0) })
    }

    @Test func `packages, memory and boards are added, and what contains others is not`() throws {
        let gauge = Channel(
            name: "nvidia/0/power",
            sensor: "nvidia",
            interface: "nvml",
            quantity: .powerMilliwatts,
            behaviour: .gauge,
            domain: .gpu,
            device: "GPU-1",
            refreshPeriod: .milliseconds(100)
        )
        let powers = readings(12, channel: 3) { _ in 0 }.map { reading in
            var reading = reading
            reading.outcome = .value(100_000)
            return reading
        }
        let trial = trial(
            [
                package(), package(name: "rapl/package-0/dram", domain: .dram),
                package(name: "rapl/psys", domain: .psys), gauge,
            ],
            readings(12) { 40 * $0 } + readings(12, channel: 1) { 5 * $0 }
                + readings(12, channel: 2) { 300 * $0 } + powers,
            window: (1, 11)
        )
        let curve = trial.powerCurve(estimateModel: nil)
        try expectWhole(curve, of: trial)
        #expect(curve.provenance == .integrated)
        #expect(curve.points.allSatisfy { abs($0.watts - 145) < 0.01 })
    }

    @Test func `an estimate follows the CPU time and says what it is`() throws {
        let channel = Channel(
            name: "process/cpu",
            sensor: "process",
            interface: "procfs",
            quantity: .cpuTimeNanoseconds,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
        let model = EstimateModel(
            method: .busyThread(watts: 10),
            relativeUncertainty: 0.5,
            basis: "any processor",
            source: "test"
        )
        // Idle until 6 s, then one thread is busy; a microjoule a nanosecond of CPU time.
        let trial = trial(
            [channel],
            readings(12) { max($0 - 6, 0) * 1000 },
            window: (1, 11)
        )
        let curve = trial.powerCurve(estimateModel: model)
        #expect(curve.provenance == .estimated)
        let energy = try #require(trial.energy(estimateModel: model).figure)
        #expect(abs(curve.energy.joules - energy.value.joules) < 1e-6)
        #expect(curve.points.filter { $0.end < instant(5.9) }.allSatisfy { $0.watts < 0.01 })
        let busy = curve.points.filter { $0.start > instant(6.1) }
        #expect(busy.count > 30 && busy.allSatisfy { abs($0.watts - 10) < 0.1 })
        #expect(trial.powerCurve(estimateModel: nil).points.isEmpty)
        let reason = trial.powerCurve(estimateModel: nil).missingReason
        #expect(reason == "no energy counter was read and estimates are off")
    }

    @Test func `a trial without energy has no points, and the reason`() {
        let reset = readings(6) { 40 * $0 + 50 } + readings(12) { $0 }.filter {
            $0.instant > instant(6)
        }
        let broken = trial([package(wrapsAt: nil)], reset, window: (1, 11))
        let curve = broken.powerCurve(estimateModel: nil)
        #expect(curve.points.isEmpty)
        #expect(curve.missingReason?.contains("reset inside the window") == true)
        var unstarted = broken
        unstarted.outcome = .notStarted(reason: "no such file")
        unstarted.events = []
        #expect(unstarted.powerCurve(estimateModel: nil).missingReason?.isEmpty == false)
    }

    @Test func `thinning keeps the energy, the ends and the extremes`() throws {
        let trial = trial(
            [package()],
            readings(12, each: 0.01) { 40 * $0 + 3 * min(max($0 - 5, 0), 0.02) * 50 },
            window: (1, 11)
        )
        let curve = trial.powerCurve(estimateModel: nil)
        #expect(curve.points.count > 900)
        for most in [600, 77, 1] {
            let thin = curve.thinned(to: most)
            #expect(thin.points.count == most)
            try expectWhole(thin, of: trial)
            #expect(
                thin.points.map(\.highestWatts).max() == curve.points.map(\.watts).max()
            )
            #expect(thin.points.map(\.lowestWatts).min() == curve.points.map(\.watts).min())
            #expect(thin.points.allSatisfy { ($0.uncertaintyWatts ?? 0) > 0 })
        }
        #expect(curve.thinned(to: 5000) == curve)
    }

    @Test func `phases are spans of time, and those close to each other one`() {
        let phases = (0..<1000).flatMap { step -> [WorkloadEvent] in
            let start = 2 + Double(step) * 0.008
            return [
                WorkloadEvent(kind: .start, key: "step_start", instant: instant(start)),
                WorkloadEvent(kind: .stop, key: "step_stop", instant: instant(start + 0.007)),
            ]
        }
        let outer = [
            WorkloadEvent(kind: .start, key: "epoch_start", instant: instant(1.5)),
            WorkloadEvent(kind: .stop, key: "epoch_stop", instant: instant(10.5)),
        ]
        let trial = trial(
            [package()],
            readings(12) { 40 * $0 },
            window: (1, 11),
            events: [outer[0]] + phases + [outer[1]]
        )
        #expect(trial.phaseSpans().count == 1001)
        let merged = trial.phaseSpans(mergingWithin: .milliseconds(2))
        #expect(merged.map(\.path) == [["epoch"], ["epoch", "step"]])
        #expect(merged.map(\.depth) == [0, 1])
        #expect(merged[1].start == instant(2) && merged[1].stop == instant(2 + 999 * 0.008 + 0.007))
    }
}
