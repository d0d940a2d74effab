internal import Experiment

extension Report {
    /// How the footprint was worked out, of what, and from whose figures.
    var footprintNotes: [String] {
        guard let settings = footprint?.settings else { return [] }
        var notes: [String] = []
        let factor =
            settings.powerUsageEffectiveness.map { pue in
                " × PUE \(NumberText.significant(pue, digits: 4)) (as stated)"
            } ?? ""
        if let grid = settings.grid {
            notes.append(
                "Carbon: energy of the measured parts\(factor) × carbon intensity of the grid, "
                    + "averaged over each window: \(grid.course.text(unit: "g CO2e/kWh")), "
                    + "\(grid.source). Location-based; without the parts of the machine that no "
                    + "sensor covers, and without the making of it."
            )
        }
        if let tariff = settings.tariff {
            notes.append(
                "Cost: energy of the measured parts\(factor) × tariff: "
                    + "\(tariff.course.text(unit: "\(tariff.currency)/kWh")), \(tariff.source). "
                    + "Electricity only."
            )
        }
        let reasons = footprint?.parts.flatMap { part in
            [
                part.energy.missingReason, part.amounts.carbon?.absence?.reason,
                part.amounts.cost?.absence?.reason,
            ].compactMap(\.self).prefix(1).map { "Footprint of the run, \(part.name): \($0)." }
        }
        return notes + (reasons ?? [])
    }
}

extension ValueCourse {
    /// The value, or that it changes over time.
    func text(unit: String) -> String {
        switch self {
        case .constant(let value): "\(NumberText.significant(value, digits: 4)) \(unit)"
        case .steps(let course):
            "a course over time in \(unit) from \(StepCourse.text(course.starts[0])) to "
                + StepCourse.text(course.end)
        case .bands(let bands): "by weekday and time of day in \(unit) (\(bands.zone))"
        }
    }
}
