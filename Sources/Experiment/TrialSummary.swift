public import Units

/// What one trial cost and gave, worked out from its raw readings and events.
///
/// Pure: made anew from the readings whenever it is needed, so that a wrong rule is mended by
/// computing again and never by measuring again.
public struct TrialSummary: Sendable, Hashable {
    public var trialID: String
    public var planned: PlannedTrial
    public var outcome: TrialOutcome

    /// The length of the measured window.
    public var window: Duration?
    public var energy: Finding<Energy>

    /// The part of the energy that each counter saw, by channel name.
    public var energyByChannel: [String: Finding<Energy>]

    /// The energy of each part of the machine; some contain others.
    public var energyByPart: [PartEnergy]

    /// The power while the workload was loaded and waited; `nil` where it offers no such time.
    public var contextIdlePower: Finding<Power>?

    /// What each phase of the window cost; `nil` where the workload printed none.
    public var phases: PhaseTree?
    public var cpuTime: Duration?
    public var peakMemory: Finding<ByteCount>

    /// `nil` where no board was read.
    public var peakGPUMemory: Finding<ByteCount>?
    public var eventCounts: [EventCount]

    /// Useful work in the window, in the comparison's unit; above 0.
    public var work: Double?
    public var quality: Double?

    /// Which examples it got right; `nil` where the workload does not say, or not rightly.
    public var outcomes: ExampleOutcomes?

    /// What a load generator stated; `nil` where none did.
    public var scenario: ScenarioResult?

    /// What it took to reach the target quality; `nil` where the comparison has none.
    public var toTarget: TargetResult?

    /// Why a trial that ended well takes no part in comparisons all the same.
    public var exclusion: String?

    /// How it ended, or why it takes no part in comparisons, in a sentence without its end.
    public var explanation: String

    /// What the suite asks for and the trial does not give, in a sentence without its end; `nil`
    /// where it gives all.
    public var shortcoming: String?

    /// Whether it has to be made again: it was interrupted, or the harness failed.
    public var isOwed: Bool

    /// Arithmetic in the window, as the workload reports it; a multiply-accumulate is two.
    public var flopsDense: OperationCount?
    public var flopsExecuted: OperationCount?
    public var integerOperations: OperationCount?
    public var parameters: Double?
    public var parametersNonzero: Double?
    public var modelSize: ByteCount?

    public init(of trial: Trial, in comparison: Comparison, estimateModel: EstimateModel?) {
        trialID = trial.id
        planned = trial.planned
        outcome = trial.outcome
        window =
            trial.hasNoImportedTime ? nil : trial.window?.duration
        energyByChannel = trial.energyByChannel
        let parts = trial.energyByPart(ofChannels: energyByChannel)
        energy = trial.energy(of: parts, estimateModel: estimateModel)
        if trial.hasPhases, let window = trial.window, window.duration > .zero {
            phases = trial.phases(in: window, energy: energy, estimateModel)
        }
        energyByPart = parts
        contextIdlePower = trial.contextIdlePower
        cpuTime = trial.window.flatMap { try? trial.cpuTime(in: $0).get() }
        peakMemory = trial.peakMemory
        peakGPUMemory = trial.peakGPUMemory
        eventCounts = trial.eventCounts
        scenario = ScenarioResult(of: trial)
        toTarget = TargetResult(
            of: trial,
            quality: comparison.quality,
            estimateModel: estimateModel
        )
        exclusion =
            trial.loadGenProblem ?? scenario?.exclusion
            ?? trial.events.lazy.compactMap(\.importedExclusion).first
        explanation =
            trial.loadGenProblem == nil && outcome == .completed
            ? exclusion ?? outcome.explanation : trial.explanation
        work =
            comparison.work(of: trial) ?? scenario?.amount(of: comparison.unitOfWork)
        quality = comparison.quality.flatMap { trial.reported($0.event) }
        outcomes = comparison.quality.flatMap { _ in try? trial.statedOutcomes?.get() }
        flopsDense = trial.reportedAmount("flops_dense").map(OperationCount.operations)
        flopsExecuted = trial.reportedAmount("flops_executed").map(OperationCount.operations)
        integerOperations = trial.reportedAmount("int_ops_executed").map(OperationCount.operations)
        parameters = trial.reportedAmount("parameters")
        parametersNonzero = trial.reportedAmount("parameters_nonzero")
        modelSize = trial.reportedAmount("model_bytes").map(ByteCount.init(magnitude:))
        isOwed = trial.isOwed
        shortcoming = nil
        shortcoming = findShortcoming(
            in: comparison,
            expectsEnergy: estimateModel != nil || !energyByChannel.isEmpty
        )
    }

    private func findShortcoming(in comparison: Comparison, expectsEnergy: Bool) -> String? {
        guard isCompleted else { return explanation }
        if work == nil { return "stated no amount of “\(comparison.unitOfWork)” above 0" }
        if let quality = comparison.quality, self.quality == nil {
            return "stated no quality (\(quality.event)) as a number"
        }
        guard expectsEnergy, let reason = energy.missingReason else { return nil }
        return "has no energy: \(reason)"
    }

    /// Whether the trial takes part in comparisons.
    public var isCompleted: Bool { outcome == .completed && exclusion == nil }

    /// The energy of one unit of work.
    public var energyPerUnit: Finding<Energy> {
        guard let work else {
            return .missing(reason: "the workload stated no amount of work above 0")
        }
        switch energy {
        case .missing: return energy
        case .known(var figure):
            figure.value = figure.value / work
            figure.budget = figure.budget.map { $0 / work }
            return .known(figure)
        }
    }

    /// The time of one unit of work.
    public var timePerUnit: TimeSpan? {
        guard let work, let window else { return nil }
        return TimeSpan.seconds(window.inSeconds / work)
    }

    /// The mean power over the window.
    public var averagePower: Power? {
        guard let window, window > .zero, let energy = energy.figure else { return nil }
        return energy.value / window
    }
}

extension Comparison {
    /// The unit of work of commands that say nothing of their work: the trial itself.
    public static let wholeTrial = "trial"

    /// How much work a trial did; `nil` where it did not say, or said nothing above 0.
    fileprivate func work(of trial: Trial) -> Double? {
        if unitOfWork == Self.wholeTrial { return 1 }
        return trial.reported(unitOfWork).flatMap { $0 > 0 ? $0 : nil }
    }
}

extension Trial {
    fileprivate var energyByChannel: [String: Finding<Energy>] {
        guard let window else { return [:] }
        var found: [String: Finding<Energy>] = [:]
        for (index, channel) in channels.enumerated() {
            if let imported = importedEnergy(ofChannel: index, in: window) {
                found[channel.name] = imported
            } else if channel.quantity.joulesPerUnit != nil {
                found[channel.name] = energy(ofChannel: index, in: window)
            } else if channel.quantity == .powerMilliwatts {
                found[channel.name] = integratedEnergy(ofChannel: index, in: window)
            }
        }
        return found
    }
}
