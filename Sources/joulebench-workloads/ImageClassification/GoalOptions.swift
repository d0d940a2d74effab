internal import ArgumentParser
internal import EventLog
internal import Networks

/// The options of a training that ends when it is good enough.
struct GoalOptions: ParsableArguments {
    static let discussion = """
        With --target the training ends when the test images are classified that well, at the \
        latest after --epochs. It is looked for every --evaluate-every, inside the measured window, \
        and the events are those of MLPerf Training: run_stop says whether the target was reached \
        (success) or not (aborted).
        """

    @Option(help: ArgumentHelp("The share of right classes to reach.", valueName: "accuracy"))
    var target: Double?

    @Option(
        help: ArgumentHelp(
            "How often it is looked for: a number of images, or of epochs as in 2epochs. Default: "
                + "1epochs.",
            valueName: "number"
        )
    )
    var evaluateEvery: EvaluationCadence?

    func validate() throws {
        if let target, !(target > 0 && target <= 1) {
            throw ValidationError("--target must be above 0 and at most 1, such as 0.88.")
        }
        if evaluateEvery != nil, target == nil {
            throw ValidationError("--evaluate-every is for a training with --target.")
        }
    }

    var isGiven: Bool { target != nil }

    func goal(training: ImageSet, test: ImageSet) -> TrainingGoal? {
        target.map {
            TrainingGoal(
                accuracy: $0,
                cadence: evaluateEvery ?? .epochs(1),
                test: test,
                trainingSamples: training.count
            )
        }
    }
}

/// How often a training is evaluated.
enum EvaluationCadence: Hashable, ExpressibleByArgument {
    case samples(Int)
    case epochs(Int)

    init?(argument: String) {
        let suffix = "epochs"
        let isEpochs = argument.hasSuffix(suffix)
        let digits = isEpochs ? argument.dropLast(suffix.count) : argument[...]
        guard let number = Int(digits), number > 0 else { return nil }
        self = isEpochs ? .epochs(number) : .samples(number)
    }
}

/// A quality to train to.
struct TrainingGoal {
    let accuracy: Double
    let cadence: EvaluationCadence
    let test: ImageSet
    let trainingSamples: Int
}
