public import Units

/// What it cost once to have a variant, beyond what the baseline needs anyway.
public struct OneTimeCost: Sendable, Hashable {
    /// The steps that the variant needs and the baseline does not, each once, in the order in which
    /// they ran.
    public var artifacts: [Artifact]

    /// The sum over `artifacts`; missing where one of them is, or where they do not add up.
    ///
    /// `nil` where there are none.
    public var energy: Finding<Energy>?

    /// How long making them took.
    public var seconds: Double { artifacts.reduce(0) { $0 + $1.seconds } }

    /// What is to be done to have those measured anew that were found made; `nil` without any.
    public var remedy: String? { Self.remedy(for: artifacts) }

    /// - Parameters:
    ///   - variant: of a comparison.
    ///   - baseline: of the same comparison.
    ///   - artifacts: all of the run.
    public init(of variant: Variant, beyond baseline: Variant, from artifacts: [Artifact]) {
        let steps = Self.steps(of: variant.command, from: artifacts)
            .subtracting(Self.steps(of: baseline.command, from: artifacts))
        self.artifacts = artifacts.filter { steps.contains($0.step) }
        let missing = steps.subtracting(artifacts.map(\.step))
        // A sum without one of its parts would be too small.
        energy =
            missing.min().map { .missing(reason: "\($0) was not made before the run ended") }
            ?? Self.sum(of: self.artifacts)
    }

    /// The steps that a command uses, with those that these use.
    private static func steps(of command: Command, from artifacts: [Artifact]) -> Set<String> {
        let commands = Dictionary(
            artifacts.map { ($0.step, Command(template: $0.command)) },
            uniquingKeysWith: { first, _ in first }
        )
        var steps: Set<String> = []
        var open = command.usedSteps
        while let step = open.popLast() {
            guard steps.insert(step).inserted else { continue }
            open += commands[step]?.usedSteps ?? []
        }
        return steps
    }

    private static func sum(of artifacts: [Artifact]) -> Finding<Energy>? {
        var sum: Figure<Energy>?
        for artifact in artifacts {
            switch artifact.cost.energy {
            case .missing(let reason): return .missing(reason: "\(artifact.step): \(reason)")
            case .known(let figure):
                guard var total = sum else {
                    sum = figure
                    continue
                }
                guard total.provenance == figure.provenance, total.scope == figure.scope else {
                    return .missing(
                        reason:
                            "\(artifact.step) was measured in another way than the steps before it "
                            + "(\(figure.provenance.rawValue) \(figure.scope), not "
                            + "\(total.provenance.rawValue) \(total.scope))"
                            + (remedy(for: artifacts).map { "; \($0)" } ?? "")
                    )
                }
                total.value = total.value + figure.value
                if let one = total.budget, let other = figure.budget {
                    total.budget = one + other
                } else {
                    // The parts of one of them say nothing of the sum.
                    total.budget = nil
                }
                sum = total
            }
        }
        return sum.map(Finding.known)
    }

    private static func remedy(for artifacts: [Artifact]) -> String? {
        let folders = artifacts.filter(\.wasCached).map { artifact in
            "results/artifacts/\(artifact.step)-\(artifact.key.prefix(16))"
        }
        guard !folders.isEmpty else { return nil }
        let object = folders.count == 1 ? "it" : "them"
        return "delete \(folders.joined(separator: " and ")) to have \(object) made and measured "
            + "anew"
    }
}
