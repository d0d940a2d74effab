public import Units

/// The energy of one part of the machine in the window of a trial.
public struct PartEnergy: Sendable, Hashable {
    public var domain: Channel.Domain
    public var energy: Finding<Energy>

    public init(domain: Channel.Domain, energy: Finding<Energy>) {
        self.domain = domain
        self.energy = energy
    }
}

extension Trial {
    /// The energy of the whole trial's scope in its window.
    ///
    /// Packages, memory and the workload's graphics boards are added up where they were read; what
    /// overlaps them stays out. Where no counter was read and a model is given, the estimate.
    public func energy(estimateModel: EstimateModel?) -> Finding<Energy> {
        guard let window else { return .missing(reason: outcome.explanation) }
        let parts = sources(in: window).filter(\.domain.isPartOfTotal)
        if !parts.isEmpty { return Self.sum(of: parts) }
        guard let estimateModel else {
            return .missing(reason: "no energy counter was read and estimates are off")
        }
        switch cpuTime(in: window) {
        case .success(let time):
            return .known(
                estimateModel.energy(
                    cpuTime: time,
                    window: window.duration,
                    memory: meanMemory(in: window)
                )
            )
        case .failure(let absence): return .missing(reason: absence.reason)
        }
    }

    /// The energy of each part of the machine that was read, in the order of `Domain`.
    ///
    /// Some contain others: only those with `isPartOfTotal` may be added up.
    public var energyByPart: [PartEnergy] {
        guard let window else { return [] }
        let sources = sources(in: window)
        return Channel.Domain.allCases.compactMap { domain in
            let own = sources.filter { $0.domain == domain }
            return own.isEmpty ? nil : PartEnergy(domain: domain, energy: Self.sum(of: own))
        }
    }

    /// Something that has an energy of its own: a counter, or a graphics board.
    private struct Source {
        var name: String
        var domain: Channel.Domain
        var energy: Finding<Energy>
    }

    private func sources(in window: Window) -> [Source] {
        let mirrors = Set(mirroredChannels.flatMap { $0.channels.dropFirst() })
        let counters = channels.indices.filter { index in
            channels[index].quantity.joulesPerUnit != nil && !channels[index].domain.isBoard
                && !mirrors.contains(index)
        }
        return counters.map { index in
            Source(
                name: channels[index].name,
                domain: channels[index].domain,
                energy: energy(ofChannel: index, in: window)
            )
        }
            + boardEnergies(in: window).map {
                Source(name: $0.device, domain: $0.domain, energy: $0.energy)
            }
    }

    private static func sum(of sources: [Source]) -> Finding<Energy> {
        var total = Energy.zero
        var budget = UncertaintyBudget<Energy>()
        var provenances: Set<Provenance> = []
        var scopes: [String] = []
        for source in sources {
            switch source.energy {
            case .missing(let reason):
                // A total with a part left out would look like a saving.
                return .missing(reason: "\(source.name): \(reason)")
            case .known(let figure):
                total = total + figure.value
                budget = budget + (figure.budget ?? UncertaintyBudget())
                provenances.insert(figure.provenance)
                var scope = source.domain.scopeWord
                if figure.provenance == .integrated { scope += " (integrated power)" }
                if !scopes.contains(scope) { scopes.append(scope) }
            }
        }
        // The weakest part names the whole.
        let weakest: [Provenance] = [.simulated, .integrated]
        return .known(
            Figure(
                value: total,
                budget: budget,
                provenance: weakest.first(where: provenances.contains) ?? .measured,
                scope: scopes.joined(separator: " + ")
            )
        )
    }
}
