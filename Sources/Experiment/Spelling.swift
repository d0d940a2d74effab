/// Which known words a word may have been meant as.
public enum Spelling {
    /// Beyond that a word is generated, and comparing it with all would take long.
    static let longestWord = 64

    /// The known words that differ by no more than slips of the finger, the nearest first.
    ///
    /// - Parameters:
    ///   - word: as it was written.
    ///   - known: those that would do.
    ///   - most: how many are given at the most.
    /// - Returns: none where nothing is near enough.
    public static func near(_ word: String, among known: [String], most: Int = 3) -> [String] {
        guard word.utf8.count <= longestWord else { return [] }
        let letters = Array(word.lowercased())
        let allowed = max(1, word.count / 3)
        let ranked = known.compactMap { candidate -> (word: String, distance: Int)? in
            guard candidate.utf8.count <= longestWord else { return nil }
            let other = Array(candidate.lowercased())
            // The distance is at least what the lengths differ by.
            guard abs(other.count - letters.count) <= allowed else { return nil }
            let distance = distance(letters, other)
            return distance <= allowed ? (candidate, distance) : nil
        }
        // Stable: of equally near words the first.
        let order = ranked.enumerated().sorted {
            ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset)
        }
        return order.prefix(most).map(\.element.word)
    }

    /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                let substitution = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
                var best = min(last[j] + 1, row[j - 1] + 1, substitution)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    best = min(best, beforeLast[j - 2] + 1)
                }
                row.append(best)
            }
            beforeLast = last
            last = row
        }
        return last[right.count]
    }
}
