public import Experiment
internal import Foundation
internal import Statistics

extension NightHistory {
    /// Works the levels of all series out from the figures of the nights.
    ///
    /// - Parameters:
    ///   - nights: of one suite on one machine, in their order; at least one.
    ///   - figures: of each night, by its id.
    ///   - alarms: of the suite on the machine.
    ///   - bounds: from which change on a metric matters.
    ///   - comparisons: of the newest night, for the qualities and the order.
    public init(
        nights: [Night],
        figures: [String: [NightFigure]],
        alarms: [Alarm],
        bounds: FigureBounds,
        comparisons: [Comparison]
    ) {
        let newest = nights.last
        var gathered: [SeriesKey: [Gathered]] = [:]
        var order: [SeriesKey] = []
        // From the newest on, so that its order leads.
        for night in nights.reversed() {
            for figure in figures[night.id] ?? [] where figure.scaled != nil {
                let key = SeriesKey(
                    machineID: night.machineID,
                    suite: night.suite,
                    comparison: figure.comparison,
                    variant: figure.variant,
                    metric: figure.metric,
                    reference: figure.reference
                )
                if gathered[key] == nil { order.append(key) }
                gathered[key, default: []].append(Gathered(night: night, figure: figure))
            }
        }
        let alarmsByKey = Dictionary(grouping: alarms, by: \.key)
        // What was acknowledged of a ratio is so of the value itself, and the other way round.
        let accepted = Dictionary(
            grouping: alarms.filter { $0.state == .acknowledged },
            by: { $0.key.withoutReference }
        )
        let numbers = Dictionary(
            nights.map { ($0.id, $0.number) },
            uniquingKeysWith: { first, _ in first }
        )
        self.init(
            suite: newest?.suite ?? "",
            machineID: newest?.machineID ?? "",
            machineName: newest?.machineName ?? "",
            nights: nights,
            series: order.map { key in
                SeriesHistory(
                    key,
                    (gathered[key] ?? []).reversed(),
                    alarms: alarmsByKey[key] ?? [],
                    accepted: accepted[key.withoutReference] ?? [],
                    numbers: numbers,
                    bounds: bounds,
                    level: levelOfQuality(key, gathered),
                    quality: comparisons.first { $0.name == key.comparison }?.quality
                )
            }
        )
    }

    /// A series; `nil` where no night has a figure of it.
    func series(_ key: SeriesKey) -> SeriesHistory? { series.first { $0.key == key } }
}

/// What the bound of a quality is a share of: the median of the values themselves, also where the
/// series is one of differences from a reference.
private func levelOfQuality(_ key: SeriesKey, _ gathered: [SeriesKey: [Gathered]]) -> Double {
    guard key.metric.isDifference else { return 1 }
    let values = (gathered[key.withoutReference] ?? []).map(\.figure.value).sorted()
    return values.isEmpty ? 1 : values[values.count / 2]
}

/// A figure with its night.
private struct Gathered {
    var night: Night
    var figure: NightFigure

    var circumstances: Circumstances { night.circumstances.merging(figure.circumstances) }

    var point: SeriesHistory.Point {
        SeriesHistory.Point(
            nightID: night.id,
            number: night.number,
            startedAtMilliseconds: night.startedAtMilliseconds,
            runID: night.runID,
            version: night.projectVersion,
            value: figure.value,
            lower: figure.lower,
            upper: figure.upper,
            count: figure.count
        )
    }
}

