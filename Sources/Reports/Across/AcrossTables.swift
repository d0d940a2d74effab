internal import Experiment
internal import Statistics
internal import Units

extension AcrossReport {
    /// The line that names what follows.
    var headline: String {
        let suite = runs.first?.report.run.suiteName ?? ""
        return "\(suite): \(runs.count) runs, each compared with run A"
    }

    /// The runs and where they were made.
    var runTable: Table {
        Table(
            title: "Runs",
            columns: [
                ("run", .left), ("id", .left), ("started", .left), ("host", .left),
                ("processor", .left), ("joulebench", .left), ("state", .left), ("trials", .right),
                ("suite", .left),
            ],
            rows: runs.enumerated().map { number, each in
                let run = each.report.run
                return [
                    Self.letter(number), String(run.id.prefix(8)),
                    Report.date(run.startedAtMilliseconds), run.host.name, run.host.cpuModel,
                    run.harnessVersion, run.stateText,
                    "\(each.report.trialCount)/\(run.plannedTrials)",
                    String(run.suiteDigest.prefix(12)),
                ]
            }
        )
    }

    /// Loud, above everything, where some of it is not of any machine.
    var simulationNotice: String? {
        let simulated = runs.enumerated().compactMap { number, run in
            run.report.run.simulation.map { "run \(Self.letter(number)): \($0)" }
        }
        guard !simulated.isEmpty else { return nil }
        return
            "SIMULATED: \(simulated.joined(separator: "; ")). These energies are not measurements."
    }

    /// What differs between the runs, a sentence each.
    var differenceNotes: [String] {
        let notes = zip(differences.indices, differences).dropFirst().flatMap { number, texts in
            texts.map { "\(Self.letter(number)): \($0)." }
        }
        return notes.isEmpty ? ["Nothing that is recorded of the runs differs."] : notes
    }

    /// How the tables are meant.
    var methodNotes: [String] {
        var notes = [
            "± and [ ] are 95 % t intervals over trials. Nothing is paired across runs: a ratio to run "
                + "A is that of the geometric means, with Welch's interval, and holds what changed on "
                + "the machine from one run to the other.",
            "“÷ baseline” is paired by block inside its run. “that ÷ run A's” is the ratio of those "
                + "ratios: what the machine's drift does to baseline and variant alike is not in it.",
            "No correction is made for how many ratios are looked at.",
        ]
        let adaptive = runs.contains {
            if case .adaptive = $0.report.run.design.blocks { true } else { false }
        }
        if adaptive {
            notes.append(
                "A run whose number of blocks was worked out from its pilot has intervals here that "
                    + "are a little too narrow."
            )
        }
        if Set(runs.map(\.report.run.host.id)).count > 1 {
            notes.append(
                "On two machines two sensors were read. What each may be off by is the same in all "
                    + "trials of its machine and not in an interval; where it is stated, a difference "
                    + "within it names no winner."
            )
        }
        return notes
    }
}

extension AcrossComparison {
    var tables: [Table] {
        [energyTable, timeTable, savingTable, qualityTable].compactMap { $0?.withoutEmptyColumns() }
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

    private var energyTable: Table {
        Table(
            title: "Energy by run",
            columns: [
                ("variant", .left), ("run", .left), ("trials", .right), ("energy/\(unit)", .right),
                ("÷ run A [95 %]", .right), ("verdict", .left), ("energy is", .left),
            ],
            rows: rows { cell in
                let row = cell.row
                return [
                    "\(row.completedTrials)/\(row.completedTrials + row.failedTrials)",
                    row.energyPerUnit.map { row.marked($0.text) } ?? Table.missing,
                    cell.ratios?.energy.text.map(row.marked) ?? Table.missing,
                    cell.verdict(\.energy, "uses less", "uses more"),
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
                ("÷ run A [95 %]", .right), ("verdict", .left),
            ],
            rows: rows { cell in
                [
                    cell.row.timePerUnit?.text ?? Table.missing,
                    cell.ratios?.time.text ?? Table.missing,
                    cell.verdict(\.time, "is faster", "is slower"),
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
                ("that ÷ run A's [95 %]", .right), ("verdict", .left),
                ("time ÷ baseline [95 %]", .right), ("that ÷ run A's [95 %]", .right),
                ("verdict", .left),
            ],
            rows: others.rows { cell in
                let row = cell.row
                return [
                    row.energyRatioText ?? Table.missing,
                    cell.ratios?.energySaving?.text.map(row.marked) ?? Table.missing,
                    cell.verdict(\.energySaving, "saves more", "saves less"),
                    row.timeRatioText ?? Table.missing,
                    cell.ratios?.timeSaving?.text ?? Table.missing,
                    cell.verdict(\.timeSaving, "saves more", "saves less"),
                ]
            }
        )
    }

    private var qualityTable: Table? {
        guard let quality = comparison.quality else { return nil }
        let isShare = quality.event.hasSuffix("accuracy")
        return Table(
            title: "Quality by run",
            columns: [
                ("variant", .left), ("run", .left),
                (quality.event == "eval_accuracy" ? "accuracy" : quality.event, .right),
                ("− run A [95 %]", .right),
            ],
            rows: rows { cell in
                let mean = cell.row.quality?.mean
                let difference = cell.ratios?.quality
                let write = isShare ? NumberText.points : NumberText.interval
                return [
                    mean.map {
                        isShare ? NumberText.percent($0) : NumberText.significant($0, digits: 4)
                    } ?? Table.missing,
                    difference.map { write($0.difference, $0.lower, $0.upper) } ?? Table.missing,
                ]
            }
        )
    }

    /// Why there is no ratio or no winner, each reason once, with all that it is true of.
    var notes: [String] {
        var order: [String] = []
        var places: [String: [String]] = [:]
        for variant in variants {
            for cell in variant.cells {
                let named = Dictionary(grouping: cell.ratios?.troubles ?? [], by: \.text)
                for text in (cell.ratios?.troubles.map(\.text) ?? []) {
                    let figures = named[text, default: []].map(\.figure).joined(separator: ", ")
                    let letter = AcrossReport.letter(cell.number)
                    let place = "\(variant.variant) in \(letter) (\(figures))"
                    if places[text] == nil { order.append(text) }
                    if places[text]?.contains(place) != true {
                        places[text, default: []].append(place)
                    }
                }
            }
        }
        return order.map { "\(places[$0, default: []].joined(separator: ", ")): \($0)." }
    }
}

extension AcrossRatios {
    /// Why there is no ratio or no winner, for each figure that lacks one.
    fileprivate var troubles: [(figure: String, text: String)] {
        let named = [
            ("energy", energy), ("time", time), ("saved energy", energySaving),
            ("saved time", timeSaving),
        ]
        return named.compactMap { name, ratio in
            guard let ratio, let reason = ratio.reason else { return nil }
            switch ratio.standing {
            case .refused: return (name, "no winner: \(reason)")
            case .missing: return (name, "no ratio: \(reason)")
            case .lower, .higher, .undecided: return nil
            }
        }
    }
}

extension AcrossCell {
    /// The verdict in words.
    fileprivate func verdict(
        _ figure: (AcrossRatios) -> AcrossRatio?,
        _ lower: String,
        _ higher: String
    ) -> String {
        let letter = AcrossReport.letter(number)
        return switch ratios.flatMap(figure)?.standing {
        case .lower: "\(letter) \(lower)"
        case .higher: "\(letter) \(higher)"
        case .undecided: "not told apart"
        case .refused: "no winner"
        case .missing, nil: Table.missing
        }
    }
}
