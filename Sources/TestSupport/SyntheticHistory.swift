public import Experiment
internal import Foundation
internal import Randomness
public import Reports

/// A made-up history of nights with noise, a new kernel, changes and nights that failed.
///
/// Marked as simulated, for it is of no machine. The same for the same sizes.
public struct SyntheticHistory: Sendable {
    public var nights: Int

    /// How many variants it has, each with a series for each metric and reference in `kinds`.
    public var variants: Int

    /// What is followed of each variant.
    public var kinds: [(metric: FigureMetric, reference: SeriesKey.Reference)] = [
        (.energy, .none), (.energy, .pin), (.time, .none), (.time, .pin), (.power, .none),
        (.power, .pin), (.memory, .none), (.memory, .pin), (.quality, .none), (.quality, .pin),
    ]

    public init(nights: Int, variants: Int) {
        self.nights = nights
        self.variants = variants
    }

    /// 2024-01-01T02:00:00Z.
    private static let start: Int64 = 1_704_074_400_000
    private static let day: Int64 = 86_400_000

    public var history: NightHistory {
        let allNights = (0..<nights).map(night)
        let names = SyntheticRun(variants: variants, blocks: 1).names
        let all = names.enumerated().flatMap { variant, name in
            kinds.enumerated().map { place, kind in
                series(name, kind.metric, kind.reference, variant, place, allNights)
            }
        }
        return NightHistory(
            suite: "synthetic",
            machineID: "machine-1",
            machineName: "bench-1",
            nights: allNights,
            series: all
        )
    }

    private func hasFailed(_ index: Int) -> Bool { index % 97 == 96 }

    private func night(_ index: Int) -> Night {
        let started = Self.start + Int64(index) * Self.day
        let hasFailed = hasFailed(index)
        var night = Night(
            id: Self.identifier("night", index),
            number: index + 1,
            suite: "synthetic",
            machineID: "machine-1",
            machineName: "bench-1",
            runID: hasFailed ? nil : Self.identifier("run", index),
            startedAtMilliseconds: started
        )
        night.endedAtMilliseconds = started + 3_600_000
        night.state = hasFailed ? .failed : .judged
        night.outcome = hasFailed ? .couldNotJudge : index >= nights - 5 ? .regressed : .quiet
        night.reasons = hasFailed ? ["the disk was full"] : []
        night.projectVersion = Self.version(index)
        night.simulation = "a made-up history of \(nights.counted("night"))"
        return night
    }

    private static func identifier(_ kind: String, _ index: Int) -> String {
        String(ContentDigest.hexadecimal(of: "\(kind) \(index)").prefix(32))
    }

    /// Somebody commits every third day.
    private static func version(_ index: Int) -> String {
        String(ContentDigest.hexadecimal(of: "commit \(index / 3)").prefix(40))
    }

    private func series(
        _ variant: String,
        _ metric: FigureMetric,
        _ reference: SeriesKey.Reference,
        _ place: Int,
        _ kind: Int,
        _ allNights: [Night]
    ) -> SeriesHistory {
        let key = SeriesKey(
            machineID: "machine-1",
            suite: "synthetic",
            comparison: place % 2 == 0 ? "inference" : "training",
            variant: variant,
            metric: metric,
            reference: reference
        )
        let steps = Self.steps(nights: nights, place: place, metric: metric, reference: reference)
        var random = SplitMix64(seed: UInt64(place * 100 + kind))
        let points = allNights.filter { $0.state == .judged }.map { night in
            point(night, of: key, steps, &random)
        }
        return SeriesHistory(
            key: key,
            unit: Self.unit(metric, reference),
            provenance: metric.isOfEnergy ? .simulated : nil,
            bound: FigureBounds().limit(of: metric),
            points: points,
            levels: Self.levels(steps, points),
            alarms: steps.filter(\.isAlarm).map { alarm($0, key, allNights) }
        )
    }

    /// A change of the level, in logarithms, of quality in its unit.
    private struct Step {
        var night: Int
        var change: Double
        var start: SeriesHistory.Start
        var isAlarm: Bool
        var isOpen = false
    }

