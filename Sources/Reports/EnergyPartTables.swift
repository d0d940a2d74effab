internal import Experiment
internal import Statistics
internal import Units

extension ComparisonReport {
    /// Where the energy went, for runs that read more than one part of the machine.
    var energyPartTable: Table? {
        let domains = Channel.Domain.allCases.filter { domain in
            rows.contains { $0.energyByPart.contains { $0.domain == domain } }
        }
        guard domains.count > 1 else { return nil }
        return Table(
            title: "Energy by part (for each \(unit))",
            columns: [("variant", .left)] + domains.map { (Self.heading($0), .right) },
            rows: rows.map { row in
                [row.variant]
                    + domains.map { domain in
                        row.energyByPart.first { $0.domain == domain }.map(Self.cell)
                            ?? Table.missing
                    }
            }
        )
    }

    /// What the instrument may be off by, part by part.
    var uncertaintyTable: Table? {
        guard rows.contains(where: { $0.instrument != nil }) else { return nil }
        return Table(
            title: "What the instrument may be off by, in any one trial",
            columns: [
                ("variant", .left), ("expanded (k = 2)", .right), ("edges", .right),
                ("resolution", .right), ("sampling", .right), ("accuracy", .right),
                ("covers", .left),
            ],
            rows: rows.map { row in
                guard let instrument = row.instrument else {
                    return [row.variant] + Array(repeating: Table.missing, count: 6)
                }
                let parts = [
                    instrument.edges, instrument.resolution, instrument.sampling,
                ]
                return [row.variant, "± \(Self.share(instrument.expanded))"]
                    + parts.map { $0 == 0 ? Table.missing : Self.share($0) }
                    + [Self.accuracy(of: instrument), row.scope ?? Table.missing]
            }
        )
    }

    private static func accuracy(of instrument: InstrumentUncertainty) -> String {
        let stated = instrument.accuracy == 0 ? nil : share(instrument.accuracy)
        guard !instrument.isAccuracyStated else { return stated ?? Table.missing }
        return stated.map { "\($0), not all stated" } ?? "not stated"
    }

    /// The name of a part, with what it is to the total.
    private static func heading(_ domain: Channel.Domain) -> String {
        switch domain {
        case .core, .uncore: "\(domain.scopeWord) (in package)"
        case .psys: "psys (with packages)"
        case .otherGPU: "other GPUs (apart)"
        default: domain.scopeWord
        }
    }

    private static func cell(_ part: PartRow) -> String {
        guard let energy = part.energyPerUnit else { return Table.missing }
        return VariantRow.marked(energy.text, part.provenance)
    }

    private static func share(_ share: Double) -> String {
        "\(NumberText.significant(share * 100, digits: 2)) %"
    }
}
