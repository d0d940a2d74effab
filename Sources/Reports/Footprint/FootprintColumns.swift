internal import Experiment
internal import Statistics
internal import Units

extension VariantColumns {
    /// The columns of the footprint; empty where nobody asked for it.
    static func footprint(_ row: FootprintRow?) -> [(String, Value)] {
        let carbon = try? row?.carbon?.get()
        let cost = try? row?.cost?.get()
        return [
            ("carbon_per_unit_grams", .number(carbon?.mean.grams)),
            ("carbon_per_unit_half_width_grams", .number(carbon?.halfWidth?.grams)),
            ("carbon_missing_reason", .text(row?.carbon?.absence?.reason)),
            ("net_carbon_per_unit_grams", .number((try? row?.netCarbon?.get())?.mean.grams)),
            ("cost_per_unit", .number(cost?.mean)),
            ("cost_per_unit_half_width", .number(cost?.halfWidth)),
            ("cost_currency", .text(row?.currency)),
            ("cost_missing_reason", .text(row?.cost?.absence?.reason)),
            ("net_cost_per_unit", .number((try? row?.netCost?.get())?.mean)),
        ]
    }
}

extension TrialColumns {
    static let footprintNames = [
        "carbon_grams", "carbon_missing_reason", "cost", "cost_currency", "cost_missing_reason",
    ]

    /// What a trial's window emitted and cost, gross.
    static func footprintCells(of trial: TrialSummary, in footprint: Footprint?) -> [String] {
        let amounts = footprint?.amounts(of: trial.energy, trialID: trial.trialID)
        return [
            cell((try? amounts?.carbon?.get())?.grams), amounts?.carbon?.absence?.reason ?? "",
            cell(try? amounts?.cost?.get()), footprint?.settings.tariff?.currency ?? "",
            amounts?.cost?.absence?.reason ?? "",
        ]
    }
}

extension JSONNode {
    /// The footprint of a run: what was stated, and its parts.
    static func footprint(_ footprint: Footprint) -> JSONNode {
        let settings = footprint.settings
        return .object([
            "power_usage_effectiveness": settings.powerUsageEffectiveness
                .map(JSONNode.number) ?? .null,
            "grid": settings.grid.map { grid in
                .object([
                    "grams_per_kilowatt_hour": constant(grid.course),
                    "source": .text(grid.source),
                    "country": grid.country.map { .text($0.threeLetters) } ?? .null,
                    "year": grid.country.map { .number(Double($0.year)) } ?? .null,
                ])
            } ?? .null,
            "tariff": settings.tariff.map { tariff in
                .object([
                    "price_per_kilowatt_hour": constant(tariff.course),
                    "currency": .text(tariff.currency),
                    "source": .text(tariff.source),
                ])
            } ?? .null,
            "parts": .array(footprint.parts.map(part)),
        ])
    }

    /// `null` for a value that changes over time.
    private static func constant(_ course: ValueCourse) -> JSONNode {
        guard case .constant(let value) = course else { return .null }
        return .number(value)
    }

    private static func part(_ part: Footprint.Part) -> JSONNode {
        let amounts = part.amounts
        return .object([
            "name": .text(part.name),
            "energy_joules": part.energy.figure.map { .number($0.value.joules) } ?? .null,
            "energy_provenance": part.energy.figure.map { .text($0.provenance.rawValue) } ?? .null,
            "energy_missing_reason": part.energy.missingReason.map(JSONNode.text) ?? .null,
            "carbon_grams": (try? amounts.carbon?.get()).map { .number($0.grams) } ?? .null,
            "carbon_missing_reason": amounts.carbon?.absence.map { .text($0.reason) } ?? .null,
            "cost": (try? amounts.cost?.get()).map(JSONNode.number) ?? .null,
            "cost_missing_reason": amounts.cost?.absence.map { .text($0.reason) } ?? .null,
        ])
    }
}
