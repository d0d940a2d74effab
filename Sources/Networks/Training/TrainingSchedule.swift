internal import Foundation
public import Randomness

/// How long and how fast a network is trained.
public struct TrainingSchedule: Sendable, Hashable {
    public var epochs: Int
    public var batchSize: Int

    /// Adam's α at the start; it falls to zero along half a cosine (Loshchilov and Hutter 2017).
    public var learningRate: Float

    public init(epochs: Int, batchSize: Int, learningRate: Float) {
        self.epochs = epochs
        self.batchSize = batchSize
        self.learningRate = learningRate
    }

    /// The number of steps over a set; the last batch of an epoch may be smaller.
    public func steps(for count: Int) -> Int {
        epochs * ((count + batchSize - 1) / batchSize)
    }

    /// The learning rate of a step.
    func rate(at step: Int, of steps: Int) -> Float {
        learningRate * 0.5 * (1 + cosf(.pi * Float(step) / Float(max(1, steps))))
    }
}

/// What happens around the epochs of a training.
public protocol TrainingObserver {
    func epochStarted(_ epoch: Int)
    func epochStopped(_ epoch: Int, meanLoss: Float)

    /// Looks at the training after a step, after the last of an epoch when that has stopped, and
    /// says whether it goes on.
    func goesOn(
        _ progress: TrainingProgress,
        _ trainer: PerceptronTrainer
    ) throws(NetworksError) -> Bool
}

extension TrainingObserver {
    public func goesOn(
        _ progress: TrainingProgress,
        _ trainer: PerceptronTrainer
    ) throws(NetworksError) -> Bool { true }
}

/// How far a training has come.
public struct TrainingProgress: Sendable, Hashable {
    /// The samples trained on so far, each as often as it was.
    public var samples: Int

    /// The current epoch, from 1.
    public var epoch: Int

    public var isEndOfEpoch: Bool
}

extension PerceptronTrainer {
    /// Trains through a schedule, in an order of the samples that the generator draws anew for
    /// each epoch.
    ///
    /// Where `pruning` is given, weights are pruned while training goes on.
    ///
    /// - Returns: The samples trained on: fewer than planned where the observer ended it.
    @discardableResult
    public func run(
        _ schedule: TrainingSchedule,
        on set: ImageSet,
        pruning: MagnitudePruning? = nil,
        observer: some TrainingObserver,
        using generator: inout SplitMix64
    ) throws(NetworksError) -> Int {
        precondition(schedule.batchSize <= batchSize)
        var order = (0..<Int32(set.count)).map { $0 }
        let total = schedule.steps(for: set.count)
        var number = 0
        var progress = TrainingProgress(samples: 0, epoch: 0, isEndOfEpoch: false)
        for epoch in 1...max(1, schedule.epochs) {
            progress.epoch = epoch
            observer.epochStarted(epoch)
            order.shuffle(using: &generator)
            var loss: Float = 0
            var batches: Float = 0
            for start in stride(from: 0, to: order.count, by: schedule.batchSize) {
                pruning?.apply(to: self, step: number, of: total)
                let end = min(order.count, start + schedule.batchSize)
                loss += try step(
                    on: set,
                    samples: order[start..<end],
                    learningRate: schedule.rate(at: number, of: total)
                )
                batches += 1
                number += 1
                progress.samples += end - start
                progress.isEndOfEpoch = end == order.count
                if progress.isEndOfEpoch {
                    observer.epochStopped(epoch, meanLoss: loss / max(1, batches))
                }
                guard try observer.goesOn(progress, self) else { return progress.samples }
            }
        }
        pruning?.apply(to: self, step: total, of: total)
        return progress.samples
    }

    /// Trains some steps on the batches of a schedule, so that a trainer that is thrown away makes
    /// what the next one finds made.
    ///
    /// The batches of an epoch are taken from its last one back, over and over: the last may be
    /// smaller, and each size has kernels of its own. The order of the samples is that of the set.
    public func warmUp(
        _ schedule: TrainingSchedule,
        on set: ImageSet,
        steps: Int
    ) throws(NetworksError) {
        precondition(schedule.batchSize <= batchSize)
        let order = (0..<Int32(set.count)).map { $0 }
        let starts = Array(stride(from: 0, to: order.count, by: schedule.batchSize).reversed())
        guard !starts.isEmpty else { return }
        for number in 0..<steps {
            let start = starts[number % starts.count]
            let end = min(order.count, start + schedule.batchSize)
            _ = try step(
                on: set,
                samples: order[start..<end],
                learningRate: schedule.learningRate
            )
        }
    }
}
