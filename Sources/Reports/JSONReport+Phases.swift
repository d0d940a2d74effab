internal import Experiment
internal import Units

extension JSONReport {
    /// A phase of a variant, with its path as a list.
    func phase(_ phase: PhaseRow, of row: VariantRow) -> JSONNode {
        let values = PhaseColumns.values(of: phase, row).map { ($0, JSONNode($1)) }
        var fields = Dictionary(uniqueKeysWithValues: values)
        fields["phase"] = .array(phase.path.map(JSONNode.text))
        return .object(fields)
    }

    /// What making an artifact cost, `null` with the reason where that is not known.
    func cost(_ cost: ArtifactCost) -> JSONNode {
        let energy = cost.energy.figure
        let origin = cost.origin
        return .object([
            "energy_joules": JSONNode(.number(energy?.value.joules)),
            "energy_uncertainty_joules": JSONNode(.number(energy?.uncertainty?.joules)),
            "energy_provenance": JSONNode(.text(energy?.provenance.rawValue)),
            "energy_scope": JSONNode(.text(energy?.scope)),
            "energy_missing_reason": JSONNode(.text(cost.energy.missingReason)),
            "made_at": JSONNode(.text(origin.map { Report.date($0.atMilliseconds) })),
            "made_on_host": JSONNode(.text(origin?.hostName)),
            "made_on_host_id": JSONNode(.text(origin?.hostID)),
            "made_by_version": JSONNode(.text(origin?.harnessVersion)),
        ])
    }
}

extension JSONNode {
    /// A column's value.
    init(_ value: VariantColumns.Value) {
        switch value {
        case .text(let text): self = text.map(JSONNode.text) ?? .null
        case .number(let number): self = number.map(JSONNode.number) ?? .null
        case .flag(let flag): self = .flag(flag)
        }
    }
}
