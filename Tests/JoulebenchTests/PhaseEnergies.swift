import Foundation
import Testing

/// The phases of the first variant of the latest run, as its export has them.
struct PhaseEnergies {
    /// Own joules of a unit of work, and the count, by the path with `/` between the names; that of
    /// what no phase covers is empty.
    var own: [String: Double] = [:]
    var counts: [String: Double] = [:]

    /// Joules of a unit of work in the whole window.
    var window: Double

    init(of program: Program) throws {
        let text = try program.run("export", "--format", "json").output
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let comparisons = try #require(document?["comparisons"] as? [[String: Any]])
        let variants = try #require(comparisons.first?["variants"] as? [[String: Any]])
        let variant = try #require(variants.first)
        window = try #require(variant["energy_per_unit_joules"] as? Double)
        for phase in try #require(variant["phases"] as? [[String: Any]]) {
            let path = try #require(phase["phase"] as? [String]).joined(separator: "/")
            own[path] = try #require(phase["own_energy_per_unit_joules"] as? Double)
            counts[path] = phase["count_per_trial"] as? Double
        }
    }

    /// That own energies add up to the window, and that each stage has some.
    func expectStages(_ stages: [String], in parent: String, each steps: Double) {
        #expect(abs(own.values.reduce(0, +) - window) <= 1e-9 * window, "\(own) \(window)")
        #expect(own[""] != nil)
        for stage in stages {
            #expect(counts["\(parent)/\(stage)"] == steps, "\(stage) in \(counts)")
            #expect((own["\(parent)/\(stage)"] ?? 0) > 0, "\(stage) in \(own)")
        }
    }
}
