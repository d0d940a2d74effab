internal import ArgumentParser

struct KernelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels",
        abstract: "Compare the speed of the dense, sparse and 8-bit kernels side by side.",
        discussion: """
            Random weights and images of the given shape; every round runs all three, from bytes \
            to predicted classes, so that a change of the machine meets all alike.
            """
    )

    @Option(help: "The widths of the hidden layers, separated by commas.")
    var hidden = "1024,512"

    @Option(help: "The share of the hidden layers' weights that are zero in the sparse network.")
    var sparsity = 0.9

    @Option(help: "Images at once.")
    var batchSize = 256

    @Option(help: "Rounds.")
    var rounds = 15

    @Option(help: "The least time of one kernel in one round, in seconds.")
    var seconds = 0.2

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        _ = try HiddenWidths.parse(hidden)
        try TrainingOptions.validate(batchSize: batchSize)
        guard rounds > 0 else { throw ValidationError("--rounds must be at least 1.") }
        guard sparsity >= 0, sparsity < 1 else {
            throw ValidationError("--sparsity must be at least 0 and less than 1.")
        }
        guard seconds >= 0, seconds <= 3600 else {
            throw ValidationError("--seconds must be 0 to 3600.")
        }
    }

    func run() throws {
        let comparison = KernelComparison(
            hidden: try HiddenWidths.parse(hidden),
            sparsity: sparsity,
            batchSize: batchSize,
            rounds: rounds,
            seconds: seconds
        )
        let result = try comparison.run()
        Console.print(json ? try result.json : result.text)
    }
}
