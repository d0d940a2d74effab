import Experiment
import Foundation
import Randomness
import TestSupport

@testable import Reports

/// Nights one after the other as `joulebench nightly` judges them, with figures that a test gives.
struct SimulatedNights {
    static let machine = "00000000-0000-4000-8000-00000000000a"

    /// What a night measures of one variant.
    struct Made {
        /// Of the scaled value.
        var estimate: Double
        var deviation = 0.01
        var count = 10
        var metric = FigureMetric.energy
        var reference = SeriesKey.Reference.pin
        var provenance: Provenance? = .measured
        var circumstances: [String: String] = [:]
        var variant = "int8"

        var judged: NightFigures.Judged {
            let error = deviation / Double(count).squareRoot()
            func unscaled(_ value: Double) -> Double { NightFigure.unscaled(value, metric) }
            return NightFigures.Judged(
                figure: NightFigure(
                    comparison: "c",
                    variant: variant,
                    metric: metric,
                    reference: reference,
                    value: unscaled(estimate),
                    lower: unscaled(estimate - 2.26 * error),
                    upper: unscaled(estimate + 2.26 * error),
                    count: count,
                    unit: reference == .pin ? "1" : "J/sample",
                    provenance: metric.isOfEnergy ? provenance : nil,
                    circumstances: Circumstances(circumstances)
                ),
                standardError: count > 1 ? error : nil,
                degreesOfFreedom: Double(max(count - 1, 1))
            )
        }
    }

    var nights: [Night] = []
    var figures: [String: [NightFigure]] = [:]
    var alarms: [Alarm] = []
    var bounds = FigureBounds()

    /// What was run again, night by night.
    private(set) var rerun: [Int: [SeriesKey]] = [:]
    private var made = 0

    static func key(
        _ metric: FigureMetric = .energy,
        _ reference: SeriesKey.Reference = .pin,
        variant: String = "int8"
    ) -> SeriesKey {
        SeriesKey(
            machineID: machine,
            suite: "demo",
            comparison: "c",
            variant: variant,
            metric: metric,
            reference: reference
        )
    }

    /// Makes the next night.
    ///
    /// - Parameters:
    ///   - values: tonight's.
    ///   - canary: the canary's log ratio, with a deviation of 0.01 over 10 pairs; `nil`: none.
    ///   - again: what a re-run measures; `nil` where there is none.
    ///   - missing: why variants have no figures.
    ///   - current: the suite's variants; `nil` where that is not known.
    ///   - circumstances: of the machine.
    ///   - comparisons: of the suite, for its qualities.
    /// - Returns: what the night says.
    mutating func make(
        _ values: [Made],
        canary: Double? = nil,
        again: [Made]? = [],
        missing: [String: String] = [:],
        current: Set<String>? = nil,
        circumstances: [String: String] = ["kernel": "6.1"],
        comparisons: [Comparison] = []
    ) -> NightReport {
        let number = nights.count + 1
        let night = Night(
            id: "night-\(number)",
            number: number,
            suite: "demo",
            machineID: Self.machine,
            machineName: "host",
            runID: "run-\(number)",
            pinID: "pin",
            startedAtMilliseconds: Int64(number) * 86_400_000,
            projectVersion: "c\(number)",
            circumstances: Circumstances(circumstances),
            bounds: bounds
        )
        nights.append(night)
        let tonight = NightFigures(
            judged: values.map(\.judged),
            canary: canary.map { [Made(estimate: $0, variant: NightDesign.canary).judged] } ?? [],
            missing: missing,
            current: current
        )
        figures[night.id] = tonight.figures
        let base = made
        var judge = NightJudge(
            night: night,
            history: NightHistory(
                nights: nights,
                figures: figures,
                alarms: alarms,
                bounds: bounds,
                comparisons: comparisons
            ),
            tonight: tonight,
            alarms: alarms,
            atMilliseconds: night.startedAtMilliseconds + 1,
            makeID: { [counter = Counter(base)] in "alarm-\(counter.next())" }
        )
        made += 100
        if !judge.suspected.isEmpty {
            rerun[number] = judge.suspected.map(\.key)
            if let again {
                judge.settle(
                    NightFigures(judged: (again.isEmpty ? values : again).map(\.judged)),
                    runID: "rerun-\(number)"
                )
            } else {
                judge.leaveOpen(because: "nobody was there")
            }
        }
        let report = judge.report()
        nights[number - 1] = report.night
        alarms = judge.alarms
        if judge.isSuppressed { figures[night.id] = [] }
        return report
    }

    mutating func acknowledgeAll() {
        for index in alarms.indices where alarms[index].isOpen {
            alarms[index].events.append(
                Alarm.Event(atMilliseconds: 0, nightID: nil, state: .acknowledged, note: "")
            )
        }
    }

    private final class Counter: @unchecked Sendable {
        private var value: Int
        init(_ value: Int) { self.value = value }
        func next() -> Int {
            value += 1
            return value
        }
    }
}
