import Experiment
import TestSupport
import Testing
import Units

@Suite struct IdleBaselineTests {
    private func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64((seconds * 1e9).rounded()))
    }

    private func counter(accuracy: Double? = 0.05) -> Channel {
        Channel(
            name: "rapl/package-0",
            sensor: "rapl",
            interface: "powercap",
            quantity: .energyMicrojoules,
            behaviour: .counter(wrapsAt: nil),
            domain: .package,
            refreshPeriod: .milliseconds(1),
            relativeAccuracy: accuracy
        )
    }

    /// Windows of 10 s, each at its own power, read each second and around the edges.
    private func idle(
        _ moment: HostStates.Moment,
        watts: [Double],
        channel: Channel? = nil
    ) -> IdleMeasurement {
        var joules = 0.0
        var readings: [Reading] = []
        func read(_ seconds: Double) {
            readings.append(
                Reading(
                    channel: 0,
                    before: instant(seconds),
                    after: instant(seconds),
                    outcome: .value(UInt64((joules * 1e6).rounded()))
                )
            )
        }
        read(0)
        for (number, power) in watts.enumerated() {
            for second in 1...10 {
                joules += power
                read(Double(number * 10 + second))
            }
        }
        joules += (watts.last ?? 0)
        read(Double(watts.count * 10 + 1))
        return IdleMeasurement(
            moment: moment,
            startedAtMilliseconds: 0,
            windows: watts.indices.map {
                Window(start: instant(Double($0 * 10)), stop: instant(Double($0 * 10 + 10)))
            },
            channels: [channel ?? counter()],
            readings: readings
        )
    }

    private func baseline(before: [Double], after: [Double]) -> IdleBaseline {
        IdleBaseline(
            of: IdleMeasurements(
                before: before.isEmpty ? nil : idle(.before, watts: before),
                after: after.isEmpty ? nil : idle(.after, watts: after)
            )
        )
    }

    @Test func `the level is the median with its deviation`() throws {
        let level = try idle(.before, watts: [30, 90, 31, 32, 30.5]).level.get()
        #expect(abs(level.power.value.watts - 31) < 0.1)
        #expect(abs(level.medianDeviation.watts - 1) < 0.1)
        #expect(level.windows.count == 5)
        // One window of five that was disturbed makes it uncertain, and does not move it.
        let open = try #require(level.power.budget).expandedWithoutAccuracy.watts
        #expect(open > 30 && open < 40)
        #expect(level.power.provenance == .measured)
        #expect(abs(try #require(level.power.budget).accuracy.watts - 4.5) < 0.1)
    }

    @Test func `an even number of windows has the median between the middle ones`() throws {
        let level = try idle(.before, watts: [30, 34]).level.get()
        #expect(abs(level.power.value.watts - 32) < 0.1)
    }

    @Test func `the power of a run is the mean of before and after`() throws {
        let power = try #require(
            baseline(before: [30, 30, 30], after: [32, 32, 32]).power.figure
        )
        #expect(abs(power.value.watts - 31) < 0.05)
        // Half the difference is a bound of its uncertainty: 2 × 1/√3 W.
        let open = try #require(power.budget).expandedWithoutAccuracy.watts
        #expect(open > 1.15 && open < 1.3)
    }

    @Test func `a change beyond the uncertainty is told`() throws {
        let steady = baseline(before: [30, 30.4, 29.9], after: [30.1, 30.3, 29.8])
        #expect(!steady.isUnsteady)
        let changed = baseline(before: [30, 30.1, 29.9], after: [36, 36.1, 35.9])
        #expect(changed.isUnsteady)
        #expect(abs(try #require(changed.change).power.watts - 6) < 0.1)
    }

    @Test func `one side is enough, and without both there is a reason`() {
        #expect(baseline(before: [30], after: []).power.figure != nil)
        #expect(baseline(before: [], after: [30]).power.figure != nil)
        #expect(baseline(before: [30], after: []).change == nil)
        #expect(!baseline(before: [30], after: []).isUnsteady)
        #expect(baseline(before: [], after: []).power.missingReason == "none was stored")
        let unmeasured = IdleBaseline(
            of: IdleMeasurements(
                before: IdleMeasurement(
                    moment: .before,
                    startedAtMilliseconds: 0,
                    missing: "no counter"
                )
            )
        )
        #expect(unmeasured.power.missingReason == "no counter")
    }

    @Test func `a counter that was reset in every window gives no power`() {
        var broken = idle(.before, watts: [30, 30])
        for index in broken.readings.indices where index % 5 == 3 {
            broken.readings[index].outcome = .value(1)
        }
        guard case .failure(let absence) = broken.level else {
            Issue.record("a power from a broken counter")
            return
        }
        #expect(absence.reason.contains("reset"))
    }

    // MARK: Net energy

    private let comparison = Comparison(
        name: "c",
        unitOfWork: "trial",
        quality: nil,
        baseline: "v",
        variants: []
    )

    /// 10 s at a power.
    private func summary(watts: Double, channel: Channel? = nil) -> TrialSummary {
        let measured = idle(.before, watts: [watts], channel: channel)
        let trial = Trial.made(
            channels: measured.channels,
            readings: measured.readings,
            started: instant(0),
            ended: instant(10)
        )
        return TrialSummary(of: trial, in: comparison, estimateModel: nil)
    }

    @Test func `net energy is gross less idle power over the window`() throws {
        let power = baseline(before: [30, 30.2, 29.8], after: [30, 30.2, 29.8]).power
        let gross = try #require(summary(watts: 50).energy.figure)
        let net = try #require(summary(watts: 50).energy(above: power).figure)
        #expect(abs(net.value.joules - 200) < 0.5)
        #expect(net.provenance == .measured)
        let budget = try #require(net.budget)
        // The scale of the sensor is the same in both: 5 % of the difference.
        #expect(abs(budget.accuracy.joules - 10) < 0.1)
        // The uncertainty of the idle power over the time is in it: 2 × 0.4 W × 10 s / √3.
        #expect(budget.expandedWithoutAccuracy > .joules(4.6))
        #expect(
            budget.expandedWithoutAccuracy
                > (try #require(gross.budget)).expandedWithoutAccuracy
        )
    }

    @Test func `net energy below 0 is shown as it is`() throws {
        let power = baseline(before: [50, 50, 50], after: [50, 50, 50]).power
        let net = try #require(summary(watts: 49).energy(above: power).figure)
        #expect(abs(net.value.joules + 10) < 0.5)
        #expect(try #require(net.uncertainty) > .zero)
    }

    @Test func `net energy needs the same sensors and no estimate`() throws {
        let power = baseline(before: [30, 30, 30], after: []).power
        var simulated = counter()
        simulated.isSimulated = true
        let other = summary(watts: 50, channel: simulated).energy(above: power)
        #expect(other.missingReason?.contains("simulated") == true)
        #expect(
            summary(watts: 50).energy(above: .missing(reason: "why")).missingReason
                == "no idle power: why"
        )
        var estimated = summary(watts: 50)
        var figure = try #require(estimated.energy.figure)
        figure.provenance = .estimated
        estimated.energy = .known(figure)
        #expect(estimated.energy(above: power).missingReason?.contains("estimate") == true)
    }

    // MARK: Context idle

    /// 30 W while it waits from 1 to 4 s, and 80 W in its window from 5 to 9 s.
    private func contextTrial(_ events: [(String, Double)]) -> Trial {
        let watts: (Int) -> Double = { $0 < 5 ? 30 : 80 }
        var joules = 0.0
        var readings: [Reading] = []
        for second in 0...10 {
            readings.append(
                Reading(
                    channel: 0,
                    before: instant(Double(second)),
                    after: instant(Double(second)),
                    outcome: .value(UInt64(joules * 1e6))
                )
            )
            joules += watts(second)
        }
        return .made(
            channels: [counter()],
            readings: readings,
            events: events.map { key, second in
                WorkloadEvent(
                    kind: key.hasSuffix("_start") ? .start : .stop,
                    key: key,
                    instant: instant(second)
                )
            },
            started: instant(0),
            ended: instant(10)
        )
    }

    @Test func `the power of a loaded workload that waits is that of its interval`() throws {
        let trial = contextTrial([
            ("context_idle_start", 1), ("context_idle_stop", 4), ("run_start", 5),
            ("run_stop", 9),
        ])
        let power = try #require(trial.contextIdlePower?.figure)
        #expect(abs(power.value.watts - 30) < 0.1)
        #expect(power.provenance == .measured)
        #expect(power.uncertainty != nil)
        let summary = TrialSummary(of: trial, in: comparison, estimateModel: nil)
        #expect(summary.contextIdlePower == trial.contextIdlePower)
        let above = try #require(summary.energy(above: .known(power)).figure)
        #expect(abs(above.value.joules - 200) < 1)
    }

    @Test func `without the interval there is none, and half of one has a reason`() {
        #expect(contextTrial([("run_start", 5), ("run_stop", 9)]).contextIdlePower == nil)
        let late = [("run_start", 5.0), ("context_idle_start", 6), ("context_idle_stop", 7)]
        #expect(contextTrial(late + [("run_stop", 9)]).contextIdlePower == nil)
        let open = contextTrial([("context_idle_start", 1), ("run_start", 5), ("run_stop", 9)])
        #expect(open.contextIdlePower?.missingReason?.contains("context_idle_stop") == true)
        let empty = [("context_idle_start", 2.0), ("context_idle_stop", 2), ("run_start", 5)]
        #expect(contextTrial(empty).contextIdlePower?.missingReason != nil)
    }
}
