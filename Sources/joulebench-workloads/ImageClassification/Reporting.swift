internal import EventLog
internal import Networks

/// The facts that every command states, under the keys that the harness knows.
extension EventLogWriter {
    /// States the settings of a run.
    func settings(seed: UInt64?, batchSize: Int) {
        if let seed { point("seed", .integer(Int64(clamping: seed))) }
        point("global_batch_size", .integer(Int64(batchSize)))
        point("threads", .integer(Int64(ThreadTeam.count)))
    }

    /// States the work inside the window.
    func work(samples: Int, _ arithmetic: Arithmetic) {
        point("samples", .integer(Int64(samples)))
        point("flops_dense", .integer(Int64(arithmetic.flopsDense)))
        point("flops_executed", .integer(Int64(arithmetic.flopsExecuted)))
        point("int_ops_executed", .integer(Int64(arithmetic.intOpsExecuted)))
    }

    /// States the size of the model as inference needs it.
    func model(_ network: StoredNetwork) {
        point("variant", .text(network.variant))
        point("parameters", .integer(Int64(network.parameters)))
        point("parameters_nonzero", .integer(Int64(network.nonzeroParameters)))
        point("model_bytes", .integer(Int64(network.modelBytes)))
    }

    /// States the quality, and which images were classified rightly.
    func accuracy(of outcomes: [Bool]) {
        let correct = outcomes.count(where: \.self)
        point("eval_accuracy", .number(Double(correct) / Double(outcomes.count)))
        point("eval_correct", .integer(Int64(correct)))
        point("eval_samples", .integer(Int64(outcomes.count)))
        point("eval_outcomes", .text(Self.text(of: outcomes)))
    }

    /// `COUNT:HEX`, a bit for each image, the first in the highest bit of the first digit.
    static func text(of outcomes: [Bool]) -> String {
        let digits = stride(from: 0, to: outcomes.count, by: 4).map { start in
            (start..<start + 4).reduce(0) { value, place in
                value * 2 + (place < outcomes.count && outcomes[place] ? 1 : 0)
            }
        }
        return "\(outcomes.count):" + digits.map { String($0, radix: 16) }.joined()
    }

    /// Evaluates a network on test images with the arithmetic of its variant and states the result.
    func evaluate(_ network: StoredNetwork, on set: ImageSet) throws {
        let classifier = try network.classifier(batchSize: 1000)
        let outcomes = try interval("eval") { try classifier.outcomes(on: set) }
        accuracy(of: outcomes)
        let share = Double(outcomes.count(where: \.self)) / Double(set.count)
        Console.say(
            "\(network.variant): \(Console.percent(share)) of "
                + "\(set.count) test images"
        )
    }
}

/// Epochs as intervals of the log and as lines for people.
struct LoggingObserver: TrainingObserver {
    let log: EventLogWriter
    let epochs: Int

    func epochStarted(_ epoch: Int) {
        log.start("epoch", metadata: ["epoch_num": .integer(Int64(epoch))])
    }

    func epochStopped(_ epoch: Int, meanLoss: Float) {
        log.stop("epoch", metadata: ["epoch_num": .integer(Int64(epoch))])
        Console.say("epoch \(epoch) of \(epochs): mean loss \(meanLoss)")
    }
}
