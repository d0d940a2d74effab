internal import Experiment
internal import Units

extension ComparisonReport {
    /// The figures by MLPerf's own rules; `nil` where the run was not imported from MLPerf.
    var importedTable: Table? {
        let results = rows.compactMap { row in row.importedResult.map { (row.variant, $0) } }
        guard !results.isEmpty else { return nil }
        return Table(
            title: "By MLPerf's rule (imported)",
            columns: [
                ("variant", .left), ("scenario", .left), ("power", .right), ("energy", .right),
                ("samples/J", .right), ("time to train", .right), ("throughput", .right),
                ("trials that count", .right), ("result", .left),
            ],
            rows: results.map { name, result in [name] + Self.cells(of: result) }
        )
    }

    /// What the benchmark's own rule makes of the trials of each variant.
    mutating func fillImportedResults() {
        guard let imported else { return }
        let byVariant = Dictionary(grouping: summaries, by: \.planned.variant)
        for index in rows.indices {
            rows[index].importedResult = ImportedResult(
                of: byVariant[rows[index].variant] ?? [],
                imported
            )
        }
    }

    private static func cells(of result: ImportedResult) -> [String] {
        let none = Table.missing
        func quantity(_ value: Double?, _ unit: String) -> String {
            value.map { "\(Self.precise($0, unit)) imp." } ?? none
        }
        switch result {
        case .inference(let power):
            return [
                power.scenario, quantity(power.averageWatts, "W"),
                power.millijoulesPerQuery.map { quantity($0 / 1000, "J") + "/query" } ?? none,
                power.samplesPerJoule.map { NumberText.significant($0, digits: 6) } ?? none,
                none, none, none, power.validity,
            ]
        case .training(let training):
            return [
                none, none, quantity(training.joules, "J"), none,
                precise(training.seconds, "s"), none,
                "\(training.kept)/\(training.results)", none,
            ]
        case .tiny(let tiny):
            return [
                none, none,
                "median " + quantity(tiny.medianMicrojoulesPerInference / 1e6, "J")
                    + "/inference",
                none, none,
                "\(NumberText.significant(tiny.medianInferencesPerSecond, digits: 5))/s",
                "\(tiny.windows)", none,
            ]
        }
    }

    /// With the digits that published figures have.
    private static func precise(_ value: Double, _ unit: String) -> String {
        let (scale, symbol) = NumberText.prefix(of: value.magnitude)
        return "\(NumberText.significant(value * scale, digits: 6)) \(symbol)\(unit)"
    }
}
