import Experiment
import Reports

/// Hand-made nights of a suite: twelve quiet ones, one that failed, a new kernel, and a regression on
/// night 20.
enum NightSample {
    static let machine = "machine-1"

    /// 2026-01-01T02:00:00Z.
    static func start(of number: Int) -> Int64 {
        1_767_232_800_000 + Int64(number - 1) * 86_400_000
    }

    static func id(_ number: Int) -> String {
        let digits = "000\(number)".suffix(4)
        return "aaaa\(digits)-0000-4000-8000-000000000000"
    }

    static func version(_ number: Int) -> String {
        let letters = Array("0123456789abcdef")
        return String((0..<40).map { letters[(number * 7 + $0 * 3) % 16] })
    }

    static func night(_ number: Int, simulation: String? = nil) -> Night {
        let hasFailed = number == 7
        var night = Night(
            id: id(number),
            number: number,
            suite: "demo",
            machineID: machine,
            machineName: "bench-1",
            runID: hasFailed ? nil : "bbbb\("000\(number)".suffix(4))-0000-4000-8000-000000000000",
            pinID: "cccc0001-0000-4000-8000-000000000000",
            startedAtMilliseconds: start(of: number)
        )
        night.endedAtMilliseconds = night.startedAtMilliseconds + 754_250
        night.state = hasFailed ? .failed : .judged
        night.outcome = hasFailed ? .couldNotJudge : number >= 20 ? .regressed : .quiet
        night.reasons = hasFailed ? ["every trial of inference / int8 failed: out of memory"] : []
        night.projectVersion = version(number / 2)
        night.simulation = simulation
        return night
    }

    static func key(
        _ metric: FigureMetric,
        _ reference: SeriesKey.Reference = .none,
        variant: String = "int8"
    ) -> SeriesKey {
        SeriesKey(
            machineID: machine,
            suite: "demo",
            comparison: "inference",
            variant: variant,
            metric: metric,
            reference: reference
        )
    }

    /// Small deviations that are the same everywhere, in thousandths.
    private static func deviation(_ number: Int) -> Double {
        [0, 3, -2, 4, -4, 1, -1, 2, -3][number % 9] / 1000
    }

    static func points(
        _ numbers: [Int],
        base: Double,
        step: Double = 0,
        isSure: Bool = true
    ) -> [SeriesHistory.Point] {
        numbers.filter { $0 != 7 }.map { number in
            let value = base * (1 + deviation(number)) * (number >= 20 ? 1 + step : 1)
            return SeriesHistory.Point(
                nightID: id(number),
                number: number,
                startedAtMilliseconds: start(of: number),
                runID: night(number).runID,
                version: version(number / 2),
                value: value,
                lower: isSure ? value * 0.993 : nil,
                upper: isSure ? value * 1.007 : nil,
                count: 10
            )
        }
    }

    static func level(
        _ range: Range<Int>,
        _ mean: Double,
        _ start: SeriesHistory.Start
    ) -> SeriesHistory.Level {
        .init(range: range, mean: mean, start: start)
    }

    static var alarm: Alarm {
        Alarm(
            id: "3f2a9c11-0000-4000-8000-000000000000",
            key: key(.energy, .pin),
            layer: .verdict,
            direction: .regressed,
            firstNightID: id(20),
            lastGoodNightID: id(19),
            raisedNightID: id(20),
            levelBefore: 0,
            change: 0.0497,
            lower: 0.0411,
            upper: 0.0583,
            versionBefore: version(9),
            versionAfter: version(10),
            events: [
                .init(
                    atMilliseconds: start(of: 20),
                    nightID: id(20),
                    state: .suspected,
                    note: "Holm-adjusted p = 0.0002"
                ),
                .init(
                    atMilliseconds: start(of: 20) + 600_000,
                    nightID: id(20),
                    state: .confirmed,
                    note: "seen again in a re-run of 10 blocks"
                ),
            ]
        )
    }

    static var acknowledged: Alarm {
        var alarm = Self.alarm
        alarm.id = "77aa00bb-0000-4000-8000-000000000000"
        alarm.key = key(.time)
        alarm.layer = .history
        alarm.direction = .improved
        alarm.firstNightID = id(5)
        alarm.lastGoodNightID = id(4)
        alarm.raisedNightID = id(8)
        (alarm.change, alarm.lower, alarm.upper) = (-0.03, nil, nil)
        alarm.versionAfter = nil
        alarm.events.append(
            .init(
                atMilliseconds: start(of: 9),
                nightID: nil,
                state: .acknowledged,
                note: "faster by design"
            )
        )
        return alarm
    }

