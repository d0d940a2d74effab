import Randomness
import Testing

@testable import Networks

@Suite struct QuantizationTests {
    @Test func `a value comes back within half a step, and zero exactly`() {
        for seed in UInt64(0)..<20 {
            var generator = SplitMix64(seed: seed)
            let ends = generator.floats(2, in: -5...5).sorted()
            let quantization = AffineQuantization(covering: ends[0]...ends[1])
            #expect(quantization.value(of: quantization.quantize(0)) == 0, "seed \(seed)")
            for _ in 0..<50 {
                let x = Float.random(in: ends[0]...ends[1], using: &generator)
                let back = quantization.value(of: quantization.quantize(x))
                // The zero point is rounded too: at the ends a step and a half of it is lost.
                #expect(abs(back - x) <= 1.001 * quantization.scale, "seed \(seed)")
            }
        }
    }

    @Test func `values outside the range go to its ends`() {
        let quantization = AffineQuantization(covering: -1...1)
        #expect(quantization.quantize(100) == 255)
        #expect(quantization.quantize(-100) == 0)
    }

    @Test func `bytes of images stay as they are where the range is 0 to 1`() {
        let quantization = AffineQuantization(covering: 0...1)
        #expect(quantization.zeroPoint == 0)
        for byte in UInt8.min...UInt8.max {
            #expect(quantization.quantize(Float(byte) * ImageSet.pixelScale) == byte)
        }
    }

    @Test func `weights are symmetric with a scale an output, off by half a step at most`() {
        var generator = SplitMix64(seed: 2)
        var layer = generator.network([30, 8]).layers[0]
        for index in 0..<30 { layer.weights[index] = 0 }
        layer.weights[30] = -9
        let quantized = QuantizedLayer(layer, input: AffineQuantization(scale: 1, zeroPoint: 0))
        #expect(quantized.weights.allSatisfy { $0 > -128 })
        #expect(quantized.weights[30] == -127)
        let real = quantized.dequantized
        for (index, weight) in layer.weights.enumerated() {
            let step = quantized.weightScales[index / 30]
            #expect(abs(real.weights[index] - weight) <= 0.5001 * step)
        }
        #expect(quantized.halved.weights.allSatisfy { (-63...63).contains($0) })
    }

    @Test func `rows of zeros or next to nothing keep finite scales`() {
        let tiny = Float.leastNonzeroMagnitude
        let layer = LinearLayer(
            inputs: 2,
            outputs: 3,
            weights: [0, 0, tiny, -tiny, 1e-30, 0],
            bias: [1, 2, 3]
        )
        let quantized = QuantizedLayer(layer, input: AffineQuantization(covering: 0...1))
        #expect(quantized.weightScales == [1, 1, 1])
        #expect(quantized.weights == [0, 0, 0, 0, 0, 0])
        #expect(AffineQuantization(covering: 0...0).scale == 1)
    }

    @Test func `a network that overflows cannot be calibrated`() {
        var generator = SplitMix64(seed: 1)
        var network = generator.network([4, 3, 2])
        network.layers[0].weights = Array(repeating: 3e38, count: 12)
        let images = ImageSet(
            pixels: 4,
            pixelBytes: Array(repeating: 255, count: 4),
            labels: [0]
        )
        #expect(throws: NetworksError.self) {
            try QuantizedPerceptron(network, calibration: images)
        }
    }

    @Test(arguments: [0, 3, 128, 255])
    func `a zero point of the input is folded into the bias`(zeroPoint: Int) throws {
        var generator = SplitMix64(seed: UInt64(zeroPoint))
        let input = AffineQuantization(scale: 1 / 200, zeroPoint: zeroPoint)
        let network = generator.network([21, 6])
        let layer = QuantizedLayer(network.layers[0], input: input)
        let quantized = QuantizedPerceptron(layers: [layer])
        let classifier = try QuantizedClassifier(quantized, batchSize: 3)
        let set = generator.images(3, pixels: 21)
        let scores = try classifier.scores(of: set)
        let weights = classifier.layers[0].dequantized
        for image in 0..<3 {
            let x = set.image(image).map { byte in
                Double(input.value(of: input.quantize(Float(byte) * ImageSet.pixelScale)))
            }
            for output in 0..<6 {
                var sum = Double(weights.bias[output])
                for index in 0..<21 {
                    sum += Double(weights.weights[output * 21 + index]) * x[index]
                }
                #expect(abs(Double(scores[image * 6 + output]) - sum) < 1e-4)
            }
        }
    }

    @Test func `a network in integers scores like the one in real numbers`() throws {
        var generator = SplitMix64(seed: 7)
        let network = generator.network([64, 48, 32, 10])
        let calibration = generator.images(100, pixels: 64)
        let set = generator.images(40, pixels: 64)
        let quantized = try QuantizedPerceptron(network, calibration: calibration)
        let classifier = try QuantizedClassifier(quantized, batchSize: 40)
        let scores = try classifier.scores(of: set)
        var (error, size) = (0.0, 0.0)
        for image in 0..<40 {
            for (output, wanted) in network.naiveScores(set.image(image)).enumerated() {
                error += (wanted - Double(scores[image * 10 + output])).magnitude
                size += wanted.magnitude
            }
        }
        #expect(error / size < 0.03)
    }
}

extension QuantizedClassifier {
    func scores(of set: ImageSet) throws -> [Float] {
        var predictions = [UInt8](repeating: 0, count: set.count)
        try classify(set, into: &predictions)
        return scores.array
    }
}
