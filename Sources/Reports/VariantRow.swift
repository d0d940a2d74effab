public import Experiment
public import Statistics
public import Units

/// A variant's row of the comparison table: means over its completed trials.
public struct VariantRow: Sendable {
    public var variant: String
    public var isBaseline: Bool
    public var completedTrials: Int
    public var failedTrials: Int

    /// The energy of one unit of work.
    public var energyPerUnit: MeanInterval<Energy>?

    /// Why `energyPerUnit` is missing, wholly or in some trials.
    public var energyMissingReason: String?
    public var provenance: Provenance?
    public var scope: String?

    /// What the instrument may be off by, of the trial where that is most.
    public var instrument: InstrumentUncertainty?

    /// The energy of one unit of work by the parts of the machine.
    public var energyByPart: [PartRow] = []

    /// Above the idle machine, and above the waiting workload.
    public var net: NetEnergyRow

    /// Variant ÷ baseline, paired by block where they ran in turn; `nil` for the baseline itself.
    public var energyRatio: ComparedRatio?
    public var timeRatio: ComparedRatio?

    /// What noise alone may make of these ratios; `nil` where no calibration of the same suite,
    /// host and method is known.
    public var energyNoise: NoiseLimit?
    public var timeNoise: NoiseLimit?

    /// Baseline − variant in joules for each unit of work, as the ratios.
    public var saving: ComparedDifference?

    /// Why there is no ratio, for a variant that is not the baseline.
    public var ratioMissingReason: String?

    public var averagePower: MeanInterval<Power>?
    public var timePerUnit: MeanInterval<TimeSpan>?

    /// Of one unit of work; a multiply-accumulate is two.
    public var flopsDense: OperationCount?
    public var flopsExecuted: OperationCount?
    public var integerOperations: OperationCount?

    /// Executed operations of all trials by the energy of all trials.
    public var flopsPerJoule: Double?
    public var integerOperationsPerJoule: Double?

    /// The largest over the trials.
    public var peakMemory: ByteCount?
    public var peakGPUMemory: ByteCount?
    public var modelSize: ByteCount?
    public var parameters: Double?
    public var parametersNonzero: Double?

    /// How a load generator's scenario went; `nil` where there is none.
    public var scenario: ScenarioRow?

    /// What it took to reach the target quality; `nil` where there is none.
    public var target: TargetRow?

    /// What was counted, for one unit of work.
    public var events: [EventMean]

    /// Where in the window the energy went; empty where no trial printed a phase.
    public var phases: [PhaseRow] = []

    /// Whether the figures of `phases` are of a trial and not of a unit of work.
    public var phasesArePerTrial = false

    /// What it cost once to have it, and what it saves; `nil` for the baseline.
    public var oneTime: OneTimeRow?

    /// Why it costs what it costs; `nil` where only energies and ratios are needed.
    public var why: WhyRow?

    /// The figure by the rule of the benchmark that it was imported from; `nil` for anything else.
    public var importedResult: ImportedResult?

    /// What a unit of work emits and costs; `nil` where nobody asked for it.
    public var footprint: FootprintRow?

    public var quality: MeanInterval<Double>?

    /// Variant − baseline, as the ratios.
    public var qualityDifference: ComparedDifference?

    /// What is to be said of each metric; empty for the baseline, and in brief rows.
    public var judgements: [MetricJudgement] = []

    /// What is to be said of the variant as a whole; `nil` for the baseline, and in brief rows.
    public var verdict: Judgement?

