/// The steps of `ChangePointAnalysis`: split, then merge.
struct ChangeSearch {
    private let series: [Double]
    private let settings: ChangePointAnalysis.Settings

    /// The first points of new levels, in order.
    private var places: [Int] = []

    init(series: [Double], settings: ChangePointAnalysis.Settings) {
        self.series = series
        self.settings = settings
    }

    /// Finds the places that are at least weakly significant, window by window.
    mutating func split() {
        var start = 0
        while start + settings.leastBefore + settings.leastAfter <= series.count {
            let window = start..<min(start + settings.window, series.count)
            split(window, in: window)
            start = max(places.last ?? 0, start + max(1, settings.window / 2))
        }
    }

    private mutating func split(_ range: Range<Int>, in window: Range<Int>) {
        // The second try: where the clearest level in the middle is not one, the rest of the range
        // as one level may be.
        guard
            let place = weakPlace(in: range, isOpen: true, of: window)
                ?? weakPlace(in: range, isOpen: false, of: window)
        else { return }
        places.insert(place, at: places.firstIndex { $0 > place } ?? places.endIndex)
        split(range.lowerBound..<place, in: window)
        split(place..<range.upperBound, in: window)
    }

    private func weakPlace(in range: Range<Int>, isOpen: Bool, of window: Range<Int>) -> Int? {
        guard
            let best = EnergyDivergence(
                in: series,
                range,
                leastBefore: settings.leastBefore,
                leastAfter: settings.leastAfter,
                isOpen: isOpen
            )
        else { return nil }
        let isInside = best.end < range.upperBound
        let p = pValue(of: best.index, among: isInside ? places + [best.end] : places, upTo: window)
        return p < min(10 * settings.significance, 0.5) ? best.index : nil
    }

    /// What of the places remains with all of them in place: the weakest is taken back first, and
    /// once all are significant the smallest.
    func merged() -> [ChangePoint] {
        var search = self
        var changes = search.places.indices.map { search.change(number: $0) }
        while let number = search.worst(of: changes) {
            let removed = search.places.remove(at: number)
            changes.remove(at: number)
            for other in changes.indices where search.depends(other, on: number, at: removed) {
                changes[other] = search.change(number: other)
            }
        }
        return changes
    }

    private func worst(of changes: [ChangePoint]) -> Int? {
        guard let weakest = changes.indices.max(by: { changes[$0].pValue < changes[$1].pValue })
        else { return nil }
        if changes[weakest].pValue >= settings.significance { return weakest }
        let smallest = changes.indices.min { abs(changes[$0].change) < abs(changes[$1].change) }
        return smallest.flatMap {
            abs(changes[$0].change) < settings.minimumChange ? $0 : nil
        }
    }

    /// Whether a change is another one after a place was taken back: its levels or what lies in
    /// reach of its test did change.
    private func depends(_ other: Int, on number: Int, at removed: Int) -> Bool {
        other == number || other == number - 1 || abs(places[other] - removed) <= reach
    }

    private func change(number: Int) -> ChangePoint {
        let place = places[number]
        let before = (number > 0 ? places[number - 1] : 0)..<place
        let after = place..<(number + 1 < places.count ? places[number + 1] : series.count)
        let (old, new) = (series[before].meanFromFirst, series[after].meanFromFirst)
        let nearer = after.count { abs(series[$0] - new) < abs(series[$0] - old) }
        // How often the new level has been judged: on each night since it was long enough.
        let looks = max(1, after.count - settings.leastAfter + 1)
        let p = pValue(of: place, among: places, upTo: series.indices)
        return ChangePoint(
            index: place,
            change: new - old,
            pValue: 2 * nearer > after.count ? min(1, p * Double(looks)) : 1
        )
    }

    private var reach: Int { 2 * settings.window }

    /// The p-value of a place, with other places as further steps, from the points in its reach
    /// up to the end of a range.
    private func pValue(of place: Int, among others: [Int], upTo range: Range<Int>) -> Double {
        let start = max(0, place - reach)
        let end = min(range.upperBound, place + reach)
        let steps = Set(others + [place]).filter { $0 > start && $0 < end }.sorted()
        guard let number = steps.firstIndex(of: place) else { return 1 }
        return AutocorrelatedLevels(of: series, bounds: [start] + steps + [end])
            .pValue(ofLevel: number + 1)
    }
}

extension ArraySlice<Double> {
    /// The mean, summed as distances from the first, so that equal values have exactly that mean;
    /// 0 of none.
    var meanFromFirst: Double {
        guard let first else { return 0 }
        return first + reduce(0) { $0 + ($1 - first) } / Double(count)
    }
}
