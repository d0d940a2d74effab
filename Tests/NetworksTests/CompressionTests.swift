import CKernels
import Randomness
import Testing

@testable import Networks

@Suite struct MagnitudePruningTests {
    @Test func `the schedule is cubic`() {
        let pruning = MagnitudePruning(sparsity: 0.8)
        #expect(pruning.sparsity(at: 0) == 0)
        #expect(abs(pruning.sparsity(at: 0.25) - 0.8 * (1 - 0.421875)) < 1e-12)
        #expect(abs(pruning.sparsity(at: 0.5) - 0.7) < 1e-12)
        #expect(pruning.sparsity(at: 1) == 0.8)
        #expect(pruning.sparsity(at: 7) == 0.8)
        #expect(pruning.sparsity(at: -1) == 0)
    }

    @Test func `exactly the share asked for becomes zero, the smallest first`() {
        var weights: [Float] = [3, -1, 0.5, -4, 2, 0.25, -0.75, 8]
        let mask = prune(&weights, 0.5)
        #expect(weights == [3, 0, 0, -4, 2, 0, 0, 8])
        #expect(mask == [1, 0, 0, 1, 1, 0, 0, 1])
    }

    @Test func `of equal magnitudes those that come first go`() {
        var weights: [Float] = [1, -1, 1, -1, 0.5, 1]
        _ = prune(&weights, 0.5)
        #expect(weights == [0, 0, 1, -1, 0, 1])
    }

    @Test func `any sparsity leaves the exact count`() {
        for seed in UInt64(0)..<20 {
            var generator = SplitMix64(seed: seed)
            let count = Int.random(in: 1...400, using: &generator)
            let sparsity = Double.random(in: 0..<1, using: &generator)
            // Few different values, so that there are many ties.
            let original = (0..<count).map { _ in Float(Int.random(in: 1...9, using: &generator)) }
            var weights = original
            _ = prune(&weights, sparsity)
            let zeros = Int((sparsity * Double(count)).rounded())
            #expect(weights.count { $0 == 0 } == zeros, "seed \(seed)")
            let kept = weights.filter { $0 != 0 }.min() ?? .infinity
            let dropped = zip(weights, original).filter { $0.0 == 0 }.map(\.1).max() ?? 0
            #expect(dropped <= kept, "seed \(seed)")
        }
    }

    private func prune(_ weights: inout [Float], _ sparsity: Double) -> [Float] {
        let mask = AlignedBuffer<Float>(count: weights.count, repeating: 1)
        weights.withUnsafeMutableBufferPointer {
            MagnitudePruning.prune($0, mask: mask.buffer, sparsity: sparsity)
        }
        return mask.array
    }
}

@Suite struct SparseLayerTests {
    private static let sets: [kernel_set] = [kernel_portable, kernel_avx2, kernel_avx512]
        .filter { $0.rawValue <= Processor.kernels.rawValue }

    @Test func `the sparse kernel equals the dense layer with zeros on every instruction set`() {
        for seed in UInt64(0)..<25 {
            var generator = SplitMix64(seed: seed)
            let inputs = Int.random(in: 1...70, using: &generator)
            let outputs = Int.random(in: 1...40, using: &generator)
            let density = Double.random(in: 0...1, using: &generator)
            var layer = LinearLayer(
                inputs: inputs,
                outputs: outputs,
                weights: generator.floats(inputs * outputs),
                bias: generator.floats(outputs)
            )
            for index in layer.weights.indices
            where Double.random(in: 0...1, using: &generator) > density {
                layer.weights[index] = 0
            }
            let sparse = SparseLayer(layer)
            #expect(sparse.dense == layer, "seed \(seed)")
            let tile = Int(kernel_tile)
            let x = AlignedBuffer(generator.floats(inputs * tile), empty: 0)
            let y = AlignedBuffer<Float>(count: outputs * tile, repeating: .nan)
            for set in Self.sets {
                for relu in [false, true] {
                    sparse.multiply(x.pointer, into: y.pointer, relu: relu, set: set)
                    let worst = largestError(layer, x.array, y.array, relu: relu)
                    #expect(worst < 1e-4, "seed \(seed), set \(set.rawValue)")
                }
            }
        }
    }

