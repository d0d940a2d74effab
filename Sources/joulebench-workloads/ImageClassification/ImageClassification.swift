internal import ArgumentParser
internal import Networks

/// Classification of Fashion-MNIST by a multilayer perceptron.
struct ImageClassification: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "image-classification",
        abstract: "Train, compress, adapt and run a perceptron on Fashion-MNIST.",
        discussion: """
            train, prune and quantize prepare checkpoints; adapt, infer and serve are what is \
            measured: their work lies between run_start and run_stop.
            """,
        subcommands: [
            TrainCommand.self, PruneCommand.self, QuantizeCommand.self, AdaptCommand.self,
            InferCommand.self, ServeCommand.self,
        ]
    )
}

/// Where the data set lies.
struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "The directory with Fashion-MNIST's idx files, gzip or plain.",
            valueName: "dir"
        )
    )
    var directory = FashionMNIST.defaultDirectory
}

/// How long and how fast a network is trained.
struct TrainingOptions {
    /// Refuses what no training can use.
    static func validate(epochs: Int, batchSize: Int, learningRate: Float?) throws {
        guard epochs > 0 else { throw ValidationError("--epochs must be at least 1.") }
        try validate(batchSize: batchSize)
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate must be a number above 0.")
        }
    }

    static func validate(batchSize: Int) throws {
        guard (1...65_536).contains(batchSize) else {
            throw ValidationError("--batch-size must be 1 to 65536.")
        }
    }
}

/// The independent sequences of random numbers that one seed gives.
enum RandomStream: UInt64 {
    case weights = 1
    case order
    case trainingNoise
    case testNoise
    case adapters
}
