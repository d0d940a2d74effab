internal import EventLog
internal import Networks
internal import Randomness

/// A training inside the measured window, with its work stated afterwards.
struct Training {
    let schedule: TrainingSchedule
    let method: TrainingMethod
    var pruning: MagnitudePruning?
    let generator: SplitMix64

    /// Steps on a network that is thrown away, before the measured window.
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
        try warmUp(from: network, on: set)
        log.point("trainable_parameters", .integer(Int64(trainer.trainableParameters)))
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
}

extension Training {
    /// Makes kernels, threads and pages ready, so that the window holds the training alone.
    ///
    /// Works on copies of the network, the optimizer's state and the random streams: the training
    /// begins where it would have begun without.
    private func warmUp(from network: Perceptron, on set: ImageSet) throws {
        guard warmUpSteps > 0 else { return }
        var adapters = generator.stream(RandomStream.adapters)
        let trainer = PerceptronTrainer(
            network,
            method: method,
            batchSize: schedule.batchSize,
            using: &adapters
        )
        let samples = (0..<Int32(min(schedule.batchSize, set.count))).map(\.self)
        for _ in 0..<warmUpSteps {
            _ = try trainer.step(
                on: set,
                samples: samples[...],
                learningRate: schedule.learningRate
            )
        }
    }
}

extension SplitMix64 {
    func stream(_ stream: RandomStream) -> SplitMix64 { self.stream(stream.rawValue) }
}
