internal import EventLog
internal import Networks
internal import Randomness

/// A training inside the measured window, with its work stated afterwards.
struct Training {
    let schedule: TrainingSchedule
    let method: TrainingMethod
    var pruning: MagnitudePruning?
    let generator: SplitMix64

    /// The steps that a copy of the network is trained before the window.
    var warmUpSteps = 0

    /// Trains from a network and returns the result, adapters merged.
    func run(from network: Perceptron, on set: ImageSet, log: EventLogWriter) throws -> Perceptron {
        var order = generator.stream(RandomStream.order)
        var adapters = generator.stream(RandomStream.adapters)
        let trainer = PerceptronTrainer(
            network,
            method: method,
            batchSize: schedule.batchSize,
            using: &adapters
        )
        log.point("trainable_parameters", .integer(Int64(trainer.trainableParameters)))
        try warmUp(from: network, on: set, log: log)
        try log.interval("run") {
            try trainer.run(
                schedule,
                on: set,
                pruning: pruning,
                observer: LoggingObserver(log: log, epochs: schedule.epochs),
                using: &order
            )
        }
        let samples = schedule.epochs * set.count
        log.work(
            samples: samples,
            Arithmetic(
                flopsDense: network.trainingFLOPs * samples,
                flopsExecuted: trainer.flopsExecuted,
                intOpsExecuted: 0
            )
        )
        return trainer.network
    }

    /// Trains a copy that is thrown away: making oneDNN's kernels and starting the threads belong
    /// to the process, not to the training.
    private func warmUp(from network: Perceptron, on set: ImageSet, log: EventLogWriter) throws {
        guard warmUpSteps > 0 else { return }
        var adapters = generator.stream(RandomStream.adapters)
        let copy = PerceptronTrainer(
            network,
            method: method,
            batchSize: schedule.batchSize,
            using: &adapters
        )
        try log.interval("warm_up", metadata: ["steps": .integer(Int64(warmUpSteps))]) {
            try copy.warmUp(schedule, on: set, steps: warmUpSteps)
        }
    }
}

extension SplitMix64 {
    func stream(_ stream: RandomStream) -> SplitMix64 { self.stream(stream.rawValue) }
}
