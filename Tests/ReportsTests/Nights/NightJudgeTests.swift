import Experiment
import Foundation
import Randomness
import TestSupport
import Testing

@testable import Reports

@Suite struct NightJudgeTests {
    typealias Made = SimulatedNights.Made

    /// Values around a level, the same in every run.
    private func noise(_ number: Int, _ size: Double = 0.003) -> Double {
        var generator = SplitMix64(seed: UInt64(number))
        return size * generator.normal()
    }

    @Test
    func
        `a regression beside the pin is confirmed the same night, once, and named with its commits`()
        throws
    {
        var nights = SimulatedNights()
        for number in 1...19 {
            let report = nights.make([Made(estimate: noise(number))])
            #expect(report.night.outcome == .quiet, "night \(number): \(report.night.reasons)")
        }
        let found = nights.make([Made(estimate: 0.05)])
        #expect(found.night.outcome == .regressed)
        let alarm = try #require(found.changed.first)
        #expect(alarm.state == .confirmed && alarm.direction == .regressed)
        #expect(alarm.firstNightID == "night-20" && alarm.versionRange == "c19…c20")
        #expect(abs(alarm.change - 0.05) < 1e-9)
        #expect(found.verdicts.map(\.status) == [.regressed])
        // It stays open and red, and is not raised again, whatever finds it.
        for number in 21...30 {
            let later = nights.make([Made(estimate: 0.05 + noise(number))])
            #expect(later.night.outcome == .regressed)
            #expect(later.changed.isEmpty)
        }
        #expect(nights.alarms.count == 1)
        #expect(Array(nights.rerun.keys) == [20])
    }