    private static func steps(
        nights: Int,
        place: Int,
        metric: FigureMetric,
        reference: SeriesKey.Reference
    ) -> [Step] {
        var steps: [Step] = []
        if reference == .none, metric.isOfEnergy || metric == .time, nights >= 9 {
            steps.append(
                Step(
                    night: nights / 3,
                    change: -0.02,
                    start: .circumstances(["kernel 6.1.0-18-amd64 → 6.1.0-20-amd64"]),
                    isAlarm: false
                )
            )
        }
        guard nights >= 18, place <= 1, metric == .energy || metric == .time else { return steps }
        let isRecent = place == 1
        let change = place == 0 ? -0.08 : 0.05
        steps.append(
            Step(
                night: isRecent ? nights - 6 : nights * 3 / 5,
                change: change,
                start: .change(change, pValue: 1e-6),
                isAlarm: reference == .pin,
                isOpen: isRecent
            )
        )
        return steps
    }

    private func point(
        _ night: Night,
        of key: SeriesKey,
        _ steps: [Step],
        _ random: inout SplitMix64
    ) -> SeriesHistory.Point {
        let noise = key.metric == .memory ? 0.0005 : key.reference == .pin ? 0.006 : 0.012
        let level = steps.filter { $0.night < night.number }.reduce(0) { $0 + $1.change }
        let deviation = level + noise * random.normal()
        let base = Self.base(key.metric, key.reference)
        let value =
            key.metric.isDifference ? base + deviation / 10 : base * exp(deviation)
        let half = key.metric.isDifference ? noise / 10 : value * noise * 1.2
        return SeriesHistory.Point(
            nightID: night.id,
            number: night.number,
            startedAtMilliseconds: night.startedAtMilliseconds,
            runID: night.runID,
            version: night.projectVersion,
            value: value,
            lower: value - half,
            upper: value + half,
            count: 20
        )
    }

    private static func base(_ metric: FigureMetric, _ reference: SeriesKey.Reference) -> Double {
        if reference == .pin { return metric.isDifference ? 0 : 1 }
        return switch metric {
        case .energy: 4.12e-4
        case .time: 8.3e-6
        case .power: 49.6
        case .memory: 3.1e8
        case .operations: 2.4e6
        case .quality: 0.913
        }
    }

    private static func unit(_ metric: FigureMetric, _ reference: SeriesKey.Reference) -> String {
        if metric.isDifference { return "accuracy" }
        if reference == .pin { return "1" }
        return switch metric {
        case .energy: "J/sample"
        case .time: "s/sample"
        case .power: "W"
        case .memory: "B"
        case .operations, .quality: "1/sample"
        }
    }

    private static func levels(_ steps: [Step], _ points: [SeriesHistory.Point])
        -> [SeriesHistory.Level]
    {
        guard !points.isEmpty else { return [] }
        let starts = steps.sorted { $0.night < $1.night }.map { step in
            (points.firstIndex { $0.number > step.night } ?? points.count, step.start)
        }
        let all = [(0, SeriesHistory.Start.first)] + starts
        return all.indices.compactMap { place in
            let range = all[place].0..<(place + 1 < all.count ? all[place + 1].0 : points.count)
            guard !range.isEmpty else { return nil }
            let mean = points[range].reduce(0) { $0 + $1.value } / Double(range.count)
            return SeriesHistory.Level(range: range, mean: mean, start: all[place].1)
        }
    }

    private func alarm(_ step: Step, _ key: SeriesKey, _ allNights: [Night]) -> Alarm {
        let first = allNights[step.night]
        let before = allNights[step.night - 1]
        let raised = allNights[min(step.night + 2, allNights.count - 1)]
        func event(_ state: Alarm.State, _ note: String) -> Alarm.Event {
            Alarm.Event(
                atMilliseconds: raised.startedAtMilliseconds,
                nightID: raised.id,
                state: state,
                note: note
            )
        }
        return Alarm(
            id: Self.identifier(key.text, step.night),
            key: key,
            layer: .history,
            direction: step.change > 0 ? .regressed : .improved,
            firstNightID: first.id,
            lastGoodNightID: before.id,
            raisedNightID: raised.id,
            levelBefore: 0,
            change: step.change,
            lower: step.change - 0.008,
            upper: step.change + 0.008,
            versionBefore: before.projectVersion,
            versionAfter: first.projectVersion,
            events: [event(.suspected, ""), event(.confirmed, "seen again in a re-run")]
                + (step.isOpen ? [] : [event(.acknowledged, "the new kernels are meant")])
        )
    }
}