    init(
        variant: String,
        summaries: [TrialSummary],
        baseline: [TrialSummary]?,
        ranInTurn: Bool = true,
        pilot: Int? = nil,
        noiseFloors: [NoiseFloor] = [],
        idle: Finding<Power>? = nil,
        isBrief: Bool = false
    ) {
        self.variant = variant
        isBaseline = baseline == nil
        let completed = summaries.filter(\.isCompleted)
        completedTrials = completed.count
        failedTrials = summaries.count - completed.count
        scenario = ScenarioRow(of: summaries.filter { $0.outcome == .completed })
        events = isBrief ? [] : EventMean.means(of: completed)
        net = NetEnergyRow(of: isBrief ? [] : Self.comparable(completed), above: idle)
        fillEnergy(completed, isBrief: isBrief)
        if !isBrief {
            target = TargetRow(
                of: summaries,
                baseline: baseline?.filter(\.isCompleted),
                ranInTurn: ranInTurn
            )
            fillWork(completed)
            fillPhases(Self.comparable(completed))
        }
        guard let baseline else { return }
        compare(
            TrialSides(completed, baseline.filter(\.isCompleted), ranInTurn: ranInTurn),
            pilot: pilot
        )
        let source = provenance.flatMap { origin in
            scope.map { EnergySource(provenance: origin, scope: $0) }
        }
        energyNoise = energyRatio.flatMap {
            NoiseLimit(of: $0, metric: .energy, source: source, among: noiseFloors)
        }
        timeNoise = timeRatio.flatMap {
            NoiseLimit(of: $0, metric: .time, source: source, among: noiseFloors)
        }
    }

    /// The rows of a comparison from the trials that there are so far; warm-up trials do not count.
    ///
    /// - Parameters:
    ///   - comparison: whose variants get a row each.
    ///   - summaries: of its trials.
    ///   - ranInTurn: whether the variants ran in turn, so that the trials of a block are a pair.
    ///   - pilot: the blocks of the pilot of an adaptive run.
    ///   - noiseFloors: what ratios are held against.
    ///   - idle: the power of the idle machine; `nil` where nobody asked for it.
    ///   - isBrief: whether only energies, ratios and counts are needed, as after each trial of a
    ///     run: the rest is left empty.
    /// - Returns: one for each variant, in the order of the suite.
    public static func rows(
        of comparison: Comparison,
        summaries: [TrialSummary],
        ranInTurn: Bool = true,
        pilot: Int? = nil,
        noiseFloors: [NoiseFloor] = [],
        idle: Finding<Power>? = nil,
        isBrief: Bool = false
    ) -> [VariantRow] {
        let measured = summaries.filter { !$0.planned.isWarmUp }
        let byVariant = Dictionary(grouping: measured, by: \.planned.variant)
        let baseline = byVariant[comparison.baseline] ?? []
        return comparison.variants.map { variant in
            VariantRow(
                variant: variant.name,
                summaries: byVariant[variant.name] ?? [],
                baseline: variant.name == comparison.baseline ? nil : baseline,
                ranInTurn: ranInTurn,
                pilot: pilot,
                noiseFloors: noiseFloors,
                idle: idle,
                isBrief: isBrief
            )
        }
    }

    /// Those that a mean may be made of: none where they did work of different kinds.
    private static func comparable(_ trials: [TrialSummary]) -> [TrialSummary] {
        ScenarioRow.areOfOneKind(trials) ? trials : []
    }

    private mutating func fillEnergy(_ trials: [TrialSummary], isBrief: Bool) {
        let figures = trials.compactMap(\.energy.figure)
        let reasons = trials.compactMap { trial -> String? in
            guard case .missing(let reason) = trial.energyPerUnit else { return nil }
            return reason
        }
        energyMissingReason = Self.summary(of: reasons, trials: trials.count)
        guard ScenarioRow.areOfOneKind(trials) else {
            energyMissingReason = "the trials did work of different kinds"
            return
        }
        let provenances = Set(figures.map(\.provenance))
        guard provenances.count <= 1 else {
            energyMissingReason = "the trials' energies are of different origin"
            return
        }
        guard Set(figures.map(\.scope)).count <= 1 else {
            energyMissingReason = "the trials' energies cover different parts of the machine"
            return
        }
        provenance = provenances.first
        scope = figures.first?.scope
        energyPerUnit = MeanInterval(of: trials.compactMap(\.energyPerUnit.figure?.value))
        instrument = figures.compactMap(InstrumentUncertainty.init)
            .max { $0.expanded < $1.expanded }
        if isBrief { return }
        energyByPart = PartRow.rows(of: trials)
        averagePower = MeanInterval(of: trials.compactMap(\.averagePower))
        let pairs = trials.filter { $0.energy.figure != nil }
        let total = pairs.compactMap(\.energy.figure?.value.joules).reduce(0, +)
        func perJoule(_ operations: KeyPath<TrialSummary, OperationCount?>) -> Double? {
            let counts = pairs.compactMap { $0[keyPath: operations]?.operations }
            guard counts.count == pairs.count, total > 0, counts.contains(where: { $0 > 0 })
            else { return nil }
            return counts.reduce(0, +) / total
        }
        flopsPerJoule = perJoule(\.flopsExecuted)
        integerOperationsPerJoule = perJoule(\.integerOperations)
    }

