import Experiment
import Foundation

/// What changed on the machine over a run, for `show`.
enum HostStateText {
    /// Lines with the values before and after; none where no state was stored.
    static func lines(_ states: HostStates) -> [String] {
        guard let before = states.before else { return [] }
        let rows = zip(facts(before), facts(states.after ?? HostState())).map { first, last in
            (name: first.name, before: first.text, after: last.text)
        }
        let known = rows.filter { $0.before != nil || $0.after != nil }
        guard states.after != nil else {
            return ["machine before the run:"]
                + known.map { "  \($0.name): \($0.before ?? "unknown")" }
        }
        return ["machine, before → after:"]
            + known.map { row in
                let (first, last) = (row.before ?? "unknown", row.after ?? "unknown")
                return "  \(row.name): " + (first == last ? first : "\(first) → \(last)")
            } + temperatures(states)
    }

    private static func facts(_ state: HostState) -> [(name: String, text: String?)] {
        let (settings, values) = (state.settings, state.values)
        return [
            ("kernel", settings.kernel), ("microcode", settings.microcode),
            ("frequency driver", settings.frequencyDriver),
            ("governor", settings.governors?.joined(separator: ", ")),
            ("energy preference", settings.energyPreferences?.joined(separator: ", ")),
            ("turbo", settings.isTurboOn.map(word)), ("SMT", settings.isSMTOn.map(word)),
            ("huge pages", settings.transparentHugePages),
            ("NVIDIA driver", settings.nvidiaDriver), ("SGX", settings.hasSGX.map(word)),
            ("mean clock", values.meanFrequency.map { "\($0 / 1000) MHz" }),
            ("core throttles", values.coreThrottles.map { "\($0)" }),
            ("package throttles", values.packageThrottles.map { "\($0)" }),
            ("load", values.load?.first.map { String(format: "%.2f", Double($0) / 1000) }),
            ("steal time", values.stealNanoseconds.map { "\($0 / 1_000_000) ms" }),
            ("memory available", values.memoryAvailableBytes.map { "\($0 >> 20) MiB" }),
            ("swap in use", values.swapUsedBytes.map { "\($0 >> 20) MiB" }),
        ]
    }

    private static func temperatures(_ states: HostStates) -> [String] {
        let before = states.before?.values.temperatures ?? [:]
        let after = states.after?.values.temperatures ?? [:]
        func text(_ value: UInt64?) -> String {
            value.map { String(format: "%.1f °C", Double($0) / 1000) } ?? "unknown"
        }
        return Set(before.keys).union(after.keys).sorted().map { name in
            "  \(name): \(text(before[name])) → \(text(after[name]))"
        }
    }

    private static func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
}
