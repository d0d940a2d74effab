internal import Statistics
internal import Units

/// How far apart a calibration found the baseline of a comparison and itself.
///
/// It holds for later runs of a suite of the same name on the same host whose baseline does the
/// same, whatever else of the suite's text has changed, and for energies of the same source only:
/// what an estimate scatters says nothing of a measurement.
public struct NoiseFloor: Sendable, Hashable {
    /// The calibration, and when it started, in milliseconds since 1970.
    public var runID: String
    public var startedAtMilliseconds: Int64

    public var comparison: String
    public var metric: RatioMetric

    /// SHA-256 of what the baseline does: see `Run.workloadDigest(of:)`.
    public var workloadDigest: String

    /// The source of the energies; `nil` for time.
    public var source: EnergySource?

    /// The logarithm of the ratio in each block.
    public var logRatios: [Double]

    public init(
        runID: String,
        startedAtMilliseconds: Int64,
        comparison: String,
        metric: RatioMetric,
        workloadDigest: String,
        source: EnergySource?,
        logRatios: [Double]
    ) {
        self.runID = runID
        self.startedAtMilliseconds = startedAtMilliseconds
        self.comparison = comparison
        self.metric = metric
        self.workloadDigest = workloadDigest
        self.source = source
        self.logRatios = logRatios
    }

    /// What |ln ratio| stays below by noise alone in 95 of 100 ratios over so many blocks.
    ///
    /// The same each time it is asked for: the resampling has a constant seed.
    public func floor(pairs: Int) -> Double? {
        NoiseResampling.floor(of: logRatios, pairs: pairs)
    }
}

extension Comparison {
    /// What tells whether the baseline of another run does the same: SHA-256 of its command and
    /// environment as the suite has them, with what the command line replaced.
    public var baselineDigest: String {
        var digest = ContentDigest()
        let command = variants.first { $0.name == baseline }?.command
        for word in command?.template ?? [] { digest.update(word) }
        for (name, value) in (command?.environment ?? [:]).sorted(by: { $0.key < $1.key }) {
            digest.update(name)
            digest.update(value)
        }
        digest.update(unitOfWork)
        // Digests of commands without one stay as they were.
        if let folder = command?.folder { digest.update(folder) }
        return digest.hexadecimal()
    }
}

extension Run {
    /// What tells whether another run does and reads the same in a comparison's baseline:
    /// `Comparison.baselineDigest` with the keys of the artifacts that it uses, and the time
    /// between readings.
    public func workloadDigest(of comparison: Comparison) -> String {
        var digest = ContentDigest()
        digest.update(comparison.baselineDigest)
        let command = comparison.variants.first { $0.name == comparison.baseline }?.command
        for step in command?.usedSteps ?? [] {
            digest.update(step)
            digest.update(artifacts.first { $0.step == step }?.key ?? "")
        }
        digest.update("\(samplingInterval.inNanoseconds)")
        return digest.hexadecimal()
    }
}

extension NoiseFloor {
    /// The floors of a calibration: energy where every pair has it from one source, and time.
    ///
    /// - Parameters:
    ///   - run: a calibration.
    ///   - summaries: its trials.
    /// - Returns: none for a comparison with fewer than `BenchmarkSuite.leastCalibrationBlocks`
    ///   pairs.
    public static func floors(of run: Run, summaries: [TrialSummary]) -> [NoiseFloor] {
        guard run.design.isCalibration else { return [] }
        return run.comparisons.flatMap { comparison in
            let results = summaries.filter {
                $0.planned.comparison == comparison.name && !$0.planned.isWarmUp && $0.isCompleted
            }.map { TrialResult(of: $0) }
            return RatioMetric.allCases.compactMap { metric in
                floor(of: comparison, in: run, metric: metric, results)
            }
        }
    }

    private static func floor(
        of comparison: Comparison,
        in run: Run,
        metric: RatioMetric,
        _ results: [TrialResult]
    ) -> NoiseFloor? {
        let sources = Set(results.map(\.source))
        if metric == .energy, sources.count != 1 || sources.first == .some(nil) { return nil }
        let blocks = Dictionary(grouping: results, by: \.planned.block).sorted { $0.key < $1.key }
        let ratios = blocks.compactMap { _, block -> Double? in
            guard
                let base = block.first(where: { $0.planned.variant == comparison.baseline }),
                let again = block.first(where: { $0.planned.variant != comparison.baseline }),
                let below = base.perUnit(metric), let above = again.perUnit(metric),
                let ratio = try? PairedRatio(of: [Pair(baseline: below, variant: above)])
            else { return nil }
            return ratio.logRatio
        }
        guard ratios.count >= BenchmarkSuite.leastCalibrationBlocks else { return nil }
        return NoiseFloor(
            runID: run.id,
            startedAtMilliseconds: run.startedAtMilliseconds,
            comparison: comparison.name,
            metric: metric,
            workloadDigest: run.workloadDigest(of: comparison),
            source: metric == .energy ? sources.first.flatMap(\.self) : nil,
            logRatios: ratios
        )
    }
}
