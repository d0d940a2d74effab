import Randomness
import Testing

@testable import Networks

private struct Silent: TrainingObserver {
    func epochStarted(_ epoch: Int) {}
    func epochStopped(_ epoch: Int, meanLoss: Float) {}
}

/// Bright pixels in one of four stripes: the stripe is the class.
func stripes(_ count: Int, seed: UInt64) -> ImageSet {
    var generator = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    var labels: [UInt8] = []
    for _ in 0..<count {
        let label = UInt8.random(in: 0..<4, using: &generator)
        labels.append(label)
        for pixel in 0..<16 {
            let bright: ClosedRange<UInt8> = pixel / 4 == Int(label) ? 120...255 : 0...140
            bytes.append(UInt8.random(in: bright, using: &generator))
        }
    }
    return ImageSet(pixels: 16, pixelBytes: bytes, labels: labels)
}

@Suite struct AdamTests {
    @Test func `two steps give the values computed by hand`() {
        // α = 0.1, β₁ = 0.9, β₂ = 0.999, ε = 1e-8; the gradient is 0.5 and then −0.25.
        let parameter = Parameter([1])
        parameter.gradient.pointer[0] = 0.5
        parameter.update(Adam().step(1, learningRate: 0.1))
        // m̂ = 0.5, v̂ = 0.25: one whole step of α.
        #expect(abs(parameter.value.pointer[0] - 0.9) < 1e-6)
        parameter.gradient.pointer[0] = -0.25
        parameter.update(Adam().step(2, learningRate: 0.1))
        // m = 0.9·0.05 − 0.1·0.25 = 0.02, m̂ = 0.02 / 0.19; v = 0.999·0.00025 + 0.001·0.0625
        // = 0.00031225, v̂ = 0.00031225 / 0.001999; the step is 0.1·0.10526316 / 0.39522491.
        #expect(abs(parameter.value.pointer[0] - (0.9 - 0.026633735)) < 1e-6)
    }

    @Test func `masked weights stay zero`() {
        let parameter = Parameter([0, 1, 0, 1])
        parameter.mask = AlignedBuffer([0, 1, 0, 1], empty: 0)
        parameter.gradient.assign([1, 1, -1, -1])
        parameter.update(Adam().step(1, learningRate: 0.1))
        #expect(parameter.value.pointer[0] == 0)
        #expect(parameter.value.pointer[2] == 0)
        #expect(parameter.value.pointer[1] < 1)
        #expect(parameter.value.pointer[3] > 1)
    }
}

@Suite struct TrainingTests {
    private let schedule = TrainingSchedule(epochs: 6, batchSize: 32, learningRate: 0.01)

    private func trained(seed: UInt64, pruning: MagnitudePruning? = nil) throws -> Perceptron {
        var generator = SplitMix64(seed: seed)
        let network = Perceptron(widths: [16, 24, 20, 4], using: &generator)
        let trainer = PerceptronTrainer(network, batchSize: 32, using: &generator)
        try trainer.run(
            schedule,
            on: stripes(500, seed: 1),
            pruning: pruning,
            observer: Silent(),
            using: &generator
        )
        return trainer.network
    }

    @Test func `a network learns what can be learned`() throws {
        let test = stripes(300, seed: 2)
        let correct = try DenseClassifier(trained(seed: 5), batchSize: 64).correct(on: test)
        #expect(correct > 290)
    }

    @Test func `the same seed gives the same network`() throws {
        #expect(try trained(seed: 6) == trained(seed: 6))
        #expect(try trained(seed: 6) != trained(seed: 7))
    }

    @Test func `a gradually pruned network has the sparsity asked for and still classifies`() throws
    {
        let pruning = MagnitudePruning(sparsity: 0.8, interval: 5)
        let network = try trained(seed: 8, pruning: pruning)
        #expect(network.layers[0].nonzeroWeights == 16 * 24 - Int((0.8 * 16 * 24).rounded()))
        #expect(network.layers[1].nonzeroWeights == 24 * 20 - Int((0.8 * 24 * 20).rounded()))
        #expect(network.layers[2].nonzeroWeights == 20 * 4)
        let correct = try DenseClassifier(network, batchSize: 64)
            .correct(on: stripes(300, seed: 2))
        #expect(correct > 280)
    }

    @Test func `full training executes the operations of the formula`() throws {
        var generator = SplitMix64(seed: 9)
        let network = Perceptron(widths: [16, 24, 20, 4], using: &generator)
        let trainer = PerceptronTrainer(network, batchSize: 32, using: &generator)
        let samples: ArraySlice<Int32> = [0, 1, 2, 3, 4, 5, 6]
        _ = try trainer.step(on: stripes(10, seed: 1), samples: samples, learningRate: 0.01)
        #expect(trainer.flopsExecuted == 7 * network.trainingFLOPs)
        #expect(network.trainingFLOPs == 2 * (16 * 24 * 2 + 24 * 20 * 3 + 20 * 4 * 3))
    }