    static func history(nights last: Int = 20, simulation: String? = nil) -> NightHistory {
        let numbers = Array(1...last)
        let kernel = SeriesHistory.Start.circumstances(["kernel 6.1.0-18 → 6.1.0-20"])
        let energy = points(numbers, base: 4.1e-4, step: 0.05)
        let ratio = points(numbers, base: 1.002, step: 0.05)
        let time = points(numbers, base: 8.2e-3)
        let memory = points(numbers, base: 3.1e8, isSure: false)
        let quality = points(numbers, base: 0.91, isSure: false)
        let of = simulation == nil ? Provenance.measured : .simulated
        func series(
            _ key: SeriesKey,
            _ unit: String,
            _ points: [SeriesHistory.Point],
            _ levels: [SeriesHistory.Level],
            _ alarms: [Alarm] = []
        ) -> SeriesHistory {
            SeriesHistory(
                key: key,
                unit: unit,
                provenance: key.metric.isOfEnergy ? of : nil,
                bound: FigureBounds().limit(of: key.metric),
                points: points,
                levels: levels.filter { !$0.range.isEmpty },
                alarms: alarms
            )
        }
        let count = energy.count
        let before = min(18, count)
        return NightHistory(
            suite: "demo",
            machineID: machine,
            machineName: "bench-1",
            nights: numbers.map { night($0, simulation: simulation) },
            series: [
                series(
                    key(.energy),
                    "J/sample",
                    energy,
                    [
                        level(0..<min(10, count), 4.1e-4, .first),
                        level(min(10, count)..<count, 4.1e-4, kernel),
                    ]
                ),
                series(
                    key(.energy, .pin),
                    "1",
                    ratio,
                    [
                        level(0..<before, 1.002, .first),
                        level(before..<count, 1.0521, .change(0.0488, pValue: 1e-5)),
                    ],
                    [alarm]
                ),
                series(
                    key(.time),
                    "s/sample",
                    time,
                    [
                        level(0..<min(4, count), 8.4e-3, .first),
                        level(min(4, count)..<count, 8.2e-3, .acknowledged(alarm: "77aa00bb")),
                    ],
                    [acknowledged]
                ),
                series(key(.memory), "B", memory, [level(0..<count, 3.1e8, .first)]),
                series(key(.quality), "accuracy", quality, [level(0..<count, 0.91, .first)]),
            ]
        )
    }

    static func figure(
        _ key: SeriesKey,
        _ value: Double,
        _ unit: String,
        half: Double?,
        provenance: Provenance? = nil
    ) -> NightFigure {
        NightFigure(
            comparison: key.comparison,
            variant: key.variant,
            metric: key.metric,
            reference: key.reference,
            value: value,
            lower: half.map { value - $0 },
            upper: half.map { value + $0 },
            count: 10,
            unit: unit,
            provenance: provenance
        )
    }

    /// Night 20, with a verdict of every status.
    static func report(simulation: String? = nil) -> NightReport {
        let of = simulation == nil ? Provenance.measured : .simulated
        func verdict(
            _ key: SeriesKey,
            _ status: SeriesVerdict.Status,
            _ figure: NightFigure?,
            _ level: Double?,
            _ reason: String
        ) -> SeriesVerdict {
            SeriesVerdict(key: key, status: status, figure: figure, level: level, reason: reason)
        }
        let (energy, ratio, time) = (key(.energy), key(.energy, .pin), key(.time))
        let (memory, quality) = (key(.memory), key(.quality))
        let (power, dense) = (key(.power), key(.energy, variant: "dense"))
        return NightReport(
            night: night(20, simulation: simulation),
            history: history(simulation: simulation),
            verdicts: [
                verdict(
                    energy,
                    .shownOnly,
                    figure(energy, 4.31e-4, "J/sample", half: 3e-6, provenance: of),
                    4.1e-4,
                    "its ratio to the pinned reference is judged"
                ),
                verdict(
                    ratio,
                    .regressed,
                    figure(ratio, 1.0521, "1", half: 0.009, provenance: of),
                    1.002,
                    "the ratio to the pinned reference is above 1.02 by more than its interval"
                ),
                verdict(
                    time,
                    .quiet,
                    figure(time, 8.22e-3, "s/sample", half: 4e-5),
                    8.2e-3,
                    "within 2 %"
                ),
                verdict(
                    memory,
                    .improved,
                    figure(memory, 2.9e8, "B", half: nil),
                    3.1e8,
                    "lower by more than 5 %"
                ),
                verdict(
                    quality,
                    .suspected,
                    figure(quality, 0.898, "accuracy", half: nil),
                    0.91,
                    "the re-run has not settled it"
                ),
                verdict(power, .couldNotJudge, nil, nil, "there are 3 nights of 7 that it takes"),
                verdict(
                    dense,
                    .shownOnly,
                    figure(dense, 9.4e-4, "J/sample", half: nil, provenance: .estimated),
                    9.3e-4,
                    "an estimate is never a reason for an alarm"
                ),
            ],
            canary: [
                CanaryFinding(
                    comparison: "inference",
                    metric: .energy,
                    ratio: 1.002,
                    lower: 0.995,
                    upper: 1.009,
                    isAlarm: false
                )
            ],
            changed: [alarm],
            open: [alarm],
            notices: ["night 7 failed", "kernel 6.1.0-18 → 6.1.0-20 since night 12"]
        )
    }
}
