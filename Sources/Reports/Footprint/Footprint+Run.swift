internal import Experiment
internal import Units

extension Footprint {
    /// Fills in what the run as a whole emitted and cost.
    ///
    /// Trials and prepare steps whose energy is not known are in no sum; the names say how many are.
    mutating func fillParts(_ summaries: [TrialSummary], artifacts: [Artifact]) {
        let trials = summaries.map { (energy: $0.energy, rate: rates[$0.trialID] ?? Amounts()) }
        var found = [part("windows of", trials, "trial")]
        let made = artifacts.filter { !$0.wasCached }
        if !made.isEmpty {
            let steps = made.map { (energy: $0.cost.energy, rate: rate(over: span(of: $0))) }
            found.append(part("prepare:", steps, "step"))
            found.append(whole(found))
        }
        parts = found
    }

    /// From the start of a step to its end; the note of its cost was written then.
    private func span(of artifact: Artifact) -> ClockSpan? {
        artifact.cost.origin.map { origin in
            let end = Double(origin.atMilliseconds) / 1000
            return ClockSpan(start: end - artifact.seconds, end: end)
        }
    }

    private func part(
        _ word: String,
        _ pieces: [(energy: Finding<Energy>, rate: Amounts)],
        _ noun: String
    ) -> Part {
        let known = pieces.filter { $0.energy.figure != nil }
        let count =
            known.count == pieces.count
            ? pieces.count.counted(noun) : "\(known.count) of \(pieces.count.counted(noun))"
        let name = "\(word) \(count)"
        guard let energy = Self.sum(of: known.map(\.energy)) else {
            let reason = "no energy of a \(noun) is known"
            return Part(
                name: name,
                energy: .missing(reason: reason),
                amounts: rateless(Absence(reason))
            )
        }
        guard case .known = energy else {
            return Part(
                name: name,
                energy: energy,
                amounts: rateless(Absence(energy.missingReason ?? ""))
            )
        }
        let amounts = known.map { $0.rate.times($0.energy) }
        return Part(name: name, energy: energy, amounts: Self.sum(of: amounts))
    }

    private func whole(_ parts: [Part]) -> Part {
        let energies = parts.map(\.energy)
        let missing = energies.lazy.compactMap(\.missingReason).first
        let energy =
            missing.map(Finding<Energy>.missing) ?? Self.sum(of: energies)
            ?? .missing(reason: "nothing is known")
        let amounts =
            energy.missingReason.map { rateless(Absence($0)) } ?? Self.sum(of: parts.map(\.amounts))
        return Part(name: "the run, preparation included", energy: energy, amounts: amounts)
    }

    /// Missing, as far as it was asked for.
    private func rateless(_ absence: Absence) -> Amounts {
        Amounts(
            carbon: settings.grid.map { _ in .failure(absence) },
            cost: settings.tariff.map { _ in .failure(absence) }
        )
    }

    /// The sum of energies of one origin; `nil` of none.
    private static func sum(of energies: [Finding<Energy>]) -> Finding<Energy>? {
        let figures = energies.compactMap(\.figure)
        guard var sum = figures.first else { return nil }
        let rest = figures.dropFirst()
        guard rest.allSatisfy({ $0.provenance == sum.provenance && $0.scope == sum.scope }) else {
            return .missing(reason: "the energies are of different origin or scope")
        }
        sum.value = figures.map(\.value).reduce(.zero, +)
        sum.budget = nil
        return .known(sum)
    }

    private static func sum(of amounts: [Amounts]) -> Amounts {
        Amounts(
            carbon: sum(of: amounts.compactMap(\.carbon)) { $0 + $1 },
            cost: sum(of: amounts.compactMap(\.cost)) { $0 + $1 }
        )
    }

    /// Missing where one of them is; `nil` of none.
    private static func sum<Value>(
        of results: [Result<Value, Absence>],
        _ plus: (Value, Value) -> Value
    ) -> Result<Value, Absence>? {
        guard let first = results.first else { return nil }
        return results.dropFirst().reduce(first) { sum, next in
            sum.flatMap { left in next.map { plus(left, $0) } }
        }
    }
}
