public import Experiment
internal import Statistics
internal import Units

/// The figure of a variant by the rule of the benchmark that it was made for.
public enum ImportedResult: Sendable, Hashable {
    /// MLPerf Inference.
    case inference(InferencePower)
    /// MLPerf Training: of several results without the fastest and the slowest, by time.
    case training(TrainingEnergy)
    /// MLPerf Tiny.
    case tiny(TinyEnergy)

    /// What MLPerf Inference publishes of a power submission.
    public struct InferencePower: Sendable, Hashable {
        public var scenario: String
        public var averageWatts: Double

        /// Of SingleStream and MultiStream; `nil` for the others, whose metric is the watts.
        public var millijoulesPerQuery: Double?

        /// Samples in a second, as LoadGen states them, by the watts.
        public var samplesPerJoule: Double?
        public var validity: String
    }

    /// What MLPerf Training publishes of a power submission.
    public struct TrainingEnergy: Sendable, Hashable {
        public var results: Int

        /// How many of them are in the means.
        public var kept: Int
        public var seconds: Double

        /// `nil` without power logs.
        public var joules: Double?
    }

    /// What MLPerf Tiny publishes of a device.
    public struct TinyEnergy: Sendable, Hashable {
        public var windows: Int
        public var medianMicrojoulesPerInference: Double
        public var medianInferencesPerSecond: Double
    }

    /// `nil` for formats without a rule of their own, and where it gives nothing.
    ///
    /// - Parameters:
    ///   - summaries: of one variant.
    ///   - imported: where the run comes from.
    public init?(of summaries: [TrialSummary], _ imported: RunImport) {
        switch imported.format {
        case "mlperf-inference":
            guard let result = InferencePower(summaries) else { return nil }
            self = .inference(result)
        case "mlperf-training":
            guard let result = TrainingEnergy(summaries, scale: imported.scalingFactor) else {
                return nil
            }
            self = .training(result)
        case "mlperf-tiny":
            guard let result = TinyEnergy(summaries) else { return nil }
            self = .tiny(result)
        default: return nil
        }
    }
}

extension ImportedResult.InferencePower {
    fileprivate init?(_ summaries: [TrialSummary]) {
        guard summaries.count == 1, let trial = summaries.first, let scenario = trial.scenario,
            let watts = trial.averagePower?.watts, let energy = trial.energy.figure
        else { return nil }
        self.scenario = scenario.scenario
        averageWatts = watts
        let isStream = ["SingleStream", "MultiStream"].contains(scenario.scenario)
        millijoulesPerQuery =
            isStream ? scenario.queries.map { energy.value.joules * 1000 / $0 } : nil
        samplesPerJoule =
            isStream
            ? scenario.samples.map { $0 / energy.value.joules }
            : scenario.samplesPerSecond.map { $0 / watts }
        validity = scenario.validity.word
    }
}

extension ImportedResult.TrainingEnergy {
    /// `nil` with fewer than three results, and with more than one that did not converge.
    fileprivate init?(_ summaries: [TrialSummary], scale: Double) {
        let runs = summaries.map { trial in
            let seconds = trial.isCompleted ? trial.window?.inSeconds : nil
            return OlympicMean.Run(
                seconds: seconds,
                joules: seconds == nil ? nil : trial.energy.figure?.value.joules
            )
        }
        guard let mean = try? OlympicMean(of: runs) else { return nil }
        results = runs.count
        kept = mean.count
        seconds = mean.seconds * scale
        joules = mean.joules.map { $0 * scale }
    }
}

extension ImportedResult.TinyEnergy {
    fileprivate init?(_ summaries: [TrialSummary]) {
        let energies = summaries.compactMap { $0.energyPerUnit.figure?.value.joules }.sorted()
        let rates = summaries.compactMap { $0.timePerUnit.map { 1 / $0.seconds } }.sorted()
        guard !energies.isEmpty, energies.count == summaries.count, rates.count == energies.count
        else { return nil }
        windows = energies.count
        medianMicrojoulesPerInference = energies.median * 1e6
        medianInferencesPerSecond = rates.median
    }
}

extension [Double] {
    /// Of sorted values, at least one; the mean of the two in the middle where they are even.
    fileprivate var median: Double {
        count % 2 == 1 ? self[count / 2] : (self[count / 2 - 1] + self[count / 2]) / 2
    }
}
