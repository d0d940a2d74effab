internal import Experiment
internal import Statistics
internal import Units

extension AcrossComparison {
    var tables: [Table] {
        [verdictTable, energyTable, timeTable, savingTable, targetTable, qualityTable]
            .compactMap { $0?.withoutEmptyColumns() }
            .filter { $0.columns.count > 2 }
    }

    /// A row for each variant and run.
    private func rows(_ cells: (AcrossCell) -> [String]) -> [[String]] {
        variants.flatMap { variant in
            variant.cells.enumerated().map { index, cell in
                let name = variant.isBaseline ? "\(variant.variant) (baseline)" : variant.variant
                return [index == 0 ? name : "", AcrossReport.letter(cell.number)]
                    + cells(cell)
            }
        }
    }

    /// What is to be said of each variant in each run beside the first, with what would settle it.
    private var verdictTable: Table {
        let metrics = AcrossMetric.allCases.filter { metric in
            variants.contains { $0.cells.contains { $0.finding(metric) != nil } }
        }
        let compared = variants.flatMap { variant in
            variant.cells.dropFirst().enumerated().map { index, cell in
                let name = variant.isBaseline ? "\(variant.variant) (baseline)" : variant.variant
                return [
                    index == 0 ? name : "", AcrossReport.letter(cell.number), overallText(cell),
                ] + metrics.map { cell.finding($0)?.verdictText(cell.row) ?? Table.missing }
            }
        }
        return Table(
            title: "Verdicts beside run A (equivalent: within \(boundText))",
            columns: [("variant", .left), ("run", .left), ("overall", .left)]
                + metrics.map { ($0.words, .left) },
            rows: compared
        )
    }

    /// "better (sim.)", "inconclusive: 14 blocks in each run".
    private func overallText(_ cell: AcrossCell) -> String {
        if cell.finding(.energy)?.standing == .refused, cell.verdict?.verdict == .inconclusive {
            return "no winner\(Judgement.mark(of: cell.row.provenance))"
        }
        return cell.verdict?.text(bound: boundText, provenance: cell.row.provenance)
            ?? Table.missing
    }

    private var boundText: String {
        RatioJudge(bound: comparison.equivalence, questionCount: 0).boundText
    }

    private var energyTable: Table {
        Table(
            title: "Energy by run",
            columns: [
                ("variant", .left), ("run", .left), ("trials", .right), ("energy/\(unit)", .right),
                ("÷ run A [95 %]", .right), ("noise floor", .right), ("energy is", .left),
            ],
            rows: rows { cell in
                let row = cell.row
                let energy = cell.finding(.energy)
                return [
                    "\(row.completedTrials)/\(row.completedTrials + row.failedTrials)",
                    row.energyPerUnit.map { row.marked($0.text) } ?? Table.missing,
                    energy?.text.map(row.marked) ?? Table.missing,
                    energy?.noise?.text ?? Table.missing,
                    row.energyOrigin,
                ]
            }
        )
    }

    private var timeTable: Table {
        Table(
            title: "Time by run",
            columns: [
                ("variant", .left), ("run", .left), ("time/\(unit)", .right),
                ("÷ run A [95 %]", .right), ("noise floor", .right),
            ],
            rows: rows { cell in
                let time = cell.finding(.time)
                return [
                    cell.row.timePerUnit?.text ?? Table.missing, time?.text ?? Table.missing,
                    time?.noise?.text ?? Table.missing,
                ]
            }
        )
    }

    /// What each variant saves against its run's own baseline, and how that changed.
    private var savingTable: Table? {
        var others = self
        others.variants.removeAll(where: \.isBaseline)
        guard !others.variants.isEmpty else { return nil }
        return Table(
            title: "Savings by run",
            columns: [
                ("variant", .left), ("run", .left), ("energy ÷ baseline [95 %]", .right),
                ("that ÷ run A's [95 %]", .right), ("time ÷ baseline [95 %]", .right),
                ("that ÷ run A's [95 %]", .right),
            ],
            rows: others.rows { cell in
                let row = cell.row
                return [
                    row.energyRatioText ?? Table.missing,
                    cell.finding(.savedEnergy)?.text.map(row.marked) ?? Table.missing,
                    row.timeRatioText ?? Table.missing,
                    cell.finding(.savedTime)?.text ?? Table.missing,
                ]
            }
        )
    }

