/// Which step of a line of versions changed something: a binary search that can do without those of
/// which nothing is known.
///
/// The first of the line is good and the last is bad. Where several steps changed it, the search ends
/// at one of those that cross the middle between the two.
struct BisectSearch {
    enum Side: Hashable {
        case good
        case bad
        /// Not built, failed or between the two: the search goes around it.
        case unknown
    }

    /// The latest that is known to be good, and the earliest that is known to be bad.
    private(set) var lastGood = 0
    private(set) var firstBad: Int
    private var unknown: Set<Int> = []

    /// - Parameter count: how many versions the line has, both ends included; at least 2.
    init(count: Int) {
        precondition(count >= 2, "a line has two ends")
        firstBad = count - 1
    }

    /// The version to look at next; `nil` where nothing more is to be found.
    ///
    /// That in the middle. Around one that is unknown its neighbours often are, too: where the middle
    /// lies among such, it is that in the middle of the larger stretch before or behind them.
    var next: Int? {
        let open = (lastGood + 1..<firstBad).filter { !unknown.contains($0) }
        let passed = unknown.filter { $0 > lastGood && $0 < firstBad }
        let middle = (lastGood + firstBad) / 2
        guard let low = passed.min(), let high = passed.max(), low <= middle + 1, middle <= high
        else { return Self.nearest(to: middle, of: open) }
        let (before, behind) = (low - lastGood - 1, firstBad - high - 1)
        // Only those between them are left.
        guard max(before, behind) > 0 else { return Self.nearest(to: middle, of: open) }
        return before > behind ? (lastGood + low) / 2 : (high + firstBad) / 2
    }

    private static func nearest(to middle: Int, of open: [Int]) -> Int? {
        open.min { abs($0 - middle) < abs($1 - middle) }
    }

    mutating func record(_ side: Side, of version: Int) {
        precondition(version > lastGood && version < firstBad, "only what is open is looked at")
        switch side {
        case .good: lastGood = version
        case .bad: firstBad = version
        case .unknown: unknown.insert(version)
        }
    }

    /// Those that may be the first bad one: one where all is known.
    var suspects: ClosedRange<Int> { (lastGood + 1)...firstBad }

    /// How many more are looked at where each is either good or bad.
    var mostSteps: Int {
        var steps = 0
        while 1 << steps < suspects.count { steps += 1 }
        return steps
    }
}
