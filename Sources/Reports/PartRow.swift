public import Experiment
public import Statistics
public import Units

/// The energy of one part of the machine for each unit of work: means over the completed trials.
public struct PartRow: Sendable {
    public var domain: Channel.Domain

    /// `nil` where it is missing in some trial.
    public var energyPerUnit: MeanInterval<Energy>?
    public var provenance: Provenance?

    /// The parts that any trial read.
    static func rows(of trials: [TrialSummary]) -> [PartRow] {
        let read = Set(trials.flatMap { $0.energyByPart.map(\.domain) })
        return Channel.Domain.allCases.filter(read.contains).map { domain in
            let figures = trials.compactMap { trial -> (Energy, Provenance)? in
                guard let work = trial.work,
                    let part = trial.energyByPart.first(where: { $0.domain == domain }),
                    let figure = part.energy.figure
                else { return nil }
                return (figure.value / work, figure.provenance)
            }
            let isWhole = figures.count == trials.count
            return PartRow(
                domain: domain,
                energyPerUnit: isWhole ? MeanInterval(of: figures.map(\.0)) : nil,
                provenance: Set(figures.map(\.1)).count == 1 ? figures.first?.1 : nil
            )
        }
    }
}
