/// A piece of the user's text inside a message: quoted, on one line and not endless.
func quoted(_ text: String) -> String { "“\(printable(text))”" }

/// A text without control characters, which could act on a terminal, cut after 60 characters.
func printable(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(60).map { scalar in
        scalar.properties.generalCategory == .control
            ? "\\u{\(String(scalar.value, radix: 16))}"
            : String(scalar)
    }.joined()
    return text.unicodeScalars.count > 60 ? shown + "…" : shown
}

/// Words as a list in a sentence, each quoted.
func quotedList(_ words: some Collection<String>) -> String {
    words.map(quoted).joined(separator: ", ")
}

/// A hint at the end of a message: the nearest of the words that would do, else all of them.
func hint(for word: String, among known: [String]) -> String {
    if let nearest = nearest(to: word, among: known) { return "; did you mean \(quoted(nearest))?" }
    guard !known.isEmpty else { return "" }
    let shown = quotedList(known.prefix(12))
    return known.count > 12 ? "; there are \(shown) and others" : "; there is \(shown)"
}

/// The known word that differs least, where it is near enough to be a slip of the finger.
public func nearest(to word: String, among known: [String]) -> String? {
    // Beyond that a file is generated, and comparing all with all would take minutes.
    guard word.utf8.count <= 64, known.count <= 1000 else { return nil }
    let allowed = max(1, word.count / 3)
    let ranked = known.lazy.filter { $0.utf8.count <= 64 }
        .map { (word: $0, distance: distance(Array(word.lowercased()), Array($0.lowercased()))) }
        .min { $0.distance < $1.distance }
    guard let ranked, ranked.distance <= allowed else { return nil }
    return ranked.word
}

/// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
private func distance(_ left: [Character], _ right: [Character]) -> Int {
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
