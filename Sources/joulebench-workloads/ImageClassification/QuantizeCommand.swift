internal import ArgumentParser
internal import EventLog
internal import Networks

struct QuantizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quantize",
        abstract: "Quantize a trained network to 8-bit integers.",
        discussion: """
            Weights are symmetric with one scale an output channel; activations are affine and \
            cover what the first training images give. Nothing is trained.
            """
    )

    @OptionGroup var data: DataOptions

    @Option(help: ArgumentHelp("The dense checkpoint to begin with.", valueName: "file"))
    var base: String

    @Option(help: ArgumentHelp("The checkpoint to write.", valueName: "file"))
    var output: String

    @Option(help: "The number of training images that the ranges are taken from.")
    var calibrationSamples = 1024

    func validate() throws {
        guard calibrationSamples > 0 else {
            throw ValidationError("--calibration-samples must be at least 1.")
        }
    }

    func run() throws { try run(log: .standardOutput) }

    func run(log: EventLogWriter) throws {
        try StoredNetwork.checkDestination(output)
        let base = try StoredNetwork.readDense(base)
        let data = try FashionMNIST(directory: data.directory)
        let calibration = data.training.prefix(calibrationSamples)
        let quantized = StoredNetwork.int8(
            try log.interval("run") { try QuantizedPerceptron(base, calibration: calibration) }
        )
        log.work(
            samples: calibration.count,
            Arithmetic(
                flopsDense: base.forwardFLOPs * calibration.count,
                flopsExecuted: base.forwardFLOPs * calibration.count,
                intOpsExecuted: 0
            )
        )
        log.settings(seed: nil, batchSize: calibration.count)
        log.model(quantized)
        try log.evaluate(quantized, on: data.test)
        try quantized.write(
            to: output,
            metadata: ["calibration_samples": "\(calibration.count)"]
        )
    }
}
