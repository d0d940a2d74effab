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
        energy(of: energyByPart, estimateModel: estimateModel)
    }

    /// The energy of the whole trial's scope in any stretch of it.
    public func energy(in window: Window, estimateModel: EstimateModel?) -> Finding<Energy> {
        energy(of: energyByPart(in: window), in: window, estimateModel: estimateModel)
    }

    /// The same from parts that were worked out before.
    func energy(of parts: [PartEnergy], estimateModel: EstimateModel?) -> Finding<Energy> {
        guard let window else { return .missing(reason: loadGenProblem ?? outcome.explanation) }
        return energy(of: parts, in: window, estimateModel: estimateModel)
    }

    private func energy(
        of parts: [PartEnergy],
        in window: Window,
        estimateModel: EstimateModel?
    ) -> Finding<Energy> {
        if let imported = importedEnergy(in: window) { return imported }
        let total = parts.filter(\.domain.isPartOfTotal).map(\.energy)
        if !total.isEmpty { return Self.sum(of: total) }
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
    public var energyByPart: [PartEnergy] { window.map { energyByPart(in: $0) } ?? [] }

    /// The same from what the channels, by their names, were found to see in the trial's window.
    func energyByPart(ofChannels known: [String: Finding<Energy>]) -> [PartEnergy] {
        window.map { energyByPart(in: $0, ofChannels: known) } ?? []
    }

    private func energyByPart(
        in window: Window,
        ofChannels known: [String: Finding<Energy>] = [:]
    ) -> [PartEnergy] {
        if let imported = importedParts(in: window) { return imported }
        let sources = sources(in: window, known)
        return Channel.Domain.allCases.compactMap { domain in
            let own = sources.filter { $0.domain == domain }.map(\.energy)
            return own.isEmpty ? nil : PartEnergy(domain: domain, energy: Self.sum(of: own))
        }
    }

    /// What has an energy of its own: each counter, and each graphics board.
    private func sources(
        in window: Window,
        _ known: [String: Finding<Energy>]
    ) -> [PartEnergy] {
        let mirrors = Set(mirroredChannels.flatMap { $0.channels.dropFirst() })
        let counters = channels.indices.filter { index in
            channels[index].quantity.joulesPerUnit != nil && !channels[index].domain.isBoard
                && !mirrors.contains(index)
        }
        return counters.map { index in
            let name = channels[index].name
            let energy = known[name] ?? energy(ofChannel: index, in: window)
            return PartEnergy(domain: channels[index].domain, energy: energy.named(name))
        }
            + boardEnergies(in: window).map {
                PartEnergy(domain: $0.domain, energy: $0.energy.named($0.device))
            }
    }

    private static func sum(of energies: [Finding<Energy>]) -> Finding<Energy> {
        var total = Energy.zero
        var budget = UncertaintyBudget<Energy>()
        var provenances: Set<Provenance> = []
        var scopes: [String] = []
        for energy in energies {
            // A total with a part left out would look like a saving.
            guard case .known(let figure) = energy else { return energy }
            total = total + figure.value
            budget = budget + (figure.budget ?? UncertaintyBudget())
            provenances.insert(figure.provenance)
            if !scopes.contains(figure.scope) { scopes.append(figure.scope) }
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

extension Finding {
    /// With the name of what is missing before the reason.
    fileprivate func named(_ name: String) -> Finding {
        guard case .missing(let reason) = self else { return self }
        return .missing(reason: "\(name): \(reason)")
    }
}
