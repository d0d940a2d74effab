internal import Experiment

/// The variants of a comparison that do one kind of work, with their tables.
///
/// Joules for a query of fixed work and for one at a fixed rate are different things: they never
/// stand in one column.
struct WorkGroup {
    /// The kind of work, in words; `nil` where the comparison has one kind only.
    var heading: String?
    var tables: [Table]
}

extension ComparisonReport {
    /// A group for each kind of work, in the order of the variants; of many variants the first.
    var workGroups: [WorkGroup] {
        plotGroups.map { group in
            var part = self
            part.rows = ShownRows.of(group.rows)
            let note = ShownRows.note(of: group.rows)
            let tables = part.tables.map { table in
                var noted = table
                noted.note = note
                return noted
            }
            return WorkGroup(heading: group.heading, tables: tables)
        }
    }

    /// The kinds of work of the variants, each once, in words.
    var workKinds: [String] {
        var seen: Set<String> = []
        return rows.compactMap(\.workKind).filter { seen.insert($0).inserted }
    }

    /// Whether the variants are all served at a fixed rate, so that the rate gives the time.
    var isAtFixedRate: Bool {
        let known = rows.filter { $0.workKind != nil }
        return !known.isEmpty && known.allSatisfy { $0.scenario?.kind.isFixedRate == true }
    }

    /// Why some variants have no ratio, and what to do for one.
    var workTroubles: [String] {
        guard workKinds.count > 1 else { return [] }
        let kinds = workKinds.joined(separator: "; ")
        return [
            "The variants do \(workKinds.count) kinds of work (\(kinds)): they have tables of "
                + "their own and no ratio across them. To compare variants of a kind with each other, "
                + "give them a comparison of their own with a baseline of that kind."
        ]
    }
}

extension VariantRow {
    /// The kind of work, in words; `nil` where no trial tells.
    var workKind: String? {
        guard let scenario else { return completedTrials > 0 ? Self.noScenario : nil }
        return scenario.kindText
    }

    private static let noScenario = "no scenario"
}

extension ScenarioRow {
    /// All that has to be the same in variants that are set against each other.
    var kindText: String { isOfOneKind ? kind.description : "changing from trial to trial" }

    /// The same for files: whoever takes a row apart at its commas finds no quotes.
    var kindCell: String { kindText.replacing(", ", with: "; ") }
}
