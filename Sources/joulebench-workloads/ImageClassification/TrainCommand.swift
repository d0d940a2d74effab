internal import ArgumentParser
internal import EventLog
internal import Networks
internal import Randomness

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Train the dense network and write its checkpoint.",
        discussion: GoalOptions.discussion
    )

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The checkpoint to write.", valueName: "file"))
    var output: String

    @Option(help: "The widths of the hidden layers, separated by commas.")
    var hidden = "1024,512"

    @Option(help: "Passes over the training images.")
    var epochs = 8

    @Option(help: "Images a step.")
    var batchSize = 128

    @Option(help: "Adam's step size at the start; it falls to 0 along half a cosine.")
    var learningRate: Float = 0.001

    @Option(help: "The seed of the weights and of the order of the images.")
    var seed: UInt64 = 1

    @OptionGroup var stageOptions: StageOptions

    @OptionGroup(title: "Training to a target") var goal: GoalOptions

    func validate() throws {
        try TrainingOptions.validate(
            epochs: epochs,
            batchSize: batchSize,
            learningRate: learningRate
        )
        _ = try HiddenWidths.parse(hidden)
    }

    func run() throws { try run(log: .standardOutput) }

    func run(log: EventLogWriter) throws {
        try StoredNetwork.checkDestination(output)
        if goal.isGiven { log.start("init") }
        let data = try FashionMNIST(directory: data.directory)
        let generator = SplitMix64(seed: seed)
        var weights = generator.stream(RandomStream.weights)
        let widths =
            [FashionMNIST.pixels] + (try HiddenWidths.parse(hidden)) + [FashionMNIST.classes]
        let training = Training(
            schedule: TrainingSchedule(
                epochs: epochs,
                batchSize: batchSize,
                learningRate: learningRate
            ),
            method: .full,
            generator: generator,
            goal: goal.goal(training: data.training, test: data.test),
            stages: stageOptions.observer(log)
        )
        log.settings(seed: seed, batchSize: batchSize)
        let network = Perceptron(widths: widths, using: &weights)
        let trained = StoredNetwork.dense(
            try training.run(from: network, on: data.training, log: log)
        )
        log.model(trained)
        if !goal.isGiven { try log.evaluate(trained, on: data.test) }
        try trained.write(to: output, metadata: ["seed": "\(seed)", "epochs": "\(epochs)"])
    }
}

/// The `--hidden` option's text.
enum HiddenWidths {
    /// The widths, each 1 to 65,535.
    static func parse(_ text: String) throws(ValidationError) -> [Int] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        let widths = parts.compactMap { Int($0) }.filter { (1...65_535).contains($0) }
        guard widths.count == parts.count else {
            throw ValidationError("--hidden takes widths from 1 to 65535 such as 1024,512.")
        }
        return widths
    }
}