    private mutating func fillWork(_ trials: [TrialSummary]) {
        timePerUnit = MeanInterval(of: Self.comparable(trials).compactMap(\.timePerUnit))
        func perUnit(_ operations: KeyPath<TrialSummary, OperationCount?>) -> OperationCount? {
            let shares = trials.compactMap { trial -> OperationCount? in
                guard let work = trial.work, let count = trial[keyPath: operations] else {
                    return nil
                }
                return count / work
            }
            return MeanInterval(of: shares)?.mean
        }
        flopsDense = perUnit(\.flopsDense)
        flopsExecuted = perUnit(\.flopsExecuted)
        integerOperations = perUnit(\.integerOperations)
        peakMemory = trials.compactMap { $0.peakMemory.figure?.value }.max()
        peakGPUMemory = trials.compactMap { $0.peakGPUMemory?.figure?.value }.max()
        modelSize = trials.compactMap(\.modelSize).max()
        parameters = trials.compactMap(\.parameters).max()
        parametersNonzero = trials.compactMap(\.parametersNonzero).max()
        quality = MeanInterval(of: trials.compactMap(\.quality))
    }

    /// Sets trials against those of the baseline; the blocks below `pilot` are those that the number
    /// of blocks was worked out from.
    private mutating func compare(_ sides: TrialSides, pilot: Int?) {
        guard !sides.isEmpty else {
            ratioMissingReason =
                sides.ranInTurn
                ? "no block has a completed trial of both" : "one of them has no completed trial"
            return
        }
        if let obstacle = ScenarioRow.obstacle(sides.variant, sides.baseline) {
            ratioMissingReason = obstacle
        } else {
            compareEnergy(sides, pilot: pilot)
            // At a fixed rate the arrivals decide the time.
            if scenario?.kind.isFixedRate != true {
                timeRatio = try? sides.ratio({ $0.timePerUnit?.seconds }, pilot: pilot)
            }
        }
        qualityDifference = sides.difference(\.quality)
    }

    private mutating func compareEnergy(_ sides: TrialSides, pilot: Int?) {
        if sides.differ(\.energyPerUnit.figure, in: \.provenance) {
            ratioMissingReason = "the energies are of different origin"
            return
        }
        if sides.differ(\.energyPerUnit.figure, in: \.scope) {
            ratioMissingReason = "the energies cover different parts of the machine"
            return
        }
        saving = sides.difference { $0.energyPerUnit.figure.map { -$0.value.joules } }
        do throws(Absence) {
            energyRatio = try sides.ratio(
                { $0.energyPerUnit.figure?.value.joules },
                pilot: pilot
            )
        } catch {
            ratioMissingReason =
                sides.ranInTurn && saving == nil
                ? "no block has the energy of both" : error.reason
        }
    }

    private mutating func fillPhases(_ trials: [TrialSummary]) {
        phasesArePerTrial =
            trials.contains { $0.phases != nil } && trials.contains { $0.work == nil }
        phases = PhaseRow.rows(of: trials, isPerTrial: phasesArePerTrial)
    }

    mutating func fillOneTime(_ cost: OneTimeCost, runHost: Host) {
        oneTime = OneTimeRow(
            cost: cost,
            makers: cost.artifacts.map { Maker(of: $0, runHost: runHost) },
            saving: saving,
            breakEven: BreakEven(cost: cost, saving: saving, provenance: provenance, scope: scope)
        )
    }

    private static func summary(of reasons: [String], trials: Int) -> String? {
        guard let first = reasons.first else {
            return trials == 0 ? "no trial completed" : nil
        }
        return reasons.count == trials ? first : "in \(reasons.count) of \(trials) trials: \(first)"
    }
}
