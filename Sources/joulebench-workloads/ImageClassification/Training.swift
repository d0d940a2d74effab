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

    /// Where given, training ends when it is reached, and evaluations are part of the window.
    var goal: TrainingGoal?

    /// Is told of the parts of the steps inside the window.
    var stages: LoggingStages?

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
        trainer.stageObserver = stages
        var work = Arithmetic(flopsDense: 0, flopsExecuted: 0, intOpsExecuted: 0)
        let samples: Int
        if let goal {
            let observer = GoalObserver(goal, schedule: schedule, log: log)
            samples = try observer.run(trainer, on: set, using: &order)
            work = observer.work
        } else {
            samples = try log.interval("run") {
                try trainer.run(
                    schedule,
                    on: set,
                    pruning: pruning,
                    observer: LoggingObserver(log: log, epochs: schedule.epochs),
                    using: &order
                )
            }
        }
        work.flopsDense += network.trainingFLOPs * samples
        work.flopsExecuted += trainer.flopsExecuted
        log.work(samples: samples, work)
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
