import Randomness
import Testing

@testable import Networks

@Suite struct GradientTests {
    private let widths = [12, 9, 7, 5]

    @Test func `the gradients of a full training are those of finite differences`() throws {
        var generator = SplitMix64(seed: 3)
        let network = generator.network(widths)
        let set = generator.images(6, pixels: 12, classes: 5)
        let trainer = PerceptronTrainer(network, batchSize: 6, using: &generator)
        _ = try trainer.computeGradients(on: set, samples: [0, 1, 2, 3, 4, 5])
        for (index, layer) in trainer.layers.enumerated() {
            let layer = try #require(layer as? FullLinear)
            try check(layer.weights, "weights \(index)", trainer, set)
            try check(layer.bias, "bias \(index)", trainer, set)
        }
    }

    @Test func `the gradients of adapters are those of finite differences`() throws {
        var generator = SplitMix64(seed: 4)
        let network = generator.network(widths)
        let set = generator.images(6, pixels: 12, classes: 5)
        let trainer = PerceptronTrainer(
            network,
            method: .lora(LoRA(rank: 3, alpha: 6)),
            batchSize: 6,
            using: &generator
        )
        for layer in trainer.layers {
            // At B = 0 the gradient of A is zero: begin elsewhere.
            let layer = try #require(layer as? LoRALinear)
            layer.up.value.assign(generator.floats(layer.up.count))
        }
        _ = try trainer.computeGradients(on: set, samples: [0, 1, 2, 3, 4, 5])
        for (index, layer) in trainer.layers.enumerated() {
            let layer = try #require(layer as? LoRALinear)
            try check(layer.down, "A \(index)", trainer, set)
            try check(layer.up, "B \(index)", trainer, set)
        }
    }

    /// Compares the gradient of each value with the difference of the loss to both sides of it.
    private func check(
        _ parameter: Parameter,
        _ name: String,
        _ trainer: PerceptronTrainer,
        _ set: ImageSet
    ) throws {
        let gradient = parameter.gradient.array
        let scale = gradient.reduce(0) { max($0, $1.magnitude) }
        let step: Float = 2e-3
        for index in stride(from: 0, to: parameter.count, by: 3) {
            let value = parameter.value.pointer[index]
            let losses = try [value + step, value - step].map { value in
                parameter.value.pointer[index] = value
                return try loss(trainer.network, set)
            }
            parameter.value.pointer[index] = value
            let numeric = Float((losses[0] - losses[1]) / Double(2 * step))
            #expect(
                abs(numeric - gradient[index]) < 0.02 * scale + 1e-4,
                "\(name)[\(index)]: \(gradient[index]), by differences \(numeric)"
            )
        }
    }

    private func loss(_ network: Perceptron, _ set: ImageSet) throws -> Double {
        var sum = 0.0
        for index in 0..<set.count {
            let scores = network.naiveScores(set.image(index))
            let largest = scores.max() ?? 0
            let total = scores.reduce(0) { $0 + exponential($1 - largest) }
            sum += logarithm(total) - (scores[Int(set.labels[index])] - largest)
        }
        return sum / Double(set.count)
    }
}
