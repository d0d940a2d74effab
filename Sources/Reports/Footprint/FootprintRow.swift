public import Experiment
public import Statistics
public import Units

/// What a unit of work of a variant emits and costs: means over its completed trials.
public struct FootprintRow: Sendable, Hashable {
    /// Of the gross energy; `nil` where no grid was stated.
    public var carbon: Result<MeanInterval<CarbonMass>, Absence>?

    /// Of the energy above that of the idle machine.
    public var netCarbon: Result<MeanInterval<CarbonMass>, Absence>?

    /// Of the gross energy, in the tariff's currency; `nil` where no tariff was stated.
    public var cost: Result<MeanInterval<Double>, Absence>?
    public var netCost: Result<MeanInterval<Double>, Absence>?

    public var currency: String?

    /// - Parameters:
    ///   - row: with its energies filled in.
    ///   - trials: of the variant, completed.
    ///   - idle: the power of the idle machine.
    ///   - footprint: of the run.
    init(
        of row: VariantRow,
        trials: [TrialSummary],
        above idle: Finding<Power>,
        in footprint: Footprint
    ) {
        currency = footprint.settings.tariff?.currency
        let gross = Self.amounts(of: trials, in: footprint, \.energy)
        let net = Self.amounts(of: trials, in: footprint) { $0.energy(above: idle) }
        // A mean over trials of different origin or kind of work would mean nothing.
        let obstacle =
            row.energyPerUnit == nil
            ? Absence(row.energyMissingReason ?? "the energies of the trials give no mean") : nil
        if footprint.settings.grid != nil {
            carbon = Self.mean(gross.map(\.carbon), obstacle) { MeanInterval(of: $0) }
            netCarbon = Self.mean(net.map(\.carbon), obstacle) { MeanInterval(of: $0) }
        }
        if footprint.settings.tariff != nil {
            cost = Self.mean(gross.map(\.cost), obstacle) { MeanInterval(of: $0) }
            netCost = Self.mean(net.map(\.cost), obstacle) { MeanInterval(of: $0) }
        }
    }

    /// For a unit of work of each trial.
    private static func amounts(
        of trials: [TrialSummary],
        in footprint: Footprint,
        _ energy: (TrialSummary) -> Finding<Energy>
    ) -> [Footprint.Amounts] {
        trials.map { trial in
            let all = footprint.amounts(of: energy(trial), trialID: trial.trialID)
            guard let work = trial.work else { return Footprint.Amounts() }
            return Footprint.Amounts(
                carbon: all.carbon.map { $0.map { $0 / work } },
                cost: all.cost.map { $0.map { $0 / work } }
            )
        }
    }

    /// Missing where it is missing of one trial.
    private static func mean<Value: Hashable & Sendable>(
        _ found: [Result<Value, Absence>?],
        _ obstacle: Absence?,
        _ mean: ([Value]) -> MeanInterval<Value>?
    ) -> Result<MeanInterval<Value>, Absence> {
        if let obstacle { return .failure(obstacle) }
        let failures = found.compactMap { result -> Absence? in
            guard case .failure(let absence) = result else { return nil }
            return absence
        }
        if let first = failures.first {
            return .failure(
                failures.count == found.count
                    ? first
                    : Absence("in \(failures.count) of \(found.count) trials: \(first.reason)")
            )
        }
        let values = found.compactMap { try? $0?.get() }
        guard values.count == found.count, let mean = mean(values) else {
            return .failure(Absence("a trial states no amount of work"))
        }
        return .success(mean)
    }
}

extension Report {
    /// Works out what the run emitted and cost, where somebody asked for it.
    mutating func fillFootprint(_ settings: FootprintSettings?, trials: [Trial]) {
        guard let settings else { return }
        var footprint = Footprint(settings, trials: trials)
        let power = idle.power
        for index in comparisons.indices {
            let measured = Dictionary(
                grouping: comparisons[index].summaries.filter {
                    $0.isCompleted && !$0.planned.isWarmUp
                },
                by: \.planned.variant
            )
            for place in comparisons[index].rows.indices {
                let row = comparisons[index].rows[place]
                comparisons[index].rows[place].footprint = FootprintRow(
                    of: row,
                    trials: measured[row.variant] ?? [],
                    above: power,
                    in: footprint
                )
            }
        }
        footprint.fillParts(comparisons.flatMap(\.summaries), artifacts: run.artifacts)
        self.footprint = footprint
    }
}
