internal import Experiment
internal import Statistics

/// What came out for each variant, in short: the first thing that a reader of a report looks for.
struct VerdictCards {
    var report: ComparisonReport

    /// More variants than this are counted and not named.
    static let most = 12

    /// Empty where there is nothing beside the baseline.
    var text: String {
        let rows = report.rows.filter { !$0.isBaseline }
        guard !rows.isEmpty else {
            return
                "<p>The comparison has one variant only: there is nothing to set it against.</p>\n"
        }
        let cards = rows.prefix(Self.most).map { card($0, $0.verdict) }
        let more = rows.count - cards.count
        return counts(rows.compactMap { $0.verdict?.verdict })
            + "<ul class=\"cards\">\n\(cards.joined())</ul>\n"
            + (more > 0
                ? "<p class=\"soft\">And \(more.counted("more variant")): "
                    + "\(ShownRows.place(ofAll: report.rows.count)).</p>\n" : "")
    }

    /// "2 better, 1 inconclusive", in the order of the verdicts' meaning.
    private func counts(_ verdicts: [Verdict]) -> String {
        let order: [Verdict] = [.better, .equivalent, .worse, .inconclusive]
        let words = order.compactMap { verdict -> String? in
            let count = verdicts.count { $0 == verdict }
            return count > 0 ? "\(count) \(verdict.rawValue)" : nil
        }
        guard !words.isEmpty else { return "" }
        let baseline = MarkupText.escaped(report.comparison.baseline)
        return "<p>Against <b>\(baseline)</b>: \(words.joined(separator: ", ")).</p>\n"
    }

    /// One variant with its verdict, where there is one, and the figures behind it.
    func card(_ row: VariantRow, _ judgement: Judgement?) -> String {
        let word = judgement?.verdict.rawValue
        let marked = judgement.map {
            Judgement($0.verdict, because: "").text(bound: nil, provenance: row.provenance)
        }
        var lines = [
            (marked.map { "<span class=\"badge\">\($0)</span>" } ?? "")
                + "<span class=\"name\">\(MarkupText.escaped(row.variant))</span>"
        ]
        if let ratio = row.energyRatioText {
            lines.append("energy ÷ baseline \(MarkupText.escaped(ratio))")
        } else {
            let reason = row.ratioMissingReason ?? row.energyMissingReason ?? "no trial completed"
            lines.append("no energy ratio: \(MarkupText.escaped(reason))")
        }
        if let ratio = row.timeRatioText {
            lines.append("time ÷ baseline \(MarkupText.escaped(ratio))")
        }
        lines += [judgement?.reason, judgement?.remedy.map { "Settled by: \($0)" }]
            .compactMap { $0.map(MarkupText.escaped) }
        let body = lines.map { "<p>\($0)</p>" }.joined()
        return "<li\(word.map { " class=\"\($0)\"" } ?? "")>\(body)</li>\n"
    }
}
