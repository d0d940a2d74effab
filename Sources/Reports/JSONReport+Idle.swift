internal import Experiment
internal import Units

extension JSONReport {
    /// What the trials waited for, `null` where that was not stored.
    var conditions: JSONNode {
        guard let conditions = report.run.conditions else { return .null }
        let trials = conditions.trials
        return .object([
            "gates": .flag(trials.gates),
            "max_load_cpus": .number(trials.loadLimit),
            "load_wait_seconds": .number(trials.loadWait.inSeconds),
            "temperature_band_celsius": .number(trials.temperatureBand),
            "temperature_wait_seconds": .number(trials.temperatureWait.inSeconds),
            "start_temperature_celsius": conditions.startTemperature
                .map { .number($0.celsius) } ?? .null,
            "cooldown_seconds": .number(trials.cooldown.inSeconds),
            "idle_windows": .number(Double(trials.idleWindows)),
            "idle_window_seconds": .number(trials.idleWindow.inSeconds),
        ])
    }

    /// The power of the idle machine before and after the run.
    var idle: JSONNode {
        let idle = report.idle
        let power = idle.power
        return .object([
            "power_watts": power.figure.map { .number($0.value.watts) } ?? .null,
            "uncertainty_watts": power.figure?.uncertainty.map { .number($0.watts) } ?? .null,
            "provenance": power.figure.map { .text($0.provenance.rawValue) } ?? .null,
            "scope": power.figure.map { .text($0.scope) } ?? .null,
            "missing_reason": power.missingReason.map(JSONNode.text) ?? .null,
            "changed_beyond_uncertainty": idle.change == nil ? .null : .flag(idle.isUnsteady),
            "before": level(idle.before),
            "after": level(idle.after),
        ])
    }

    private func level(_ level: Result<IdleLevel, Absence>) -> JSONNode {
        switch level {
        case .failure(let absence):
            return .object(["power_watts": .null, "missing_reason": .text(absence.reason)])
        case .success(let level):
            return .object([
                "power_watts": .number(level.power.value.watts),
                "uncertainty_watts": level.power.uncertainty.map { .number($0.watts) } ?? .null,
                "uncertainty_without_accuracy_watts": level.power.budget
                    .map { .number($0.expandedWithoutAccuracy.watts) } ?? .null,
                "median_absolute_deviation_watts": .number(level.medianDeviation.watts),
                "windows_watts": .array(level.windows.map { .number($0.watts) }),
                "windows_attempted": .number(Double(level.attempted)),
                "window_seconds": .number(level.length.inSeconds),
                "provenance": .text(level.power.provenance.rawValue),
                "scope": .text(level.power.scope),
                "busy_cpus": level.busyCPUs.map(JSONNode.number) ?? .null,
                "warnings": .array(level.warnings.map(JSONNode.text)),
                "missing_reason": .null,
            ])
        }
    }
}
