/// Holm's correction for asking many questions of one table.
public enum Holm {
    /// The p-values, each raised so that the chance of one false finding among all of them is at
    /// most what a single one would have.
    ///
    /// adj₍ₖ₎ = max over j ≤ k of min(1, (m − j + 1) · p₍ⱼ₎) for the p-values in rising order
    /// (Scandinavian Journal of Statistics 6, 1979). Unlike Bonferroni's it never has less power.
    ///
    /// - Parameter pValues: one for each question; `nil` where a question has no answer, which is
    ///   not counted and stays `nil`.
    /// - Returns: in the same order.
    public static func adjusted(_ pValues: [Double?]) -> [Double?] {
        let known = pValues.indices.filter { pValues[$0] != nil }
            .sorted { (pValues[$0] ?? 0, $0) < (pValues[$1] ?? 0, $1) }
        var result = [Double?](repeating: nil, count: pValues.count)
        var largest = 0.0
        for (place, index) in known.enumerated() {
            let raised = Double(known.count - place) * (pValues[index] ?? 1)
            largest = max(largest, min(1, raised))
            result[index] = largest
        }
        return result
    }

    /// What each p-value was multiplied with: how many questions are left at its place.
    ///
    /// - Parameter pValues: as for `adjusted`.
    /// - Returns: in the same order; for a question without an answer as many as would be asked
    ///   with it.
    public static func factors(_ pValues: [Double?]) -> [Int] {
        let known = pValues.indices.filter { pValues[$0] != nil }
            .sorted { (pValues[$0] ?? 0, $0) < (pValues[$1] ?? 0, $1) }
        var result = [Int](repeating: known.count + 1, count: pValues.count)
        for (place, index) in known.enumerated() { result[index] = known.count - place }
        return result
    }
}
