internal import ArgumentParser
internal import EventLog
internal import Networks
internal import Randomness

struct AdaptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adapt",
        abstract: "Fine-tune a trained network to another domain, fully or with LoRA.",
        discussion: """
            The shifted domain is Fashion-MNIST inverted, dimmed to half and covered with noise. \
            The accuracy of the base on it is stated first; the measured window is the training.
            """
    )

    enum Method: String, CaseIterable, ExpressibleByArgument {
        case full
        case lora
    }

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The dense checkpoint to begin with.", valueName: "file"))
    var base: String

    @Option(help: "Train all parameters, or low-rank adapters beside the frozen ones.")
    var method: Method

    @Option(help: "The rank of the adapters.")
    var rank = 16

    @Option(help: "LoRA's α: adapters are scaled by α / rank. Default: twice the rank.")
    var alpha: Float?

    @Option(help: "The images to adapt to.")
    var domain = Domain.shifted

    @Option(help: "Passes over the training images.")
    var epochs = 3

    @Option(help: "The number of training images. Default: all.")
    var samples: Int?

    @Option(help: "Images a step.")
    var batchSize = 128

    @Option(help: "Adam's step size at the start. Default: 0.001, for LoRA 0.006.")
    var learningRate: Float?

    @Option(help: "The seed of the order of the images, the noise and the adapters.")
    var seed: UInt64 = 1

    @Option(help: "Steps before the window, with a copy of the network that is thrown away.")
    var warmUpSteps = 20

    @Option(help: ArgumentHelp("The checkpoint to write, adapters merged.", valueName: "file"))
    var output: String?

    @OptionGroup var stageOptions: StageOptions

    @OptionGroup(title: "Training to a target") var goal: GoalOptions

    func validate() throws {
        try TrainingOptions.validate(
            epochs: epochs,
            batchSize: batchSize,
            learningRate: learningRate
        )
        guard rank > 0 else { throw ValidationError("--rank must be at least 1.") }
        if let alpha, !(alpha > 0 && alpha.isFinite) {
            throw ValidationError("--alpha must be a number above 0.")
        }
        if let samples, samples < 1 { throw ValidationError("--samples must be at least 1.") }
        guard warmUpSteps >= 0 else {
            throw ValidationError("--warm-up-steps must be at least 0.")
        }
    }

    func run() throws { try run(log: .standardOutput) }

    func run(log: EventLogWriter) throws {
        if let output { try StoredNetwork.checkDestination(output) }
        if goal.isGiven { log.start("init") }
        let base = try StoredNetwork.readDense(base)
        let data = try FashionMNIST(directory: data.directory)
        let training = domain.images(
            data.training.prefix(samples ?? data.training.count),
            seed: seed,
            stream: .trainingNoise
        )
        let test = domain.images(data.test, seed: seed, stream: .testNoise)
        log.settings(seed: seed, batchSize: batchSize)
        try stateAccuracyBefore(base, on: test, log: log)
        let adapted = StoredNetwork.dense(
            try Training(
                schedule: TrainingSchedule(
                    epochs: epochs,
                    batchSize: batchSize,
                    learningRate: learningRate ?? (method == .lora ? 0.006 : 0.001)
                ),
                method: trainingMethod,
                generator: SplitMix64(seed: seed),
                warmUpSteps: warmUpSteps,
                goal: goal.goal(training: training, test: test),
                stages: stageOptions.observer(log)
            ).run(from: base, on: training, log: log)
        )
        log.model(adapted)
        if !goal.isGiven { try log.evaluate(adapted, on: test) }
        guard let output else { return }
        try adapted.write(
            to: output,
            metadata: ["seed": "\(seed)", "adapted_with": method.rawValue]
        )
    }

    private var trainingMethod: TrainingMethod {
        switch method {
        case .full: .full
        case .lora: .lora(LoRA(rank: rank, alpha: alpha ?? 2 * Float(rank)))
        }
    }

    private func stateAccuracyBefore(
        _ base: Perceptron,
        on test: ImageSet,
        log: EventLogWriter
    ) throws {
        let correct = try DenseClassifier(base, batchSize: 1000).correct(on: test)
        let share = Double(correct) / Double(test.count)
        log.point("eval_accuracy_before", .number(share))
        Console.say("before: \(Console.percent(share)) of \(test.count) \(domain.rawValue) images")
    }
}
