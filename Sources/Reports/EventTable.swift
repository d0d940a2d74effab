internal import Experiment

extension ComparisonReport {
    /// How often what happened for each unit of work; without columns where nothing was counted.
    var eventTable: Table {
        let names = eventNames
        let hasIPC = rows.contains { $0.instructionsPerCycle != nil }
        let columns = names.map { (EventText.heading($0), Table.Alignment.right) }
        return Table(
            title: "Events (for each \(unit))",
            columns: [("variant", .left)] + columns + (hasIPC ? [("IPC", .right)] : []),
            rows: rows.map { row in
                [row.variant] + names.map { EventText.cell($0, of: row) }
                    + (hasIPC
                        ? [row.instructionsPerCycle.map(EventText.ratio) ?? Table.missing] : [])
            }
        )
    }

    /// The events of any variant, in the order in which they were counted.
    var eventNames: [String] {
        var names: [String] = []
        for event in rows.flatMap(\.events) where !names.contains(event.event) {
            names.append(event.event)
        }
        return names
    }
}

extension VariantRow {
    func event(_ name: String) -> EventMean? { events.first { $0.event == name } }

    /// Instructions for each cycle; `nil` where one of them was not counted.
    var instructionsPerCycle: (ratio: Double, isMultiplexed: Bool)? {
        let pairs = [("instructions", "cycles"), ("PAPI_TOT_INS", "PAPI_TOT_CYC")]
        for (instructions, cycles) in pairs {
            guard let done = event(instructions), let spent = event(cycles),
                let count = done.perUnit, let time = spent.perUnit, time > 0,
                done.interface == spent.interface
            else { continue }
            return (count / time, done.isMultiplexed || spent.isMultiplexed)
        }
        return nil
    }
}

extension Report {
    /// What is to be said about the counts in the tables.
    var eventNotes: [String] {
        let events = comparisons.flatMap { $0.rows.flatMap(\.events) }
        var notes: [String] = []
        if events.contains(where: \.isMultiplexed) {
            notes.append(
                "* The event shared its counter of the processor with others and is scaled up from "
                    + "the time for which it had one. Count fewer events at once to avoid that."
            )
        }
        let partial = events.filter { $0.interface.contains("user space only") }.map(\.event)
        if !partial.isEmpty {
            let names = partial.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
            notes.append("Counted in user space only: \(names.joined(separator: ", ")).")
        }
        return notes
    }

    /// The events of all comparisons, for the columns of CSV.
    var eventNames: [String] {
        comparisons.flatMap(\.eventNames)
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

/// Events as people read them.
private enum EventText {
    static func heading(_ name: String) -> String {
        name == "fp-operations" ? "FP operations" : name
    }

    static func cell(_ name: String, of row: VariantRow) -> String {
        guard let event = row.event(name), let value = event.perUnit else { return Table.missing }
        guard value > 0 else { return "0" }
        let text =
            if name.hasSuffix("-clock") {
                NumberText.quantity(value * 1e-9, plusMinus: nil, unit: "s")
            } else if value < 1000 {
                NumberText.significant(value, digits: 3)
            } else {
                NumberText.quantity(value, plusMinus: nil, unit: "")
            }
        return text + (event.isMultiplexed ? "*" : "")
    }

    static func ratio(_ value: (ratio: Double, isMultiplexed: Bool)) -> String {
        NumberText.significant(value.ratio, digits: 3) + (value.isMultiplexed ? "*" : "")
    }
}