extension SeriesHistory {
    fileprivate init(
        _ key: SeriesKey,
        _ gathered: [Gathered],
        alarms: [Alarm],
        accepted: [Alarm],
        numbers: [String: Int],
        bounds: FigureBounds,
        level: Double,
        quality: QualityMetric?
    ) {
        let newest = gathered.last?.figure
        let bound = bounds.limit(
            of: key.metric,
            level: level,
            tolerance: quality?.tolerance
        )
        self.init(
            key: key,
            unit: newest?.unit ?? "",
            provenance: newest?.provenance,
            bound: bound,
            points: gathered.map(\.point),
            levels: [],
            alarms: alarms
        )
        higherIsBetter = key.metric == .quality && quality?.higherIsBetter == true
        var starts: [(index: Int, start: Start)] = [(0, .first)]
        for index in gathered.indices.dropFirst() {
            let changes = gathered[index].circumstances
                .changes(since: gathered[index - 1].circumstances)
            if !changes.isEmpty { starts.append((index, .circumstances(changes))) }
        }
        for alarm in accepted {
            guard let number = numbers[alarm.firstNightID],
                let index = points.firstIndex(where: { $0.number >= number }), index > 0,
                !starts.contains(where: { $0.index == index })
            else { continue }
            starts.append((index, .acknowledged(alarm: alarm.name)))
        }
        starts.sort { $0.index < $1.index }
        guard !points.isEmpty else { return }
        for (place, start) in starts.enumerated() {
            let end = place + 1 < starts.count ? starts[place + 1].index : points.count
            levels += stretch(start.index..<end, start.start)
        }
    }

    /// The levels of points of the same circumstances.
    private func stretch(_ range: Range<Int>, _ start: Start) -> [Level] {
        let scaled = points[range].compactMap { NightFigure.scaled($0.value, key.metric) }
        let analysis = ChangePointAnalysis(
            of: scaled,
            settings: ChangePointAnalysis.Settings(minimumChange: bound)
        )
        return analysis.levels.enumerated().map { place, level in
            let change = place > 0 ? analysis.changes[place - 1] : nil
            return Level(
                range: level.range.lowerBound + range.lowerBound..<level.range.upperBound
                    + range.lowerBound,
                mean: NightFigure.unscaled(level.mean, key.metric),
                start: change.map { .change($0.change, pValue: $0.pValue) } ?? start
            )
        }
    }

    /// The first point of the newest stretch: since then the circumstances are the same and nothing
    /// was acknowledged.
    var stretchStart: Int {
        let last = levels.last { level in
            if case .change = level.start { false } else { true }
        }
        return last?.range.lowerBound ?? 0
    }

    /// The origin that the energy had before it was estimated, where it is since the last change of
    /// that, and nobody has pinned anew since.
    var originBeforeEstimate: String? {
        var origin: String?
        for level in levels {
            guard case .circumstances(let changes) = level.start else { continue }
            if changes.contains(where: { $0.hasPrefix(NightFigures.pinCircumstance) }) {
                origin = nil
            }
            for change in changes where change.hasPrefix("energy is ") {
                let words = change.dropFirst("energy is ".count).components(separatedBy: " → ")
                origin = words.last == Provenance.estimated.rawValue ? words.first : nil
            }
        }
        return origin
    }

    /// The change points of the newest stretch with the levels on both sides of each.
    var openChanges: [LevelChange] {
        zip(levels, levels.dropFirst()).compactMap { before, after in
            guard case .change(let change, let pValue) = after.start,
                after.range.lowerBound > stretchStart
            else { return nil }
            return LevelChange(before: before, after: after, change: change, pValue: pValue)
        }
    }

    /// The first of the newest points that lie nearer to a new level than to the old one: nights
    /// that were too noisy to say so by themselves belong to the change that a later one shows.
    func start(ofChange change: Double, from level: Double) -> Int {
        var index = points.count - 1
        while index > stretchStart,
            let value = NightFigure.scaled(points[index - 1].value, key.metric),
            abs(value - level - change) < abs(value - level)
        {
            index -= 1
        }
        return index
    }

    /// The level's mean on the scale on which changes are judged.
    func scaledMean(_ level: Level) -> Double {
        NightFigure.scaled(level.mean, key.metric) ?? 0
    }
}

/// A change point with what lies around it.
struct LevelChange {
    var before: SeriesHistory.Level
    var after: SeriesHistory.Level
    var change: Double
    var pValue: Double
}
