/// The place where a stretch of a series falls apart best, by the E-divisive statistic.
///
/// Matteson and James, Journal of the American Statistical Association 109 (2014), with the
/// distance |x − y|, as in Hunter (Fleming and others, ICPE 2023) and Apache Otava: of n points X
/// before a place τ and m points Y from there up to a place κ
///
///     Q = 2/(m+n) Σᵢⱼ|Xᵢ−Yⱼ| − 2m/((m+n)(n−1)) Σᵢ<ₖ|Xᵢ−Xₖ| − 2n/((m+n)(m−1)) Σⱼ<ₖ|Yⱼ−Yₖ|
///
/// where a sum over the pairs of one point is 0. κ is free, so that a stretch of another level in
/// the middle is found, too.
struct EnergyDivergence: Hashable {
    /// The first point of Y.
    let index: Int

    /// The point after the last of Y.
    let end: Int
    let divergence: Double

    /// The greatest Q of a range, the first of equal ones.
    ///
    /// X and Y have at least `leastBefore` and `leastAfter` points; where it is not open, Y ends with
    /// the range. `nil` where the range is too short and where all its points are equal. The time
    /// grows with the square of the range.
    init?(
        in series: [Double],
        _ range: Range<Int>,
        leastBefore: Int,
        leastAfter: Int,
        isOpen: Bool = true
    ) {
        var best: (index: Int, end: Int, divergence: Double)?
        // Sums of the distances of all pairs, of the points from each place up to the newest, and
        // of the points from the first up to each place.
        var pairsFrom = [Double](repeating: 0, count: range.count)
        var pairsBefore = [Double](repeating: 0, count: range.count + 1)
        for newest in 0..<range.count {
            var toNewest = 0.0
            let value = series[range.lowerBound + newest]
            for place in (0..<newest).reversed() {
                toNewest += abs(series[range.lowerBound + place] - value)
                pairsFrom[place] += toNewest
            }
            let end = newest + 1
            pairsBefore[end] = pairsFrom[0]
            guard isOpen || end == range.count, end >= leastBefore + leastAfter else { continue }
            for place in leastBefore...(end - leastAfter) {
                let divergence = Self.divergence(
                    before: place,
                    after: end - place,
                    pairs: (pairsFrom[0], pairsBefore[place], pairsFrom[place])
                )
                if divergence > best?.divergence ?? 0 { best = (place, end, divergence) }
            }
        }
        guard let best else { return nil }
        index = range.lowerBound + best.index
        end = range.lowerBound + best.end
        divergence = best.divergence
    }

    /// Q from the sums over the pairs of all points, of those before and of those after.
    private static func divergence(
        before: Int,
        after: Int,
        pairs: (all: Double, before: Double, after: Double)
    ) -> Double {
        let (n, m) = (Double(before), Double(after))
        let between = pairs.all - pairs.before - pairs.after
        let inX = before > 1 ? m * pairs.before / (n - 1) : 0
        let inY = after > 1 ? n * pairs.after / (m - 1) : 0
        return 2 / (m + n) * (between - inX - inY)
    }
}
