internal import EventLog
internal import Networks
internal import Randomness

/// A training inside the measured window, with its work stated afterwards.
struct Training {
    let schedule: TrainingSchedule
    let method: TrainingMethod
    var pruning: MagnitudePruning?
    let generator: SplitMix64

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

extension SplitMix64 {
    func stream(_ stream: RandomStream) -> SplitMix64 { self.stream(stream.rawValue) }
}
