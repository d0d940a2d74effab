internal import Experiment

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
    guard known.count <= 1000 else { return nil }
    return Spelling.near(word, among: known, most: 1).first
}
