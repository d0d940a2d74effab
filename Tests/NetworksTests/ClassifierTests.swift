import Randomness
import Testing

@testable import Networks

@Suite struct ClassifierTests {
    @Test func `the dense network classifies as the naive one, whatever the batch size`() throws {
        var generator = SplitMix64(seed: 1)
        let network = generator.network([30, 17, 11, 10])
        let set = generator.images(37, pixels: 30)
        let wanted = (0..<37).map { best(network.naiveScores(set.image($0))) }
        for batch in [1, 7, 37, 64] {
            let classifier = try DenseClassifier(network, batchSize: batch)
            var predictions = [UInt8](repeating: 99, count: 37)
            try classifier.classify(set, into: &predictions)
            #expect(predictions == wanted, "batch \(batch)")
        }
    }

    @Test func `the sparse network classifies as the dense one with zeros`() throws {
        var generator = SplitMix64(seed: 2)
        let network = MagnitudePruning(sparsity: 0.8)
            .pruned(generator.network([30, 40, 20, 10]))
        let set = generator.images(101, pixels: 30)
        var wanted = [UInt8](repeating: 0, count: 101)
        try DenseClassifier(network, batchSize: 101).classify(set, into: &wanted)
        let layers = network.layers.map { SparseLayer($0) }
        for batch in [1, 33, 64, 101, 256] {
            let classifier = SparseClassifier(layers, batchSize: batch)
            var predictions = [UInt8](repeating: 99, count: 101)
            try classifier.classify(set, into: &predictions)
            #expect(predictions == wanted, "batch \(batch)")
        }
    }

    @Test func `the arithmetic is stated as executed`() throws {
        var generator = SplitMix64(seed: 3)
        let network = generator.network([20, 10, 5])
        let dense = try DenseClassifier(network, batchSize: 64).arithmetic(images: 100)
        #expect(dense.flopsDense == 2 * 250 * 100)
        #expect(dense.flopsExecuted == 2 * 250 * 100)
        #expect(dense.intOpsExecuted == 0)

        let pruned = MagnitudePruning(sparsity: 0.9).pruned(network).layers.map { SparseLayer($0) }
        let sparse = SparseClassifier(pruned, batchSize: 64).arithmetic(images: 100)
        #expect(sparse.flopsDense == 2 * 250 * 100)
        // 64 images are two tiles; the 36 that are left take two more, padded.
        #expect(sparse.flopsExecuted == 2 * (20 + 50) * 128)

        let quantized = try QuantizedPerceptron(
            network,
            calibration: generator.images(8, pixels: 20)
        )
        let int8 = try QuantizedClassifier(quantized, batchSize: 64).arithmetic(images: 100)
        #expect(int8.flopsDense == 2 * 250 * 100)
        #expect(int8.flopsExecuted == 0)
        #expect(int8.intOpsExecuted == 2 * 250 * 100)
    }

    @Test func `of equal scores the first class wins`() {
        #expect(largest([1, 3, 3, 2], count: 4) == 1)
        #expect(largest([1, 0, 3, 0, 3, 0], count: 3, stride: 2) == 1)
    }

    private func best(_ scores: [Double]) -> UInt8 {
        UInt8(scores.firstIndex(of: scores.max() ?? 0) ?? 0)
    }
}
