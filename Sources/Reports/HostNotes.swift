internal import Experiment
internal import Units

extension Report {
    /// How the machine was set and how warm it was, in one line; none where that was not stored.
    var hostNotes: [String] {
        guard let before = hostStates.before else { return [] }
        let settings = before.settings
        var words = [
            "governor \(settings.governors?.joined(separator: ", ") ?? Self.unknown)",
            "turbo \(Self.word(settings.isTurboOn))", "SMT \(Self.word(settings.isSMTOn))",
            "microcode \(settings.microcode ?? Self.unknown)",
        ]
        words.append("temperature \(temperatures)")
        words.append(throttling)
        if hostStates.after.map({ $0.settings != settings }) ?? false {
            words.append("SETTINGS CHANGED during the run")
        }
        return ["machine: " + words.joined(separator: ", ")]
    }

    private static let unknown = "unknown"

    private static func word(_ isOn: Bool?) -> String {
        isOn.map { $0 ? "on" : "off" } ?? unknown
    }

    /// The hottest of the processor's sensors, before → after.
    private var temperatures: String {
        func text(_ state: HostState?) -> String {
            guard let hottest = state?.values.temperatures?.values.max() else {
                return Self.unknown
            }
            return "\((hottest + 500) / 1000) °C"
        }
        return "\(text(hostStates.before)) → \(text(hostStates.after))"
    }

    private var throttling: String {
        func rise(_ count: (HostState.Values) -> UInt64?) -> UInt64? {
            guard let before = hostStates.before.flatMap({ count($0.values) }),
                let after = hostStates.after.flatMap({ count($0.values) }), after >= before
            else { return nil }
            return after - before
        }
        let cores = rise(\.coreThrottles)
        let packages = rise(\.packageThrottles)
        guard cores != nil || packages != nil else { return "throttling \(Self.unknown)" }
        let count = (cores ?? 0) + (packages ?? 0)
        return count == 0 ? "never throttled" : "throttled \(count.counted("time"))"
    }
}
