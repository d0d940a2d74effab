internal import Experiment
internal import Units

extension Report {
    /// How the table of one-time costs is meant.
    var oneTimeNotes: [String] {
        guard comparisons.contains(where: { $0.oneTimeTable != nil }) else { return [] }
        return [
            "One-time costs are those of the prepare steps that a variant needs and the baseline does "
                + "not, what those steps use included, each once. Earned back after: that energy ÷ the "
                + "saving for each unit of work, [from (energy − its ±) ÷ the largest saving of the "
                + "interval to (energy + its ±) ÷ the smallest]. Energy saved later on another "
                + "machine or under another load is another saving."
        ]
    }

    /// The steps of which the cost that was kept is simulated.
    var simulatedArtifacts: [String] {
        run.artifacts.filter { $0.cost.energy.figure?.provenance == .simulated }.map(\.step)
    }

    /// What a prepared artifact took and cost, and where that comes from.
    static func note(_ artifact: Artifact) -> String {
        var words = ["\(NumberText.significant(artifact.seconds, digits: 3)) s"]
        switch artifact.cost.energy {
        case .known(let figure):
            let energy = NumberText.quantity(
                figure.value.joules,
                plusMinus: figure.uncertainty?.joules,
                unit: "J"
            )
            words.append("\(VariantRow.marked(energy, figure.provenance)) of \(figure.scope)")
        case .missing(let reason): words.append("energy missing (\(reason))")
        }
        if let origin = artifact.cost.origin, artifact.wasCached {
            words.append(
                "made earlier, \(date(origin.atMilliseconds)) on \(origin.hostName)"
            )
        } else {
            words.append(artifact.wasCached ? "made earlier" : "made in this run")
        }
        return "prepared \(artifact.step): " + words.joined(separator: ", ")
    }
}
