internal import Experiment

/// Reads what a suite says of the conditions of its trials.
struct ConditionsDecoder {
    let log: MistakeLog

    /// The conditions; worthless where mistakes were reported.
    func decode(_ element: Element) -> TrialConditions {
        var conditions = TrialConditions()
        let record = element.record(
            log,
            expected: "a mapping such as {max_load: 0.5, cooldown_seconds: 10}",
            SuiteFormat.conditions
        )
        guard let record else { return conditions }
        func set<Value>(
            _ field: WritableKeyPath<TrialConditions, Value>,
            _ key: String,
            _ read: (Element) -> Value?
        ) {
            if let value = record[key].flatMap(read) { conditions[keyPath: field] = value }
        }
        func wait(_ element: Element) -> Duration? {
            element.seconds(in: SuiteLimits.wait, log)
        }
        set(\.gates, "gates") { $0.boolean(log) }
        set(\.loadLimit, "max_load") { $0.number(in: SuiteLimits.load, log) }
        set(\.loadWait, "load_wait_seconds", wait)
        set(\.temperatureBand, "temperature_band_celsius") {
            $0.number(in: SuiteLimits.temperatureBand, log)
        }
        set(\.temperatureWait, "temperature_wait_seconds", wait)
        set(\.cooldown, "cooldown_seconds", wait)
        set(\.idleWindows, "idle_windows") {
            $0.integer(in: SuiteLimits.idleWindows, log).map(Int.init)
        }
        set(\.idleWindow, "idle_window_seconds") {
            $0.seconds(in: SuiteLimits.idleWindow, log)
        }
        return conditions
    }
}

extension SuiteLimits {
    static let load = 0...100_000.0

    /// Up to a day; nobody waits longer before one trial.
    static let wait = 0...86_400.0
    static let temperatureBand = 0.1...1000.0
    static let idleWindows: ClosedRange<UInt64> = 0...1000
    static let idleWindow = 0.1...3600.0
}

extension SuiteFormat {
    package static let conditions: RecordFormat = {
        let standard = TrialConditions()
        return RecordFormat(
            "conditions",
            heading: "## Conditions",
            [
                .optional("gates", default: "\(standard.gates)"),
                .optional(
                    "max_load",
                    in: .number(SuiteLimits.load),
                    default: number(standard.loadLimit)
                ),
                .optional(
                    "load_wait_seconds",
                    in: .number(SuiteLimits.wait),
                    default: text(standard.loadWait)
                ),
                .optional(
                    "temperature_band_celsius",
                    in: .number(SuiteLimits.temperatureBand),
                    default: number(standard.temperatureBand)
                ),
                .optional(
                    "temperature_wait_seconds",
                    in: .number(SuiteLimits.wait),
                    default: text(standard.temperatureWait)
                ),
                .optional(
                    "cooldown_seconds",
                    in: .number(SuiteLimits.wait),
                    default: text(standard.cooldown)
                ),
                .optional(
                    "idle_windows",
                    in: .whole(SuiteLimits.idleWindows),
                    default: "\(standard.idleWindows)"
                ),
                .optional(
                    "idle_window_seconds",
                    in: .number(SuiteLimits.idleWindow),
                    default: text(standard.idleWindow)
                ),
            ]
        )
    }()
}
