internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// The verdict of each metric beside each other.
    var verdictTable: Table? {
        let judged = rows.filter { !$0.judgements.isEmpty }
        guard !judged.isEmpty else { return nil }
        let metrics = JudgedMetric.allCases.filter { metric in
            judged.contains { $0.judgement(of: metric) != nil }
        }
        return Table(
            title: "Verdicts (equivalent: within \(boundText))",
            columns: [("variant", .left), ("overall", .left)]
                + metrics.map { ($0.words, .left) },
            rows: judged.map { row in
                [row.variant, overallCell(row)]
                    + metrics.map { metric in
                        row.judgement(of: metric).map {
                            cell($0.judgement.verdict, $0.provenance)
                        } ?? Table.missing
                    }
            }
        )
    }

    /// The verdict of a variant with what would settle it, for the first table.
    func verdictCell(_ row: VariantRow) -> String {
        row.verdict?.text(bound: boundText, provenance: row.provenance) ?? Table.missing
    }

    private func overallCell(_ row: VariantRow) -> String {
        row.verdict.map { cell($0.verdict, row.provenance) } ?? Table.missing
    }

    private func cell(_ verdict: Verdict, _ provenance: Provenance?) -> String {
        Judgement(verdict, because: "").text(bound: nil, provenance: provenance)
    }

    private var boundText: String {
        RatioJudge(bound: comparison.equivalence, questionCount: 0).boundText
    }

    /// A line for each variant, for its energy and quality where they say more, and for each verdict
    /// that is open.
    ///
    /// With the reason and what would settle it; files have those of all metrics.
    var verdictLines: [String] {
        ShownRows.of(rows).flatMap { row -> [String] in
            guard let verdict = row.verdict else { return [] }
            let whole = line("\(row.variant)", verdict, row.provenance)
            return [whole]
                + row.judgements.flatMap { own -> [String] in
                    let name = "\(row.variant), \(own.metric.words)"
                    let isTold =
                        own.judgement.verdict == .inconclusive
                        || [.energy, .quality].contains(own.metric)
                    // The reason of the whole holds that of its energy, and mostly of its quality.
                    let isNew = !verdict.reason.contains(own.judgement.reason)
                    return (isTold && isNew ? [line(name, own.judgement, own.provenance)] : [])
                        + disagreement(name, own)
                }
        } + [ShownRows.note(of: rows)].compactMap(\.self)
    }

    private func line(
        _ name: String,
        _ judgement: Judgement,
        _ provenance: Provenance?
    ) -> String {
        let remedy = judgement.remedy.map { " Settled by: \($0)." } ?? ""
        let verdict = cell(judgement.verdict, provenance)
        return "\(name): \(verdict): \(judgement.reason).\(remedy)"
    }

    /// Where a check sees something else than the default.
    private func disagreement(_ name: String, _ own: MetricJudgement) -> [String] {
        guard let ratio = own.ratio, let checks = own.checks else { return [] }
        let others = checks.disagreements(with: ratio)
        guard !others.isEmpty else { return [] }
        return [
            "\(name): the ratio is \(ratio.text), but \(others.joined(separator: "; ")): look at the "
                + "single blocks before you rely on either."
        ]
    }
}

extension ComparisonReport {
    /// Where what was stated of the quality does not agree with itself.
    var qualityTroubles: [String] {
        rows.compactMap { row in
            guard let problem = row.judgement(of: .quality)?.quality?.outcomesProblem,
                let remedy = problem.remedy
            else { return nil }
            return "\(row.variant): the quality is not judged: \(problem.reason). Settled by: "
                + "\(remedy)."
        }
    }
}

extension Report {
    /// How the verdicts are made, in short.
    var verdictNotes: [String] {
        let rows = comparisons.lazy.flatMap(\.rows)
        guard rows.contains(where: { $0.verdict != nil }) else { return [] }
        let hasFloor = rows.contains { $0.energyNoise != nil || $0.timeNoise != nil }
        let floor = hasFloor ? ", and beyond the noise floor where one is known" : ""
        var notes = [
            "A verdict is that of the energy; quality can only take it back. Better or worse: p below "
                + "0.05 after Holm's correction over the comparison's table\(floor). Equivalent: shown "
                + "to lie within the stated bound. Inconclusive is neither. Numbers of blocks are those "
                + "with which a difference of the size seen, or equivalence, is found in 80 % of tries."
        ]
        let hasEstimate = rows.contains { $0.provenance == .estimated && $0.verdict != nil }
        if hasEstimate {
            notes.append(
                "(est.): the verdict is one of the estimate, which knows CPU time and memory only, "
                    + "and not of a measurement."
            )
        }
        return notes
    }
}
