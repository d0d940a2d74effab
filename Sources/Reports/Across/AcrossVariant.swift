internal import Experiment
public import Statistics
internal import Units

/// A variant over the runs that have it with the same command.
public struct AcrossVariant: Sendable {
    public var variant: String
    public var isBaseline: Bool

    /// One for each run that has it, that of the first run first.
    public var cells: [AcrossCell]

    init(_ name: String, in reports: [ComparisonReport?], of runs: [AcrossRun]) {
        variant = name
        let sides = reports.enumerated().compactMap { number, report in
            report.flatMap { AcrossSide(name, in: $0, of: runs[number], number: number) }
        }
        isBaseline = sides.first?.row.isBaseline ?? false
        cells = sides.map { side in
            guard let first = sides.first, side.number != first.number else {
                return AcrossCell(number: side.number, row: side.row)
            }
            return AcrossCell(
                number: side.number,
                row: side.row,
                findings: side.findings(
                    against: first,
                    qualities: first.comparison.rows.count * (runs.count - 1)
                )
            )
        }
    }
}

/// What a variant gave in one run.
public struct AcrossCell: Sendable {
    /// Of the run, from 0.
    public var number: Int
    public var row: VariantRow

    /// How it stands to the same variant in the first run; empty in the first run.
    public var findings: [AcrossFinding] = []

    /// What is to be said of it as a whole: that of the energy, which quality can only take back;
    /// `nil` in the first run.
    public var verdict: Judgement?

    /// `nil` where it is not asked for.
    public func finding(_ metric: AcrossMetric) -> AcrossFinding? {
        findings.first { $0.metric == metric }
    }
}

extension AcrossSide {
    /// Everything that this side is set against the first run by, in the order of `AcrossMetric`;
    /// its quality is one of so many.
    func findings(against first: AcrossSide, qualities: Int) -> [AcrossFinding] {
        let energy = energyObstacle(against: first)
        let time = workObstacle(against: first)
        var found = [ratio(.energy, to: first, energy, \.energies, scale: scale(against: first))]
        if !isAtFixedRate { found.append(ratio(.time, to: first, time, \.times)) }
        if !first.row.isBaseline {
            let stranger = baselineObstacle(against: first)
            found.append(ratio(.savedEnergy, to: first, stranger ?? energy, \.energyRatios))
            if !isAtFixedRate {
                found.append(ratio(.savedTime, to: first, stranger ?? time, \.timeRatios))
            }
        }
        if row.target != nil {
            let target = targetObstacle(against: first)
            found.append(
                ratio(
                    .energyToTarget,
                    to: first,
                    energy ?? target,
                    \.energiesToTarget,
                    scale: scale(against: first)
                )
            )
            found.append(ratio(.timeToTarget, to: first, time ?? target, \.timesToTarget))
        }
        if let quality = quality(against: first, among: qualities) { found.append(quality) }
        return found
    }

    private func ratio(
        _ metric: AcrossMetric,
        to first: AcrossSide,
        _ obstacle: String?,
        _ values: (AcrossSide) -> [Double],
        scale: Double? = nil
    ) -> AcrossFinding {
        if let obstacle { return .missing(metric, obstacle, Self.sameMethod) }
        guard let ratio = WelchRatio(of: values(self), to: values(first)) else {
            return .missing(
                metric,
                "a value is not above zero, or there is none",
                "trials of both runs that have it"
            )
        }
        var found = AcrossFinding(
            metric,
            ratio: ratio,
            noise: noise(of: ratio, metric, against: first),
            scale: scale
        )
        found.design = design(beside: first)
        if found.design == .recordings {
            return found.refused(
                because: "the machines are not known to be the same",
                remedy: JudgedDesign.recordings.hopeless
            )
        }
        let doubt = metric.isOfEnergy ? doubt(against: first) : nil
        return doubt.map { found.refused(because: $0, remedy: Self.sameMethod) } ?? found
    }
}
