internal import Experiment
public import Statistics
public import Units

/// A variant's energy above that of an idle machine, and above that of the loaded workload that
/// waits: means over its completed trials.
///
/// No ratio is made of it: a difference can be 0 or below.
public struct NetEnergyRow: Sendable {
    /// The idle machine's energy over the time of one unit of work.
    public var idlePerUnit: MeanInterval<Energy>?

    /// Gross less idle, for one unit of work.
    public var perUnit: MeanInterval<Energy>?

    /// What the instrument and the idle power may make `perUnit` off by, in the trial where that
    /// is most: an expanded uncertainty.
    public var uncertainty: Energy?

    /// Why `perUnit` is missing, wholly or in some trials.
    public var missingReason: String?

    /// The power while the workload was loaded and waited; `nil` where it is not offered.
    public var contextPower: MeanInterval<Power>?

    /// Gross less the context's idle power over the same time, for one unit of work.
    public var aboveContextPerUnit: MeanInterval<Energy>?

    /// What the instrument may make `aboveContextPerUnit` off by, as `uncertainty`.
    public var aboveContextUncertainty: Energy?

    /// Why the context's power is missing although the workload offers it.
    public var contextMissingReason: String?

    init(of trials: [TrialSummary], above idle: Finding<Power>?) {
        if let idle { fillNet(trials, above: idle) }
        fillContext(trials)
    }

    private mutating func fillNet(_ trials: [TrialSummary], above idle: Finding<Power>) {
        let net = Differences(trials.map { ($0, $0.energy(above: idle)) })
        missingReason = net.missingReason
        perUnit = net.perUnit
        uncertainty = net.uncertainty
        guard perUnit != nil, let power = idle.figure?.value else { return }
        idlePerUnit = MeanInterval(
            of: trials.compactMap { trial in
                trial.timePerUnit.map { Energy.joules(power.watts * $0.seconds) }
            }
        )
    }

    private mutating func fillContext(_ trials: [TrialSummary]) {
        let offered = trials.filter { $0.contextIdlePower != nil }
        guard !offered.isEmpty else { return }
        contextPower = MeanInterval(of: offered.compactMap { $0.contextIdlePower?.figure?.value })
        contextMissingReason = offered.lazy.compactMap { $0.contextIdlePower?.missingReason }.first
        // Each trial above its own: the context's power changes with the temperature.
        let above = Differences(
            offered.compactMap { trial in
                trial.contextIdlePower.map { (trial, trial.energy(above: $0)) }
            }
        )
        aboveContextPerUnit = above.perUnit
        aboveContextUncertainty = above.uncertainty
    }

    /// Differences of energies by trial, for one unit of work.
    private struct Differences {
        var perUnit: MeanInterval<Energy>?
        var uncertainty: Energy?
        var missingReason: String?

        init(_ found: [(trial: TrialSummary, energy: Finding<Energy>)]) {
            let known = found.compactMap { trial, energy in
                trial.work.flatMap { work in
                    energy.figure.map {
                        (value: $0.value / work, open: $0.uncertainty.map { $0 / work })
                    }
                }
            }
            perUnit = MeanInterval(of: known.map(\.value))
            uncertainty = known.compactMap(\.open).max()
            let reasons = found.compactMap(\.energy.missingReason)
            guard let first = reasons.first else { return }
            missingReason =
                reasons.count == found.count
                ? first : "in \(reasons.count) of \(found.count) trials: \(first)"
        }
    }
}
