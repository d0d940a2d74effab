internal import Experiment

/// How much of long lists is shown to human eyes; CSV and JSON hold all.
enum ShownRows {
    /// No table has more variants than this.
    static let mostVariants = 200

    /// No list has more lines of one kind than this.
    static let mostLines = 50

    /// The first variants in the suite's order, the baseline always among them.
    static func of(_ rows: [VariantRow]) -> [VariantRow] {
        guard rows.count > mostVariants else { return rows }
        let first = rows.prefix(mostVariants)
        guard !first.contains(where: \.isBaseline), let baseline = rows.first(where: \.isBaseline)
        else { return Array(first) }
        return first.dropLast() + [baseline]
    }

    /// What stands under a table of `of`; `nil` where it leaves out nothing.
    static func note(of rows: [VariantRow]) -> String? {
        let more = rows.count - mostVariants
        return more > 0
            ? "… and \(more.counted("more variant")): CSV and JSON hold all \(rows.count)." : nil
    }

    /// Where the rest of the variants stand that a drawing or a list leaves out.
    static func place(ofAll count: Int) -> String {
        count > mostVariants ? "CSV and JSON have all" : "the tables have all"
    }

    /// The first lines of one kind, and how many more there are.
    ///
    /// - Parameters:
    ///   - lines: of one kind.
    ///   - place: which format has all of them.
    /// - Returns: at most one more than `mostLines`.
    static func lines(_ lines: [String], allIn place: String = "JSON") -> [String] {
        let more = lines.count - mostLines
        guard more > 0 else { return lines }
        return lines.prefix(mostLines) + ["… and \(more) more of this kind: \(place) holds all."]
    }
}
