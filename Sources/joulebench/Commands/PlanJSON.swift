import Experiment
import Foundation
import Trials

/// A plan for programs; `results/README.md` describes its keys.
///
/// Times are in seconds; what is not known is not there.
struct PlanJSON: Encodable {
    struct Step: Encodable {
        var name: String
        var command: [String]
        var state: String
        var reason: String?
        var seconds: Double?
    }

    struct Variant: Encodable {
        var name: String
        var command: [String]
        var environment: [String: String]
        var parameters: [String: String]
        var medianTrialSeconds: Double?
        var earlierTrials: Int
    }

    struct Comparison: Encodable {
        var name: String
        var baseline: String
        var design: String

        /// Measured blocks: in any case, and at most.
        var blocksLeast: Int
        var blocksMost: Int
        var variants: [Variant]
    }

    struct Trial: Encodable {
        var sequence: Int
        var comparison: String
        var block: Int
        var isWarmUp: Bool
        var position: Int
        var variant: String
        var blockSeed: UInt64
    }

    struct Estimate: Encodable {
        /// Of the variants that ran here before; absent where none did.
        var trialSecondsLeast: Double?
        var trialSecondsMost: Double?
        var unknownVariants: [String]

        /// Of the steps that would be made and were made before.
        var prepareSeconds: Double
        var unknownSteps: [String]
    }

    var suite: String
    var seed: UInt64
    var prepare: [Step]
    var comparisons: [Comparison]
    var trials: [Trial]
    var estimate: Estimate

    init(_ outlook: RunOutlook) {
        let (schedule, durations) = (outlook.schedule, outlook.durations)
        suite = outlook.suite.name
        seed = schedule.seed
        prepare = zip(outlook.suite.prepare, outlook.steps).map(Step.init)
        comparisons = outlook.suite.comparisons.map { comparison in
            Comparison(
                name: comparison.name,
                baseline: comparison.baseline,
                design: schedule.design.text,
                blocksLeast: schedule.design.blocks.least,
                blocksMost: schedule.design.blocks.most,
                variants: comparison.variants.map { variant in
                    Variant(
                        name: variant.name,
                        command: variant.command.template,
                        environment: variant.command.environment,
                        parameters: variant.parameters,
                        medianTrialSeconds: durations.median(comparison.name, variant.name),
                        earlierTrials: durations.earlierCount(comparison.name, variant.name)
                    )
                }
            )
        }
        trials = schedule.trials.map(Trial.init)
        let time = outlook.trialTime
        estimate = Estimate(
            trialSecondsLeast: time.hasKnown ? time.least : nil,
            trialSecondsMost: time.hasKnown ? time.most : nil,
            unknownVariants: time.unknown,
            prepareSeconds: outlook.prepareSeconds,
            unknownSteps: outlook.unknownSteps
        )
    }

    /// The plan with keys in `snake_case`, sorted.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}

extension PlanJSON.Step {
    fileprivate init(_ step: PrepareStep, _ status: PrepareStepStatus) {
        name = step.name
        command = step.command.template
        seconds = status.seconds
        switch status.state {
        case .cached: state = "cached"
        case .toBeMade: state = "to_be_made"
        case .unknown(let why): (state, reason) = ("unknown", why)
        }
    }
}

extension PlanJSON.Trial {
    fileprivate init(_ planned: PlannedTrial) {
        sequence = planned.sequence
        comparison = planned.comparison
        block = planned.block
        isWarmUp = planned.isWarmUp
        position = planned.position
        variant = planned.variant
        blockSeed = planned.blockSeed
    }
}
