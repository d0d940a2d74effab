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
        func set<Value>(_ key: WritableKeyPath<TrialConditions, Value>, _ value: Value??) {
            if case .some(.some(let value)) = value { conditions[keyPath: key] = value }
        }
        func seconds(_ key: String) -> Duration?? {
            record[key].map { $0.seconds(in: SuiteLimits.wait, log) }
        }
        set(\.gates, record["gates"].map { $0.boolean(log) })
        set(\.loadLimit, record["max_load"].map { $0.number(in: SuiteLimits.load, log) })
        set(\.loadWait, seconds("load_wait_seconds"))
        set(
            \.temperatureBand,
            record["temperature_band_celsius"].map { $0.number(in: SuiteLimits.temperatureBand, log) }
        )
        set(\.temperatureWait, seconds("temperature_wait_seconds"))
        set(\.cooldown, seconds("cooldown_seconds"))
        set(
            \.idleWindows,
            record["idle_windows"].map { $0.integer(in: SuiteLimits.idleWindows, log).map(Int.init) }
        )
        set(
            \.idleWindow,
            record["idle_window_seconds"].map { $0.seconds(in: SuiteLimits.idleWindow, log) }
        )
        return conditions
    }
}
