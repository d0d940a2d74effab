public import Experiment
public import Statistics
internal import Units

extension ComparisonReport {
    /// What it cost once to have each variant, and when that is earned back; `nil` where nothing had
    /// to be made for any of them.
    var oneTimeTable: Table? {
        let others = rows.filter { !$0.isBaseline }
        guard others.contains(where: { $0.oneTime?.cost.artifacts.isEmpty == false }) else {
            return nil
        }
        return Table(
            title: "One-time costs beyond those of the baseline",
            columns: [
                ("variant", .left), ("energy to make it", .right), ("time", .right),
                ("saving/\(unit) [95 %]", .right), ("earned back after", .right), ("made", .left),
            ],
            rows: others.map { row in
                guard let oneTime = row.oneTime else {
                    return [row.variant] + Array(repeating: Table.missing, count: 5)
                }
                return [
                    row.variant, Self.energy(of: oneTime.cost), Self.time(of: oneTime.cost),
                    saving(of: oneTime, row), earnedBack(oneTime.breakEven, row),
                    oneTime.cost.artifacts.map(\.madeWhere).joined(separator: "; "),
                ]
            }
        )
    }

    private static func energy(of cost: OneTimeCost) -> String {
        switch cost.energy {
        case nil: "nothing to make"
        case .missing: Table.missing
        case .known(let figure):
            VariantRow.marked(
                NumberText.quantity(
                    figure.value.joules,
                    plusMinus: figure.uncertainty?.joules,
                    unit: "J"
                ),
                figure.provenance
            )
        }
    }

    private static func time(of cost: OneTimeCost) -> String {
        cost.artifacts.isEmpty
            ? Table.missing
            : NumberText.quantity(cost.seconds, plusMinus: nil, unit: "s")
    }

    private func saving(of oneTime: OneTimeRow, _ row: VariantRow) -> String {
        guard let saving = oneTime.saving else { return Table.missing }
        return row.marked(
            NumberText.quantityInterval(
                saving.difference,
                lower: saving.lower,
                upper: saving.upper,
                unit: "J"
            )
        )
    }

    /// Marked where it has a number.
    private func earnedBack(_ breakEven: BreakEven, _ row: VariantRow) -> String {
        switch breakEven {
        case .atOnce: "at once"
        case .never: "never"
        case .undecided: "not decided"
        case .missing: Table.missing
        case .after(let units, let lower, let upper):
            row.marked(
                NumberText.countInterval(units, lower: lower, upper: upper)
                    + " \(comparison.unitOfWork)"
            )
        }
    }

    /// Why a variant has no break-even, and which is of another machine's cost.
    var oneTimeTroubles: [String] {
        guard oneTimeTable != nil else { return [] }
        return rows.flatMap { row -> [String] in
            let unknown = row.oneTime?.breakEven.reason.map {
                "\(row.variant): when its making is earned back is not known: \($0)."
            }
            let foreign = row.oneTime?.foreignText.map {
                "\(row.variant): what it cost to make is of another machine (\($0)), what it saves "
                    + "of this one; here, making it may cost more or less."
            }
            return [unknown, foreign].compactMap(\.self)
        }
    }
}

/// The one-time cost of a variant with what it saves.
public struct OneTimeRow: Sendable {
    public var cost: OneTimeCost

    /// Of the artifacts of `cost`, in their order.
    var makers: [Maker]

    /// Baseline − variant, in joules for each unit of work, paired by block.
    public var saving: ComparedDifference?
    public var breakEven: BreakEven
}

extension Artifact {
    /// Where and when it was made, in a few words.
    var madeWhere: String {
        guard wasCached else { return "\(step): in this run" }
        guard let origin = cost.origin else { return "\(step): earlier" }
        return "\(step): \(Report.date(origin.atMilliseconds)) on \(origin.hostName)"
    }
}

extension NumberText {
    /// "598 [576, 621]", "19.9 [19.6, 20.2] k": with three digits each.
    static func countInterval(_ value: Double, lower: Double, upper: Double) -> String {
        let (scale, symbol) = upper < 1000 ? (scale: 1.0, symbol: "") : prefix(of: upper)
        func digits(_ number: Double) -> String {
            let text = significant(number * scale, digits: 3)
            // Twice, for what rounding brings to the next power of ten: "10.00" is "10.0".
            return Double(text).map { significant($0, digits: 3) } ?? text
        }
        let text = "\(digits(value)) [\(digits(lower)), \(digits(upper))]"
        return symbol.isEmpty ? text : "\(text) \(symbol)"
    }

    /// "12.3 [11.9, 12.8] µJ".
    static func quantityInterval(_ value: Double, lower: Double?, upper: Double?, unit: String)
        -> String
    {
        let largest = max(value.magnitude, lower?.magnitude ?? 0, upper?.magnitude ?? 0)
        let prefix = prefix(of: largest)
        let scale = prefix.scale
        let text = interval(
            value * scale,
            lower: lower.map { $0 * scale },
            upper: upper.map { $0 * scale }
        )
        let symbol = prefix.symbol + unit
        return symbol.isEmpty ? text : "\(text) \(symbol)"
    }
}
