import Experiment
import Foundation
import Reports
import Units

/// What trials waited for and what the idle machine drew, for `show`.
enum ConditionsText {
    /// What the gate did before a trial; none where nobody looked.
    static func lines(_ gate: GateRecord?) -> [String] {
        guard let gate else { return [] }
        var lines = ["gate: took \(TextFormat.short(gate.took))"]
        if gate.rested > .zero { lines.append("  cool-down: \(TextFormat.short(gate.rested))") }
        if let heat = gate.heat { lines.append("  temperature: \(text(heat))") }
        if let load = gate.load { lines.append("  load of others: \(text(load))") }
        return lines
    }

    private static func text(_ load: GateRecord.Load) -> String {
        let seen = course(load.first.map(cpus), load.last.map(cpus))
        return "\(seen) (limit \(cpus(load.limit))), \(word(load.result, waited: load.waited))"
    }

    private static func text(_ heat: GateRecord.Heat) -> String {
        let seen = course(heat.first.map(celsius), heat.last.map(celsius))
        var text =
            "\(seen) (start \(celsius(heat.start)) ± \(TextFormat.short(heat.band)) °C), "
            + word(heat.result, waited: heat.cooled + heat.burned)
        if heat.burned > .zero {
            text += ", \(TextFormat.short(heat.burned)) of it with all CPUs busy"
        }
        return text
    }

    private static func course(_ first: String?, _ last: String?) -> String {
        guard let first, let last else { return "not read" }
        return first == last ? first : "\(first) → \(last)"
    }

    private static func word(_ result: GateRecord.Result, waited: Duration) -> String {
        switch result {
        case .held: "held at once"
        case .waited: "held after \(TextFormat.short(waited))"
        case .ranOut: "did not hold within \(TextFormat.short(waited))"
        case .unread: "could not be read"
        }
    }

    private static func cpus(_ load: Double) -> String { String(format: "%.2f CPUs", load) }

    private static func celsius(_ temperature: Temperature) -> String {
        String(format: "%.1f °C", temperature.celsius)
    }

    /// The conditions of a run and what its trials waited in all.
    static func lines(_ run: Run, trials: [Trial]) -> [String] {
        guard let conditions = run.conditions else { return [] }
        let limits = conditions.trials
        let gates = trials.compactMap(\.gate)
        let waited = gates.reduce(Duration.zero) { $0 + $1.took }
        var lines: [String] = []
        if limits.gates {
            let start = conditions.startTemperature.map {
                "\(celsius($0)) ± \(TextFormat.short(limits.temperatureBand)) °C"
            }
            lines.append(
                "gates: load below \(cpus(limits.loadLimit)), temperature "
                    + (start ?? "not shown by this machine")
            )
        } else {
            lines.append("gates: off")
        }
        if limits.cooldown > .zero {
            lines.append("cool-down: \(TextFormat.short(limits.cooldown))")
        }
        if !gates.isEmpty { lines.append("before trials: \(TextFormat.short(waited)) in all") }
        return lines
    }

    /// The idle power before and after a run, window by window.
    static func lines(_ measurements: IdleMeasurements) -> [String] {
        [measurements.before, measurements.after].compactMap(\.self).map { measurement in
            let head = "idle power \(measurement.moment.rawValue): "
            switch measurement.level {
            case .failure(let absence): return head + "missing (\(absence.reason))"
            case .success(let level):
                let windows = level.windows.map { TextFormat.short($0.watts) }
                    .joined(separator: ", ")
                return head
                    + "\(TextFormat.short(level.power.value.watts)) W "
                    + "\(level.power.provenance.rawValue), \(level.power.scope) "
                    + "(windows: \(windows) W)"
            }
        }
    }
}