    private func largestError(_ layer: LinearLayer, _ x: [Float], _ y: [Float], relu: Bool)
        -> Double
    {
        let tile = Int(kernel_tile)
        var worst = 0.0
        for output in 0..<layer.outputs {
            for image in 0..<tile {
                var sum = Double(layer.bias[output])
                for input in 0..<layer.inputs {
                    sum +=
                        Double(layer.weights[output * layer.inputs + input])
                        * Double(x[input * tile + image])
                }
                if relu { sum = max(0, sum) }
                worst = max(worst, abs(sum - Double(y[output * tile + image])))
            }
        }
        return worst
    }

    @Test func `images become features-first tiles on every instruction set`() {
        let tile = Int(kernel_tile)
        for (pixels, count) in [(1, 32), (16, 32), (37, 32), (48, 5), (784, 32), (20, 1)] {
            var generator = SplitMix64(seed: UInt64(pixels))
            let images = generator.bytes(pixels * count)
            for set in Self.sets {
                let output = AlignedBuffer<Float>(count: pixels * tile, repeating: .nan)
                kernel_images_to_tile(
                    set,
                    images,
                    Int64(pixels),
                    Int64(count),
                    0.5,
                    output.pointer
                )
                for pixel in 0..<pixels {
                    for image in 0..<tile {
                        let wanted =
                            image < count ? Float(images[image * pixels + pixel]) * 0.5 : 0
                        #expect(output.pointer[pixel * tile + image] == wanted)
                    }
                }
            }
        }
    }

    @Test func `the elementwise kernels agree on every instruction set`() {
        var generator = SplitMix64(seed: 11)
        let count = 77
        let (g, m, w) = (generator.floats(count), generator.floats(count), generator.floats(count))
        let v = generator.floats(count, in: 0...1)
        let step = kernel_adam_step(step_size: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-3)
        for set in Self.sets {
            let first = AlignedBuffer(m, empty: 0)
            let second = AlignedBuffer(v, empty: 0)
            let weights = AlignedBuffer(w, empty: 0)
            kernel_adam(
                set,
                step,
                Int64(count),
                g,
                nil,
                first.pointer,
                second.pointer,
                weights.pointer
            )
            for index in 0..<count {
                let moment = 0.9 * m[index] + 0.1 * g[index]
                let square = 0.99 * v[index] + 0.01 * g[index] * g[index]
                let wanted = w[index] - 0.1 * moment / (square.squareRoot() + 1e-3)
                #expect(abs(weights.pointer[index] - wanted) < 1e-4)
            }
            let sums = AlignedBuffer<Float>(count: 7, repeating: .nan)
            kernel_column_sums(set, g, 11, 7, sums.pointer)
            for column in 0..<7 {
                let wanted = (0..<11).reduce(Float(0)) { $0 + g[$1 * 7 + column] }
                #expect(abs(sums.pointer[column] - wanted) < 1e-5)
            }
            let gradient = AlignedBuffer(g, empty: 0)
            kernel_relu_gradient(set, m, Int64(count), gradient.pointer)
            #expect(gradient.array == zip(m, g).map { $0 > 0 ? $1 : 0 })
        }
    }

    @Test func `rows that are no sparse rows are refused`() {
        func layer(_ offsets: [Int32], _ columns: [UInt16]) -> SparseLayer? {
            SparseLayer(
                inputs: 3,
                outputs: 2,
                rowOffsets: offsets,
                columns: columns,
                values: columns.map { _ in 1 },
                bias: [0, 0]
            )
        }
        #expect(layer([0, 1, 2], [0, 2]) != nil)
        #expect(layer([0, 1, 2], [0, 3]) == nil)
        #expect(layer([0, 1, 3], [0, 2]) == nil)
        #expect(layer([0, 2, 1], [0, 2]) == nil)
        #expect(layer([1, 1, 2], [0, 2]) == nil)
        #expect(layer([0, 2], [0, 2]) == nil)
        #expect(layer([0, -1, 2], [0, 2]) == nil)
    }
}
