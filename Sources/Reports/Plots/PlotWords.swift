internal import Experiment

/// Words that plots say of where energies come from.
enum PlotWords {
    /// In capitals where a value is none of this machine.
    static func word(_ provenance: Provenance?) -> String? {
        guard let provenance, provenance != .measured else { return nil }
        return provenance == .simulated ? "SIMULATED" : provenance.rawValue
    }

    /// For an axis: where all energies come from, each word once.
    static func origins(_ rows: [VariantRow]) -> String {
        let words = rows.compactMap { row in
            row.provenance.map { word($0) ?? $0.rawValue }
        }
        let each = words.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return each.isEmpty ? "" : " (\(each.joined(separator: " / ")))"
    }

    /// Whether a value is not a measurement, and is drawn in another way.
    static func isDrawnApart(_ provenance: Provenance?) -> Bool {
        provenance == .simulated || provenance == .estimated
    }
}