    /// What the trainings of each run took to the target quality.
    private var targetTable: Table? {
        guard variants.contains(where: { $0.cells.contains { $0.row.target != nil } }) else {
            return nil
        }
        return Table(
            title: "To the target by run",
            columns: [
                ("variant", .left), ("run", .left), ("converged", .right), ("energy", .right),
                ("÷ run A [95 %]", .right), ("time", .right), ("÷ run A [95 %]", .right),
            ],
            rows: rows { cell in
                let row = cell.row
                let target = row.target
                return [
                    target.map { "\($0.convergedTrials)/\($0.trials)" } ?? Table.missing,
                    target?.energy.map { row.marked($0.text) } ?? Table.missing,
                    cell.finding(.energyToTarget)?.text.map(row.marked) ?? Table.missing,
                    target?.time?.text ?? Table.missing,
                    cell.finding(.timeToTarget)?.text ?? Table.missing,
                ]
            }
        )
    }

    private var qualityTable: Table? {
        guard let quality = comparison.quality else { return nil }
        return Table(
            title: "Quality by run",
            columns: [
                ("variant", .left), ("run", .left),
                (quality.heading, .right),
                ("− run A [95 %]", .right),
            ],
            rows: rows { cell in
                let mean = cell.row.quality?.mean
                let difference = cell.finding(.quality)?.quality
                let write = quality.isShare ? NumberText.points : NumberText.interval
                return [
                    mean.map {
                        quality.isShare
                            ? NumberText.percent($0) : NumberText.significant($0, digits: 4)
                    } ?? Table.missing,
                    difference.map { write($0.difference, $0.lower, $0.upper) } ?? Table.missing,
                ]
            }
        )
    }
}

extension AcrossFinding {
    /// The verdict in a word or two, with the mark of what the energies of a row are made of.
    fileprivate func verdictText(_ row: VariantRow) -> String {
        let mark = metric.isOfEnergy ? Judgement.mark(of: row.provenance) : ""
        return switch standing {
        case .judged: judgement.verdict.rawValue + mark
        case .refused: "no winner\(mark)"
        case .missing: "no figure"
        }
    }
}

extension AcrossComparison {
    /// The reasons of the verdicts and what would settle them.
    ///
    /// Of each variant as a whole, and of each figure that is open or says more; what is true of
    /// several is said once.
    var verdictLines: [String] {
        var order: [String] = []
        var places: [String: [String]] = [:]
        func add(_ place: String, _ word: String, _ judgement: Judgement) {
            let remedy = judgement.remedy.map { " Settled by: \($0)." } ?? ""
            let text = "\(word): \(judgement.reason).\(remedy)"
            if places[text] == nil { order.append(text) }
            places[text, default: []].append(place)
        }
        for variant in variants {
            for cell in variant.cells {
                guard let verdict = cell.verdict else { continue }
                let name = "\(variant.variant) in \(AcrossReport.letter(cell.number))"
                add(name, overallWord(cell, verdict), verdict)
                for finding in cell.findings where finding.isTold(beside: verdict) {
                    add(
                        "\(name), \(finding.metric.words)",
                        finding.verdictText(cell.row),
                        finding.judgement
                    )
                }
            }
        }
        return order.map { "\(places[$0, default: []].joined(separator: "; ")): \($0)" }
    }

    private func overallWord(_ cell: AcrossCell, _ verdict: Judgement) -> String {
        let isRefused =
            cell.finding(.energy)?.standing == .refused && verdict.verdict == .inconclusive
        return (isRefused ? "no winner" : verdict.verdict.rawValue)
            + Judgement.mark(of: cell.row.provenance)
    }
}

extension AcrossFinding {
    /// Whether a line says more of it than that of the whole, which holds its energy's reason.
    fileprivate func isTold(beside verdict: Judgement) -> Bool {
        let isOpen = judgement.verdict == .inconclusive
        return (isOpen || [.energy, .quality].contains(metric))
            && !verdict.reason.contains(judgement.reason)
    }
}
