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

    /// A quality that was not stated, or not as a number; empty where none is asked for.
    ///
    /// Which events are evaluations is known to the comparison only.
    public func qualityWarnings(of quality: QualityMetric?) -> [TrialWarning] {
        guard let quality, outcome == .completed else { return [] }
        var found: [WorkloadWarning] = []
        if let last = lastStatement(of: quality.event) {
            // A number that is not finite is marked for every key.
            if last.number == nil {
                found.append(.qualityWithoutNumber(key: quality.event, value: last.value))
            }
        } else {
            found.append(.qualityNotStated(key: quality.event))
        }
        if case .failure(let fault) = statedOutcomes {
            found.append(.unusableOutcomes(problem: fault.description))
        }
        if quality.target != nil {
            let count = evaluations(of: quality).count { !$0.isFiniteNumber }
            if count > 0 {
                found.append(.evaluationsWithoutNumber(key: quality.event, count: count))
            }
        }
        return found.map { .workload($0) }
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
