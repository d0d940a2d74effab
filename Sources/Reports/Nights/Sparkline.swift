internal import Experiment

/// A series in one line of characters, a character a night.
struct Sparkline {
    var history: SeriesHistory

    /// The ids of the nights that are shown, in their order; those without a value are gaps.
    var nights: [String]
    var usesUnicode: Bool

    private static let blocks = Array("▁▂▃▄▅▆▇█")
    private static let digits = Array("01234567")

    /// Before the first night of a level that is not the series' first.
    static let levelMark: Character = "|"
    static let gap: (unicode: Character, ascii: Character) = ("·", ".")

    var text: String {
        let range = shownRange
        var text = ""
        for night in nights {
            guard let index = places[night] else {
                text.append(usesUnicode ? Self.gap.unicode : Self.gap.ascii)
                continue
            }
            if starts.contains(index) { text.append(Self.levelMark) }
            text.append(character(of: history.points[index].value, in: range))
        }
        return text
    }

    private let places: [String: Int]
    private let starts: Set<Int>

    init(_ history: SeriesHistory, nights: [String], usesUnicode: Bool) {
        self.history = history
        self.nights = nights
        self.usesUnicode = usesUnicode
        let shown = Set(nights)
        var places: [String: Int] = [:]
        for (index, point) in history.points.enumerated()
        where shown.contains(point.nightID) && point.value.isFinite {
            places[point.nightID] = index
        }
        self.places = places
        starts = Set(history.levels.dropFirst().map(\.range.lowerBound))
    }

    /// Of the shown values; a change of less than the bound is no mountain.
    private var shownRange: ClosedRange<Double>? {
        let values = places.values.map { history.points[$0].value }
        guard let low = values.min(), let high = values.max() else { return nil }
        let middle = low / 2 + high / 2
        let room =
            history.key.metric.isDifference ? history.bound : middle.magnitude * history.bound
        let half = max(high / 2 - low / 2, room.isFinite ? room : 0)
        return (middle - half)...(middle + half)
    }

    private func character(of value: Double, in range: ClosedRange<Double>?) -> Character {
        let characters = usesUnicode ? Self.blocks : Self.digits
        guard let range, range.upperBound > range.lowerBound else {
            return characters[characters.count / 2 - 1]
        }
        let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
        guard share.isFinite else { return characters[characters.count / 2 - 1] }
        let place = Int(min(max(share, 0), 1) * Double(characters.count))
        return characters[min(place, characters.count - 1)]
    }
}
