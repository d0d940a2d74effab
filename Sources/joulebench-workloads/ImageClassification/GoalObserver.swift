internal import EventLog
internal import Networks
internal import Randomness

/// A training to a target, with the events of MLPerf Training.
///
/// A block is what lies between two evaluations. Where it is counted in epochs it holds them;
/// where it is counted in samples it may begin and end within one, and epochs are no events.
final class GoalObserver: TrainingObserver {
    /// What the evaluations computed.
    private(set) var work = Arithmetic(flopsDense: 0, flopsExecuted: 0, intOpsExecuted: 0)

    private let goal: TrainingGoal
    private let schedule: TrainingSchedule
    private let log: EventLogWriter
    private var isInBlock = false
    private var nextEvaluation: Int
    private var isReached = false

    init(_ goal: TrainingGoal, schedule: TrainingSchedule, log: EventLogWriter) {
        self.goal = goal
        self.schedule = schedule
        self.log = log
        nextEvaluation = if case .samples(let every) = goal.cadence { every } else { .max }
    }

    /// Trains inside the window until the goal is reached or the schedule is at its end.
    ///
    /// - Returns: The samples trained on.
    func run(
        _ trainer: PerceptronTrainer,
        on set: ImageSet,
        using generator: inout SplitMix64
    ) throws -> Int {
        state()
        log.stop("init")
        log.start("run")
        let samples: Int
        do {
            samples = try trainer.run(schedule, on: set, observer: self, using: &generator)
        } catch {
            log.stop("run", metadata: ["status": "aborted"])
            throw error
        }
        let status: LogValue = isReached ? "success" : "aborted"
        log.stop("run", metadata: ["status": status, "samples_count": .integer(Int64(samples))])
        if isReached { log.point("samples_to_target", .integer(Int64(samples))) }
        Console.say(
            isReached
                ? "target reached after \(samples) images"
                : "target NOT reached after \(samples) images: more --epochs or a lower --target"
        )
        return samples
    }

    /// What MLPerf's checker wants to know of a run.
    ///
    /// It is no submission, and nothing cleared the
    /// system's caches.
    private func state() {
        let facts: [(String, LogValue)] = [
            ("submission_benchmark", "fashion_mnist_perceptron"),
            ("submission_org", "joulebench"), ("submission_division", "open"),
            ("submission_status", "research"), ("submission_platform", "this host"),
            ("cache_clear", false), ("target_accuracy", .number(goal.accuracy)),
            ("train_samples", .integer(Int64(goal.trainingSamples))),
            ("eval_samples", .integer(Int64(goal.test.count))), ("opt_name", "adam"),
            (
                // By its decimal text: as a Double, a Float of 0.001 would be 0.00100000004….
                "opt_base_learning_rate", .number(Double("\(schedule.learningRate)") ?? .nan)
            ),
        ]
        for (key, value) in facts { log.point(key, value) }
    }

    func epochStarted(_ epoch: Int) {
        switch goal.cadence {
        case .epochs(let count):
            if !isInBlock {
                let left = min(count, schedule.epochs - epoch + 1)
                startBlock([
                    "first_epoch_num": .integer(Int64(epoch)), "epoch_count": .integer(Int64(left)),
                ])
            }
            log.start("epoch", metadata: ["epoch_num": .integer(Int64(epoch))])
        case .samples:
            if !isInBlock, epoch == 1 { startBlock(["samples_count": 0]) }
        }
    }

    func epochStopped(_ epoch: Int, meanLoss: Float) {
        if case .epochs = goal.cadence {
            log.stop("epoch", metadata: ["epoch_num": .integer(Int64(epoch))])
        }
        Console.say("epoch \(epoch) of \(schedule.epochs): mean loss \(meanLoss)")
    }

    func goesOn(
        _ progress: TrainingProgress,
        _ trainer: PerceptronTrainer
    ) throws(NetworksError) -> Bool {
        let isEnd = progress.isEndOfEpoch && progress.epoch == schedule.epochs
        guard isEnd || isDue(progress) else { return true }
        stopBlock(progress)
        isReached = try evaluate(trainer.network, after: progress) >= goal.accuracy
        if case .samples(let every) = goal.cadence {
            while nextEvaluation <= progress.samples { nextEvaluation += every }
            if !isReached, !isEnd {
                startBlock(["samples_count": .integer(Int64(progress.samples))])
            }
        }
        return !isReached
    }

    private func isDue(_ progress: TrainingProgress) -> Bool {
        switch goal.cadence {
        case .samples: progress.samples >= nextEvaluation
        case .epochs(let count): progress.isEndOfEpoch && progress.epoch.isMultiple(of: count)
        }
    }

    private func evaluate(
        _ network: Perceptron,
        after progress: TrainingProgress
    ) throws(NetworksError) -> Double {
        let metadata = metadata(of: progress)
        log.start("eval", metadata: metadata)
        defer { log.stop("eval", metadata: metadata) }
        let classifier = try DenseClassifier(network, batchSize: 1000)
        let correct = try classifier.correct(on: goal.test)
        let pass = classifier.arithmetic(images: goal.test.count)
        work.flopsDense += pass.flopsDense
        work.flopsExecuted += pass.flopsExecuted
        let accuracy = Double(correct) / Double(goal.test.count)
        log.point("eval_accuracy", .number(accuracy), metadata: metadata)
        Console.say("after \(progress.samples) images: \(Console.percent(accuracy)) correct")
        return accuracy
    }

    private func startBlock(_ metadata: [String: LogValue]) {
        isInBlock = true
        log.start("block", metadata: metadata)
    }

    private func stopBlock(_ progress: TrainingProgress) {
        isInBlock = false
        var metadata = metadata(of: progress)
        if case .epochs(let count) = goal.cadence {
            let first = (progress.epoch - 1) / count * count + 1
            metadata["first_epoch_num"] = .integer(Int64(first))
        }
        log.stop("block", metadata: metadata)
    }

    private func metadata(of progress: TrainingProgress) -> [String: LogValue] {
        var metadata: [String: LogValue] = ["samples_count": .integer(Int64(progress.samples))]
        if case .epochs = goal.cadence {
            metadata["epoch_num"] = .integer(Int64(progress.epoch))
        }
        return metadata
    }
}
