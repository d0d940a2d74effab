internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// The unit of work in the singular: "sample" for "samples".
    var unit: String { comparison.unitOfWork.singular }

    /// The tables in the order in which they are read.
    var tables: [Table] {
        [
            energyTable, verdictTable, importedTable, whyTable, targetTable, scenarioTable,
            energyPartTable, netEnergyTable, timeTable, workTable, eventTable, phaseTable,
            oneTimeTable, footprintTable, uncertaintyTable,
        ]
        .compactMap { $0?.withoutEmptyColumns() }
        .filter { $0.columns.count > 1 }
        .map { table in
            var labelled = table
            labelled.title += scenarioLabel
            return labelled
        }
    }

    /// What each variant costs and how good it is.
    private var energyTable: Table {
        Table(
            title: isAtFixedRate ? "Energy and quality at a fixed rate" : "Energy and quality",
            columns: [
                ("variant", .left), ("energy/\(unit)\(atRate)", .right),
                ("energy ratio [95 %]", .right),
                ("noise floor", .right),
                (qualityHeading, .right), ("difference", .right), ("energy is", .left),
                ("verdict", .left),
            ],
            rows: rows.map { row in
                [
                    row.isBaseline ? "\(row.variant) (baseline)" : row.variant,
                    row.energyPerUnit.map { row.marked($0.text) } ?? Table.missing,
                    row.isBaseline && row.energyPerUnit != nil
                        ? "1" : row.energyRatio.map { row.marked($0.text) } ?? Table.missing,
                    row.energyNoise?.text ?? Table.missing,
                    row.quality.map(qualityText) ?? Table.missing,
                    differenceText(row) ?? Table.missing,
                    row.energyOrigin,
                    verdictCell(row),
                ]
            }
        )
    }

    /// How fast each variant is and what it draws.
    private var timeTable: Table {
        Table(
            title: "Power and time",
            columns: [
                ("variant", .left), ("trials", .right), ("power\(atRate)", .right),
                ("time/\(unit)\(isAtFixedRate ? " (given)" : "")", .right),
                ("time ratio [95 %]", .right),
                ("noise floor", .right),
            ],
            rows: rows.map { row in
                [
                    row.variant,
                    "\(row.completedTrials)/\(row.completedTrials + row.failedTrials)",
                    row.averagePower.map { row.marked($0.text) } ?? Table.missing,
                    row.timePerUnit?.text ?? Table.missing,
                    row.isBaseline && row.timePerUnit != nil
                        ? "1" : row.timeRatio?.text ?? Table.missing,
                    row.timeNoise?.text ?? Table.missing,
                ]
            }
        )
    }

    /// What each variant computes and how large it is.
    private var workTable: Table {
        Table(
            title: "Work (for each \(unit)) and size",
            columns: [
                ("variant", .left), ("FLOPs dense", .right), ("FLOPs executed", .right),
                ("int ops", .right),
                ("GFLOP/J", .right), ("int Gop/J", .right), ("peak memory", .right),
                ("peak GPU memory", .right),
                ("model", .right), ("parameters", .right), ("nonzero", .right),
            ],
            rows: rows.map(workCells)
        )
    }

    /// What makes a column of a fixed rate another than that of fixed work.
    private var atRate: String { isAtFixedRate ? " at the rate" : "" }

    private var qualityHeading: String {
        comparison.quality?.heading ?? "quality"
    }

    private func workCells(_ row: VariantRow) -> [String] {
        func operations(_ count: OperationCount?, unit: String) -> String {
            guard let count else { return Table.missing }
            guard count.operations > 0 else { return "0" }
            return NumberText.quantity(count.operations, plusMinus: nil, unit: unit)
        }
        func perJoule(_ rate: Double?) -> String {
            rate.map { row.marked(NumberText.significant($0 / 1e9, digits: 3)) } ?? Table.missing
        }
        func count(_ value: Double?) -> String {
            value.map { NumberText.quantity($0, plusMinus: nil, unit: "") } ?? Table.missing
        }
        return [
            row.variant,
            operations(row.flopsDense, unit: "FLOP"),
            operations(row.flopsExecuted, unit: "FLOP"),
            operations(row.integerOperations, unit: "op"),
            perJoule(row.flopsPerJoule),
            perJoule(row.integerOperationsPerJoule),
            row.peakMemory.map { NumberText.bytes($0.bytes) } ?? Table.missing,
            row.peakGPUMemory.map { NumberText.bytes($0.bytes) } ?? Table.missing,
            row.modelSize.map { NumberText.bytes($0.bytes) } ?? Table.missing,
            count(row.parameters),
            count(row.parametersNonzero),
        ]
    }

    /// Accuracies are shares and are shown in percent; other metrics as they are.
    private var isShare: Bool { comparison.quality?.isShare ?? false }

    private func qualityText(_ quality: MeanInterval<Double>) -> String {
        isShare
            ? NumberText.percent(quality.mean) : NumberText.significant(quality.mean, digits: 4)
    }

    /// Over the examples where their outcomes gave an interval, else over blocks.
    private func differenceText(_ row: VariantRow) -> String? {
        let write = isShare ? NumberText.points : NumberText.interval
        if let judged = row.judgement(of: .quality)?.quality, judged.isOfExamples {
            return write(judged.difference, judged.lower, judged.upper)
        }
        return row.qualityDifference.map { difference in
            let spread = difference.spreadOfBlocks
            return write(difference.difference, spread?.lowerBound, spread?.upperBound)
        }
    }
}

