import Experiment
import Foundation
import Trials
import Units

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

    /// As the suite's keys name them.
    struct Conditions: Encodable {
        var gates: Bool
        var maxLoad: Double
        var loadWaitSeconds: Double
        var temperatureBandCelsius: Double
        var temperatureWaitSeconds: Double
        var cooldownSeconds: Double
        var idleWindows: Int
        var idleWindowSeconds: Double
    }

    struct Estimate: Encodable {
        /// Of the variants that ran here before; absent where none did.
        var trialSecondsLeast: Double?
        var trialSecondsMost: Double?
        var unknownVariants: [String]

        /// The rests after trials.
        var coolDownSecondsLeast: Double
        var coolDownSecondsMost: Double

        /// Before and after the trials together.
        var idleWindowSeconds: Double

        /// By what earlier trials waited, of which there were so many; absent where none did.
        var gateWaitSecondsLeast: Double?
        var gateWaitSecondsMost: Double?
        var earlierGates: Int

        /// What one trial may wait at most.
        var longestGateWaitSeconds: Double

        /// Of the steps that would be made and were made before.
        var prepareSeconds: Double
        var unknownSteps: [String]

        /// All that is known together; absent where nothing is.
        var totalSecondsLeast: Double?
        var totalSecondsMost: Double?
    }

    var suite: String
    var seed: UInt64
    var prepare: [Step]
    var comparisons: [Comparison]
    var trials: [Trial]
    var conditions: Conditions
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
        conditions = Conditions(outlook.suite.conditions)
        estimate = Estimate(outlook)
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

extension PlanJSON.Conditions {
    fileprivate init(_ conditions: TrialConditions) {
        gates = conditions.gates
        maxLoad = conditions.loadLimit
        loadWaitSeconds = conditions.loadWait.inSeconds
        temperatureBandCelsius = conditions.temperatureBand
        temperatureWaitSeconds = conditions.temperatureWait.inSeconds
        cooldownSeconds = conditions.cooldown.inSeconds
        idleWindows = conditions.idleWindows
        idleWindowSeconds = conditions.idleWindow.inSeconds
    }
}

extension PlanJSON.Estimate {
    fileprivate init(_ outlook: RunOutlook) {
        let (time, total) = (outlook.runTime, outlook.totalTime)
        let conditions = outlook.suite.conditions
        let trials = time.trials
        trialSecondsLeast = trials.hasKnown ? trials.least : nil
        trialSecondsMost = trials.hasKnown ? trials.most : nil
        unknownVariants = trials.unknown
        coolDownSecondsLeast = time.coolDown.least
        coolDownSecondsMost = time.coolDown.most
        idleWindowSeconds = time.idle.least
        let hasWaits = conditions.gates && outlook.durations.wait != nil
        gateWaitSecondsLeast = hasWaits ? time.waits.least : nil
        gateWaitSecondsMost = hasWaits ? time.waits.most : nil
        earlierGates = outlook.durations.earlierWaits
        longestGateWaitSeconds =
            conditions.gates ? (conditions.loadWait + conditions.temperatureWait).inSeconds : 0
        prepareSeconds = outlook.prepareTime.least
        unknownSteps = outlook.prepareTime.unknown
        totalSecondsLeast = total.hasKnown ? total.least : nil
        totalSecondsMost = total.hasKnown ? total.most : nil
    }
}
