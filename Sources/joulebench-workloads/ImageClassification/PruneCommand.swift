internal import ArgumentParser
internal import EventLog
internal import Networks
internal import Randomness

struct PruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Prune a trained network gradually and fine-tune it.",
        discussion: """
            The smallest weights of each hidden layer become zero along the cubic schedule of Zhu \
            and Gupta (2017) while training goes on; the last layer and the biases stay dense.
            """
    )

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The dense checkpoint to begin with.", valueName: "file"))
    var base: String

    @Option(help: ArgumentHelp("The checkpoint to write.", valueName: "file"))
    var output: String

    @Option(help: "The share of the hidden layers' weights that become zero.")
    var sparsity = 0.9

    @Option(help: "Passes over the training images.")
    var epochs = 6

    @Option(help: "Images a step.")
    var batchSize = 128

    @Option(help: "Adam's step size at the start; it falls to 0 along half a cosine.")
    var learningRate: Float = 0.001

    @Option(help: "The seed of the order of the images.")
    var seed: UInt64 = 1

    @OptionGroup var stageOptions: StageOptions

    func validate() throws {
        try TrainingOptions.validate(
            epochs: epochs,
            batchSize: batchSize,
            learningRate: learningRate
        )
        guard sparsity >= 0, sparsity < 1 else {
            throw ValidationError("--sparsity must be at least 0 and less than 1.")
        }
    }

    func run() throws { try run(log: .standardOutput) }

    func run(log: EventLogWriter) throws {
        try StoredNetwork.checkDestination(output)
        let base = try StoredNetwork.readDense(base)
        let data = try FashionMNIST(directory: data.directory)
        let training = Training(
            schedule: TrainingSchedule(
                epochs: epochs,
                batchSize: batchSize,
                learningRate: learningRate
            ),
            method: .full,
            pruning: MagnitudePruning(sparsity: sparsity),
            generator: SplitMix64(seed: seed),
            stages: stageOptions.observer(log)
        )
        log.settings(seed: seed, batchSize: batchSize)
        let network = try training.run(from: base, on: data.training, log: log)
        let pruned = StoredNetwork.pruned(network.layers.map { SparseLayer($0) })
        log.point("sparsity", .number(sparsity))
        log.model(pruned)
        try log.evaluate(pruned, on: data.test)
        try pruned.write(to: output, metadata: ["seed": "\(seed)", "sparsity": "\(sparsity)"])
    }
}
