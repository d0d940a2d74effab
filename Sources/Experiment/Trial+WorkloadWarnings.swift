internal import Units

extension Trial {
    /// A rate that is further from the stated one is marked.
    private static let largestRateDifference = 0.1

    /// What the workload said that does not fit the rest.
    var workloadWarnings: [TrialWarning] {
        guard outcome == .completed else { return [] }
        var found = scenarioWarnings
        if isAborted { found.append(.aborted) }
        return found.map { .workload($0) }
    }

    /// Evaluations of a target's quality that are no numbers; empty without a target.
    ///
    /// Which events are evaluations is known to the comparison only.
    public func evaluationWarnings(of quality: QualityMetric?) -> [TrialWarning] {
        guard let quality, quality.target != nil else { return [] }
        let count = evaluations(of: quality).count { !$0.isFiniteNumber }
        guard count > 0 else { return [] }
        return [.workload(.evaluationsWithoutNumber(key: quality.event, count: count))]
    }

    /// Whether `run_stop` says so, as MLPerf Training's programs do (`status`: `aborted`).
    private var isAborted: Bool {
        events.contains { event in
            // The metadata is JSON text, in which a quote inside of a string has a backslash.
            event.key == "run_stop"
                && event.metadata.filter { !$0.isWhitespace }.contains(#""status":"aborted""#)
        }
    }

    private var scenarioWarnings: [WorkloadWarning] {
        let said = Statements(events)
        guard let name = said.text("effective_scenario") else { return [] }
        guard let result = ScenarioResult(of: self) else { return [.unknownScenario(name: name)] }
        var found: [WorkloadWarning] = []
        let mode = said.text("scenario_mode")
        if let mode, ScenarioResult.Mode(rawValue: mode) == nil {
            found.append(.unknownMode(name: mode))
        }
        if mode == ScenarioResult.Mode.mlperf.rawValue, result.mode == .quick {
            found.append(.modeNotShown(windowSeconds: window?.duration.inSeconds ?? 0))
        }
        return found + [rateWarning(result)].compactMap(\.self)
    }

    private func rateWarning(_ result: ScenarioResult) -> WorkloadWarning? {
        guard let stated = result.samplesPerSecond, let samples = result.samples,
            let seconds = window?.duration.inSeconds, seconds > 0
        else { return nil }
        let observed = samples / seconds
        guard (observed / stated - 1).magnitude > Self.largestRateDifference else { return nil }
        return .rateDisagrees(stated: stated, observed: observed)
    }
}