    @Test func `what is acknowledged is the new level, from which a further change is measured`() {
        var nights = SimulatedNights()
        for number in 1...10 { _ = nights.make([Made(estimate: noise(number))]) }
        _ = nights.make([Made(estimate: 0.05)])
        nights.acknowledgeAll()
        for number in 12...20 {
            let report = nights.make([Made(estimate: 0.05 + noise(number))])
            #expect(report.night.outcome == .quiet, "night \(number): \(report.night.reasons)")
        }
        // A new kernel is a new level, and what was accepted stays accepted.
        let kernel = nights.make(
            [Made(estimate: 0.05)],
            circumstances: ["kernel": "6.2"]
        )
        #expect(kernel.night.outcome == .quiet)
        #expect(
            kernel.notices == ["a new level begins, which is no alarm: kernel 6.1 → 6.2"]
        )
        let worse = nights.make([Made(estimate: 0.09)], circumstances: ["kernel": "6.2"])
        #expect(worse.night.outcome == .regressed)
        #expect(worse.changed.first.map { abs($0.change - 0.04) < 0.003 } == true)
        // Put right again: against the accepted level that is an improvement.
        nights.acknowledgeAll()
        let better = nights.make([Made(estimate: 0.0)], circumstances: ["kernel": "6.2"])
        #expect(better.night.outcome == .improved)
    }

    @Test func `a regression that is mended closes its alarm`() {
        var nights = SimulatedNights()
        for number in 1...10 { _ = nights.make([Made(estimate: noise(number))]) }
        _ = nights.make([Made(estimate: 0.05)])
        let mended = nights.make([Made(estimate: 0.001)])
        #expect(mended.night.outcome == .quiet)
        #expect(mended.changed.map(\.state) == [.recovered])
        #expect(mended.open.isEmpty)
        for number in 13...25 {
            #expect(nights.make([Made(estimate: noise(number))]).night.outcome == .quiet)
        }
    }

    @Test func `an improvement that is lost again is a regression`() {
        var nights = SimulatedNights()
        for number in 1...10 { _ = nights.make([Made(estimate: noise(number))]) }
        let better = nights.make([Made(estimate: -0.06)])
        #expect(better.night.outcome == .improved)
        for number in 12...20 {
            let report = nights.make([Made(estimate: -0.06 + noise(number))])
            #expect(report.night.outcome == .improved && report.changed.isEmpty)
        }
        let lost = nights.make([Made(estimate: 0.001)])
        #expect(lost.night.outcome == .regressed)
        #expect(Set(lost.changed.map(\.state)) == [.confirmed, .recovered])
        // The same without a reference, by the history.
        var alone = SimulatedNights()
        func absolute(_ level: Double) -> [Made] {
            [Made(estimate: level + noise(alone.nights.count), reference: .none)]
        }
        for _ in 1...15 { _ = alone.make(absolute(0)) }
        for _ in 16...30 { _ = alone.make(absolute(-0.06)) }
        var outcomes: [NightOutcome?] = []
        for _ in 31...36 { outcomes.append(alone.make(absolute(0)).night.outcome) }
        #expect(outcomes.contains(.regressed))
    }

    @Test func `the first night after an acknowledgement is held against the level of the alarm`() {
        var nights = SimulatedNights()
        for number in 1...10 { _ = nights.make([Made(estimate: noise(number))]) }
        _ = nights.make([Made(estimate: 0.05)])
        nights.acknowledgeAll()
        let next = nights.make([Made(estimate: 0.1)])
        #expect(next.night.outcome == .regressed)
        #expect(next.changed.first.map { abs($0.levelBefore - 0.05) < 1e-9 } == true)
        #expect(next.changed.first.map { abs($0.change - 0.05) < 1e-9 } == true)
    }

    @Test
    func `energy that was measured and is estimated now could not be judged, night after night`() {
        var nights = SimulatedNights()
        func values(_ origin: String, pin: String = "a") -> [Made] {
            [
                Made(
                    estimate: 0,
                    provenance: Provenance(rawValue: origin),
                    circumstances: ["energy is": origin, "pinned reference": pin]
                ), Made(estimate: 0, metric: .time, circumstances: ["pinned reference": pin]),
            ]
        }
        for _ in 1...3 { #expect(nights.make(values("measured")).night.outcome == .quiet) }
        for _ in 4...8 {
            let report = nights.make(values("estimated"))
            #expect(report.night.outcome == .couldNotJudge)
            #expect(report.night.reasons.first?.contains("was measured in earlier nights") == true)
        }
        // Pinning anew accepts it, and a counter that is back is judged again.
        #expect(nights.make(values("estimated", pin: "b")).night.outcome == .quiet)
        #expect(nights.make(values("measured", pin: "b")).night.outcome == .quiet)
    }

    @Test func `a regression that is mended and more is closed, and the gain is told`() {
        var nights = SimulatedNights()
        for number in 1...10 { _ = nights.make([Made(estimate: noise(number))]) }
        _ = nights.make([Made(estimate: 0.05)])
        let better = nights.make([Made(estimate: -0.05)])
        #expect(better.night.outcome == .improved)
        #expect(Set(better.changed.map(\.state)) == [.recovered, .confirmed])
    }

    @Test func `an alarm of a variant that the suite no longer has is closed`() {
        var nights = SimulatedNights()
        for number in 1...10 { _ = nights.make([Made(estimate: noise(number))]) }
        _ = nights.make([Made(estimate: 0.05)])
        let gone = nights.make([Made(estimate: 0, variant: "other")], current: ["c / other"])
        #expect(gone.night.outcome == .quiet)
        #expect(gone.changed.map(\.state) == [.closed])
    }

    @Test func `a suspicion is not settled by a night of other circumstances`() {
        var nights = SimulatedNights()
        func values(_ level: Double, _ definition: String) -> [Made] {
            [
                Made(
                    estimate: level,
                    deviation: 0.005,
                    reference: .none,
                    circumstances: ["definition": definition]
                )
            ]
        }
        for _ in 1...8 { _ = nights.make(values(0, "a")) }
        var suspected = false
        for _ in 9...14 where !suspected {
            suspected =
                nights.make(values(0.3, "a"), again: nil).verdicts.first?.status == .suspected
        }
        #expect(suspected)
        let other = nights.make(values(1, "b"))
        #expect(other.changed.map(\.state) == [.closed])
        #expect(other.changed.first?.events.last?.note.contains("definition a → b") == true)
    }

    @Test func `the bound of a loss is a share of the loss, beside a reference too`() {
        let comparison = Comparison(
            name: "c",
            unitOfWork: "samples",
            quality: QualityMetric(event: "loss", higherIsBetter: false),
            baseline: "int8",
            variants: []
        )
        for (loss, change, outcome) in [
            (0.02, 0.009, NightOutcome.regressed), (30, 0.02, .quiet), (30, 1, .regressed),
        ] {
            let report = SimulatedNights.first(
                [
                    Made(estimate: change, deviation: loss / 1000, metric: .quality),
                    Made(
                        estimate: loss,
                        deviation: loss / 1000,
                        metric: .quality,
                        reference: .none
                    ),
                ],
                comparisons: [comparison]
            )
            #expect(report.night.outcome == outcome, "\(loss) + \(change)")
        }
    }

    @Test func `a loss that has diverged is no value of a series`() {
        #expect(NightFigure.scaled(1e200, .quality) == nil)
        #expect(NightFigure.scaled(.nan, .quality) == nil)
        #expect(NightFigure.scaled(1e200, .energy) == nil)
        #expect(NightFigure.scaled(0, .energy) == nil)
        #expect(NightFigure.scaled(-3, .quality) == -3)
    }

    @Test func `nights that scatter far beyond the bound are not quiet`() {
        var nights = SimulatedNights()
        var last: NightReport?
        for number in 1...12 {
            let level = number.isMultiple(of: 2) ? 0.3 : -0.3
            last = nights.make([Made(estimate: level, reference: .none)])
        }
        #expect(last?.night.outcome == .couldNotJudge)
        #expect(last?.night.reasons.first?.contains("scatter") == true)
    }

    @Test
    func
        `a re-run that does not see the change refutes it, and one that cannot tell leaves it open`()
    {
        var nights = SimulatedNights()
        for number in 1...5 { _ = nights.make([Made(estimate: noise(number))]) }
        let refuted = nights.make([Made(estimate: 0.05)], again: [Made(estimate: 0.001)])
        #expect(refuted.night.outcome == .quiet)
        #expect(refuted.changed.map(\.state) == [.refuted])
        let vague = nights.make(
            [Made(estimate: 0.05)],
            again: [Made(estimate: 0.02, deviation: 0.05)]
        )
        #expect(vague.night.outcome == .couldNotJudge)
        #expect(vague.verdicts.map(\.status) == [.suspected])
        // Looked at again the next night, without a second alarm.
        let settled = nights.make([Made(estimate: 0.05)])
        #expect(settled.night.outcome == .regressed)
        #expect(settled.open.count == 1)
        let without = SimulatedNights.withoutRerun()
        #expect(without.night.outcome == .couldNotJudge)
        #expect(without.night.reasons.first?.contains("there was no re-run") == true)
    }

    @Test func `a canary that alarms suppresses the rest and says that the machine changed`() {
        var nights = SimulatedNights()
        for number in 1...5 {
            _ = nights.make([Made(estimate: noise(number))], canary: noise(number + 100))
        }
        let report = nights.make([Made(estimate: 0.08)], canary: 0.04)
        #expect(report.night.outcome == .couldNotJudge)
        #expect(report.night.reasons.first?.hasPrefix("the machine changed") == true)
        #expect(report.changed.isEmpty && report.open.isEmpty)
        #expect(report.canary.map(\.isAlarm) == [true])
        // The night is no point of the series.
        #expect(nights.make([Made(estimate: 0.001)]).night.outcome == .quiet)
        #expect(nights.figures["night-6"] == [])
    }

    @Test func `the history finds what is too small for one night, and the re-run confirms it`() {
        var nights = SimulatedNights()
        // 3 %, where one night has an interval of ± 5.7 %.
        func night(_ level: Double, _ number: Int) -> [Made] {
            [Made(estimate: level + noise(number, 0.006), deviation: 0.08)]
        }
        for number in 1...30 {
            #expect(nights.make(night(0, number)).changed.isEmpty, "night \(number)")
        }
        var found: NightReport?
        for number in 31...40 where found == nil {
            let report = nights.make(
                night(0.035, number),
                again: [Made(estimate: 0.034, deviation: 0.01)]
            )
            if !report.changed.isEmpty { found = report }
        }
        #expect(found?.changed.first?.layer == .history)
        #expect(found?.changed.first?.state == .confirmed)
        let first = found?.changed.first?.firstNightID ?? ""
        #expect(["night-30", "night-31", "night-32"].contains(first), "\(first)")
        #expect((found?.night.number ?? 99) <= 35)
    }

    @Test func `a kernel, a sensor and a suite that change begin a level and raise no alarm`() {
        var nights = SimulatedNights()
        func absolute(_ level: Double, _ circumstances: [String: String]) -> [Made] {
            [
                Made(
                    estimate: level + noise(nights.nights.count),
                    reference: .none,
                    circumstances: circumstances
                )
            ]
        }
        for _ in 1...10 { _ = nights.make(absolute(0, ["interface": "powercap"])) }
        for _ in 11...20 { _ = nights.make(absolute(0.2, ["interface": "perf"])) }
        for _ in 21...30 {
            _ = nights.make(
                absolute(0.4, ["interface": "perf", "definition": "x"]),
                circumstances: ["kernel": "6.9"]
            )
        }
        #expect(nights.alarms.isEmpty)
        let history = NightHistory(
            nights: nights.nights,
            figures: nights.figures,
            alarms: [],
            bounds: FigureBounds(),
            comparisons: []
        )
        #expect(history.series.count == 1)
        #expect(
            history.series[0].levels.map(\.start) == [
                .first, .circumstances(["interface powercap → perf"]),
                .circumstances(["definition unknown → x", "kernel 6.1 → 6.9"]),
            ]
        )
    }

    @Test func `without a pin the first nights could not be judged, and then the history is`() {
        var nights = SimulatedNights()
        for number in 1...5 {
            let report = nights.make([Made(estimate: noise(number), reference: .none)])
            #expect(report.night.outcome == .couldNotJudge)
            #expect(report.night.reasons.first?.contains("\(number) of 6 nights") == true)
        }
        #expect(nights.make([Made(estimate: noise(6), reference: .none)]).night.outcome == .quiet)
    }

    @Test func `an estimate is shown and raises no alarm, and alone is no judged night`() {
        var nights = SimulatedNights()
        for number in 1...20 {
            let level = number > 10 ? 0.5 : 0.0
            let report = nights.make([
                Made(estimate: level + noise(number), provenance: .estimated),
                Made(estimate: noise(number), metric: .time),
            ])
            #expect(report.night.outcome == .quiet)
            #expect(report.verdicts.map(\.status) == [.shownOnly, .quiet])
        }
        let alone = nights.make([Made(estimate: 0, provenance: .estimated)])
        #expect(alone.night.outcome == .couldNotJudge)
    }

    @Test func `a figure that is missing and a variant that failed could not be judged`() {
        var nights = SimulatedNights()
        for number in 1...8 {
            _ = nights.make([
                Made(estimate: noise(number)), Made(estimate: noise(number), metric: .time),
            ])
        }
        let partly = nights.make([Made(estimate: 0, metric: .time)])
        #expect(partly.night.outcome == .couldNotJudge)
        #expect(
            partly.verdicts.first { $0.key.metric == .energy }?.reason
                == "the figure is missing tonight"
        )
        let failed = nights.make([], missing: ["c / int8": "5 of 5 trials failed: the last exited"])
        #expect(failed.night.outcome == .couldNotJudge)
        #expect(failed.night.reasons.contains { $0.contains("5 of 5 trials failed") })
        let nothing = SimulatedNights.first([])
        #expect(nothing.night.outcome == .couldNotJudge)
        #expect(nothing.night.reasons == ["the night gave no figure"])
    }

    @Test func `a constant series is quiet, and an exact step of it is found`() {
        var nights = SimulatedNights()
        func constant(_ value: Double) -> [Made] {
            [Made(estimate: value, deviation: 0, metric: .operations)]
        }
        for _ in 1...10 { #expect(nights.make(constant(0)).night.outcome == .quiet) }
        #expect(nights.make(constant(0.1)).night.outcome == .regressed)
    }

    @Test func `an interval that is far too wide is no quiet night`() {
        let wide = SimulatedNights.first([Made(estimate: 0.01, deviation: 0.3)])
        #expect(wide.night.outcome == .couldNotJudge)
        #expect(wide.night.reasons.first?.contains("more blocks") == true)
        let single = SimulatedNights.first([Made(estimate: 0.01, count: 1)])
        #expect(single.night.outcome == .couldNotJudge)
    }

    @Test func `a better accuracy is no regression, and a worse one is`() {
        let comparison = Comparison(
            name: "c",
            unitOfWork: "samples",
            quality: QualityMetric(event: "accuracy", higherIsBetter: true, tolerance: 0.005),
            baseline: "int8",
            variants: []
        )
        for (value, outcome) in [
            (-0.02, NightOutcome.regressed), (0.02, .improved), (0.003, .quiet),
        ] {
            let report = SimulatedNights.first(
                [Made(estimate: value, deviation: 0.001, metric: .quality)],
                comparisons: [comparison]
            )
            #expect(report.night.outcome == outcome)
        }
    }

    @Test(arguments: [0.0, 0.3, 0.6])
    func `of quiet series beside a pin hardly one alarms, however the machine drifts`(
        correlation: Double
    ) {
        // Two series a night over 60 nights, 40 times: noise of 1 % in a pair, drift of 2 %.
        var alarmed = 0
        for seed in 0..<40 {
            var generator = SplitMix64(seed: UInt64(seed) + 1000)
            var nights = SimulatedNights()
            var drift = 0.0
            for _ in 1...60 {
                drift =
                    correlation * drift
                    + 0.02 * (1 - correlation * correlation).squareRoot() * generator.normal()
                func pair() -> Double { 0.01 / 10.0.squareRoot() * generator.normal() }
                let values = [pair(), pair()]
                _ = nights.make(
                    [
                        Made(estimate: values[0]), Made(estimate: values[1], metric: .time),
                        Made(estimate: drift, reference: .none),
                    ],
                    again: [Made(estimate: pair()), Made(estimate: pair(), metric: .time)]
                )
            }
            if nights.alarms.contains(where: { $0.state == .confirmed }) { alarmed += 1 }
        }
        #expect(alarmed == 0)
    }
}

extension SimulatedNights {
    /// The report of a first night.
    static func first(_ values: [Made], comparisons: [Comparison] = []) -> NightReport {
        var nights = SimulatedNights()
        return nights.make(values, comparisons: comparisons)
    }

    /// The report of a night that suspects something and cannot run it again.
    static func withoutRerun() -> NightReport {
        var nights = SimulatedNights()
        _ = nights.make([Made(estimate: 0)])
        return nights.make([Made(estimate: 0.05)], again: nil)
    }
}