    @Test func `a warm-up takes the batches of an epoch from its last, over and over`() throws {
        var generator = SplitMix64(seed: 10)
        let network = Perceptron(widths: [16, 24, 20, 4], using: &generator)
        let short = TrainingSchedule(epochs: 1, batchSize: 4, learningRate: 0.01)
        // Ten samples are batches of 4, 4 and 2.
        for (steps, samples) in [(0, 0), (1, 2), (2, 6), (3, 10), (4, 12)] {
            let trainer = PerceptronTrainer(network, batchSize: 4, using: &generator)
            try trainer.warmUp(short, on: stripes(10, seed: 1), steps: steps)
            #expect(trainer.flopsExecuted == samples * network.trainingFLOPs)
        }
    }

    @Test func `the learning rate falls from its start to zero`() {
        #expect(schedule.rate(at: 0, of: 100) == 0.01)
        #expect(abs(schedule.rate(at: 50, of: 100) - 0.005) < 1e-8)
        #expect(schedule.rate(at: 100, of: 100) < 1e-8)
        #expect(schedule.steps(for: 500) == 6 * 16)
    }
}

@Suite struct LoRATests {
    private func adapted(_ seed: UInt64) throws -> (base: Perceptron, trainer: PerceptronTrainer) {
        var generator = SplitMix64(seed: seed)
        let base = generator.network([16, 24, 20, 4])
        let trainer = PerceptronTrainer(
            base,
            method: .lora(LoRA(rank: 6, alpha: 12)),
            batchSize: 32,
            using: &generator
        )
        return (base, trainer)
    }

    @Test func `adapters begin as the base`() throws {
        let (base, trainer) = try adapted(1)
        #expect(trainer.network == base)
    }

    @Test func `only the adapters are trained, never more of them than a layer's smaller side`()
        throws
    {
        let (base, trainer) = try adapted(2)
        #expect(trainer.trainableParameters == 6 * (16 + 24) + 6 * (24 + 20) + 4 * (20 + 4))
        _ = try trainer.step(on: stripes(32, seed: 1), samples: [0, 1, 2], learningRate: 0.1)
        let network = trainer.network
        #expect(network != base)
        #expect(network.layers.map(\.bias) == base.layers.map(\.bias))
    }

    @Test func `the merged network computes what the adapters compute`() throws {
        let (_, trainer) = try adapted(3)
        let set = stripes(32, seed: 1)
        for _ in 0..<5 {
            _ = try trainer.step(on: set, samples: 0..<32, learningRate: 0.05)
        }
        let merged = trainer.network
        let loss = try trainer.computeGradients(on: set, samples: 0..<32)
        var generator = SplitMix64(seed: 0)
        let full = PerceptronTrainer(merged, batchSize: 32, using: &generator)
        let mergedLoss = try full.computeGradients(on: set, samples: 0..<32)
        #expect(abs(loss - mergedLoss) < 1e-4 * max(1, loss))
    }

    @Test func `adapters execute less than full training`() throws {
        var generator = SplitMix64(seed: 4)
        let base = generator.network([64, 64, 4])
        let lora = PerceptronTrainer(
            base,
            method: .lora(LoRA(rank: 2, alpha: 2)),
            batchSize: 8,
            using: &generator
        )
        let set = generator.images(8, pixels: 64, classes: 4)
        _ = try lora.computeGradients(on: set, samples: 0..<8)
        // Forward and, behind the first layer, dX of the frozen weights; then the three products
        // of an adapter forward and backward, of which the first layer needs no dX.
        let frozen = 2 * (64 * 64 + 2 * 64 * 4)
        let first = 2 * 2 * (64 + 64) + 2 * 2 * (64 + 64 + 64)
        let second = 2 * 2 * (64 + 4) + 2 * 2 * (4 + 4 + 64 + 64)
        #expect(lora.flopsExecuted == 8 * (frozen + first + second))
        #expect(lora.flopsExecuted < 8 * base.trainingFLOPs)
    }
}

extension PerceptronTrainer {
    func step(
        on set: ImageSet,
        samples: Range<Int32>,
        learningRate: Float
    ) throws -> Float {
        try step(on: set, samples: ArraySlice(samples), learningRate: learningRate)
    }

    func computeGradients(on set: ImageSet, samples: Range<Int32>) throws -> Float {
        try computeGradients(on: set, samples: ArraySlice(samples))
    }
}