extension VariantRow {
    /// The energy ratio as the tables show it: with its interval and the mark of what it is made of.
    public var energyRatioText: String? { energyRatio.map { marked($0.text) } }

    /// The time ratio with its interval.
    public var timeRatioText: String? { timeRatio?.text }

    /// Text about an energy with the mark of an estimate or a simulation, in every cell.
    func marked(_ text: String) -> String { Self.marked(text, provenance) }

    /// Text about an energy of some provenance with its mark.
    static func marked(_ text: String, _ provenance: Provenance?) -> String {
        switch provenance {
        case .estimated: "≈ " + text + " est."
        case .simulated: text + " sim."
        case .integrated: text + " int."
        case .imported: text + " imp."
        case .measured, .reported, nil: text
        }
    }

    /// Where the energy comes from.
    var energyOrigin: String {
        guard let provenance else { return "missing" }
        if provenance == .simulated { return "SIMULATED" }
        guard let instrument else { return provenance.rawValue }
        let share = NumberText.significant(instrument.expanded * 100, digits: 2)
        if provenance == .estimated { return "estimated, model ± \(share) %" }
        let rest = !instrument.isAccuracyStated ? " without the sensor's accuracy" : ""
        return "\(provenance.rawValue), ± \(share) %\(rest)"
    }
}

extension String {
    /// An English plural in the singular: "query", "batch", "pass", "sample"; else as it is.
    var singular: String {
        if hasSuffix("ies"), count > 4 { return String(dropLast(3)) + "y" }
        let endings = ["sses", "ches", "shes", "xes"]
        if endings.contains(where: { hasSuffix($0) }) { return String(dropLast(2)) }
        return hasSuffix("s") && !hasSuffix("ss") && count > 1 ? String(dropLast()) : self
    }
}

extension MeanInterval where Value: Quantity {
    var text: String {
        NumberText.quantity(
            mean.magnitude,
            plusMinus: halfWidth?.magnitude,
            unit: Value.baseUnitSymbol
        )
    }
}

extension ComparedDifference {
    /// Its interval; `nil` where it has none, and where every block gave the same: that is no
    /// interval of no width.
    var spreadOfBlocks: ClosedRange<Double>? {
        guard let lower, let upper, lower < upper else { return nil }
        return lower...upper
    }
}

extension ComparedRatio {
    var text: String { NumberText.interval(ratio, lower: lower, upper: upper) }
}
