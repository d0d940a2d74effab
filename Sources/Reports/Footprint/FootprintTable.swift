internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// What a unit of work emits and costs; `nil` where nobody asked, or nothing is known.
    var footprintTable: Table? {
        guard rows.contains(where: { $0.footprint?.hasFigures ?? false }) else { return nil }
        return Table(
            title: "Footprint (for each \(unit))",
            columns: [
                ("variant", .left), ("carbon, gross", .right), ("carbon, net of idle", .right),
                ("cost, gross", .right), ("cost, net of idle", .right),
            ],
            rows: rows.map { row in
                let found = row.footprint
                let currency = found?.currency ?? ""
                func carbon(_ result: Result<MeanInterval<CarbonMass>, Absence>?) -> String {
                    (try? result?.get()).map { row.marked($0.text) } ?? Table.missing
                }
                func cost(_ result: Result<MeanInterval<Double>, Absence>?) -> String {
                    guard let mean = try? result?.get() else { return Table.missing }
                    return row.marked(
                        NumberText.quantity(mean.mean, plusMinus: mean.halfWidth, unit: currency)
                    )
                }
                return [
                    row.variant, carbon(found?.carbon), carbon(found?.netCarbon),
                    cost(found?.cost), cost(found?.netCost),
                ]
            }
        )
    }

    /// Why a footprint that was asked for is missing although the energy is known.
    var footprintTroubles: [String] {
        rows.flatMap { row -> [String] in
            guard row.energyPerUnit != nil, let found = row.footprint else { return [] }
            return [("carbon", found.carbon?.absence), ("cost", found.cost?.absence)]
                .compactMap { word, absence in
                    absence.map { "\(row.variant): \(word) is missing: \($0.reason)." }
                }
        }
    }
}

extension FootprintRow {
    fileprivate var hasFigures: Bool {
        (try? carbon?.get()) != nil || (try? cost?.get()) != nil
    }
}

extension Result where Failure == Absence {
    /// Why there is no value; `nil` where there is one.
    var absence: Absence? {
        guard case .failure(let absence) = self else { return nil }
        return absence
    }
}

extension Report {
    /// What the run as a whole emitted and cost, after the comparisons.
    var runTables: [Table] {
        guard let footprint else { return [] }
        let currency = footprint.settings.tariff?.currency ?? ""
        let table = Table(
            title: "Footprint of the run (gross)",
            columns: [("part", .left), ("energy", .right), ("carbon", .right), ("cost", .right)],
            rows: footprint.parts.map { part in
                func cell(_ value: Double?, _ unit: String) -> String {
                    value.map {
                        VariantRow.marked(
                            NumberText.quantity($0, plusMinus: nil, unit: unit),
                            part.energy.figure?.provenance
                        )
                    } ?? Table.missing
                }
                return [
                    part.name, cell(part.energy.figure?.value.joules, Energy.baseUnitSymbol),
                    cell(
                        (try? part.amounts.carbon?.get())?.grams,
                        CarbonMass.baseUnitSymbol
                    ),
                    cell(try? part.amounts.cost?.get(), currency),
                ]
            }
        ).withoutEmptyColumns()
        return table.columns.count > 1 ? [table] : []
    }
}
