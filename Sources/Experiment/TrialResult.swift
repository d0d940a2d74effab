internal import Units

/// What a schedule has to know of a trial that was made.
public struct TrialResult: Sendable, Hashable {
    public var planned: PlannedTrial

    /// Whether it counts as made: one that was interrupted, or not started because of the harness,
    /// is given again.
    public var isMade: Bool

    /// Whether it completed, so that it takes part in ratios.
    public var isCompleted: Bool

    /// In joules; `nil` where the energy or the work is not known.
    public var energyPerUnit: Double?

    /// The source of `energyPerUnit`.
    public var source: EnergySource?

    /// In seconds; `nil` where there is no window or no work.
    public var timePerUnit: Double?

    /// What was done; `nil` where no scenario says so.
    ///
    /// Only results of one kind are set in ratio.
    public var workKind: WorkKind?

    public init(
        planned: PlannedTrial,
        isMade: Bool = true,
        isCompleted: Bool = true,
        energyPerUnit: Double? = nil,
        source: EnergySource? = nil,
        timePerUnit: Double? = nil,
        workKind: WorkKind? = nil
    ) {
        self.planned = planned
        self.isMade = isMade
        self.isCompleted = isCompleted
        self.energyPerUnit = energyPerUnit
        self.source = source
        self.timePerUnit = timePerUnit
        self.workKind = workKind
    }

    public init(of summary: TrialSummary) {
        let energy = summary.energyPerUnit.figure
        self.init(
            planned: summary.planned,
            isMade: !summary.isOwed,
            isCompleted: summary.isCompleted,
            energyPerUnit: energy?.value.joules,
            source: energy.map { EnergySource(provenance: $0.provenance, scope: $0.scope) },
            timePerUnit: summary.timePerUnit?.seconds,
            workKind: summary.scenario?.kind
        )
    }

    func perUnit(_ metric: RatioMetric) -> Double? {
        switch metric {
        case .energy: energyPerUnit
        // At a fixed rate the arrivals decide the time.
        case .time: workKind?.isFixedRate == true ? nil : timePerUnit
        }
    }
}
