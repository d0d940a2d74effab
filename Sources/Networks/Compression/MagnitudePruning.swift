internal import Foundation

/// Gradual magnitude pruning along a cubic schedule.
///
/// Zhu and Gupta 2017, arXiv 1710.01878: s_t = s_f·(1 − (1 − t/n)³), from 0 to the final sparsity.
/// Each layer is pruned to the same sparsity by the magnitude of its own weights; biases and the
/// last layer, which is the smallest, stay dense.
public struct MagnitudePruning: Sendable, Hashable {
    /// The share of a pruned layer's weights that end as zero.
    public var sparsity: Double

    /// The share of the training after which the sparsity stays; the rest is fine-tuning.
    public var rampShare: Double

    /// Steps between two updates of the masks.
    public var interval: Int

    public init(sparsity: Double, rampShare: Double = 0.6, interval: Int = 50) {
        precondition((0..<1).contains(sparsity) && interval > 0 && rampShare > 0)
        self.sparsity = sparsity
        self.rampShare = rampShare
        self.interval = interval
    }

    /// The sparsity when `progress`, from 0 to 1, of the ramp has passed.
    public func sparsity(at progress: Double) -> Double {
        let left = 1 - min(1, max(0, progress))
        return sparsity * (1 - left * left * left)
    }

    /// Updates the masks where a step is due.
    func apply(to trainer: PerceptronTrainer, step: Int, of steps: Int) {
        let ramp = max(1, Int(rampShare * Double(steps)))
        // The last update falls on the end of the ramp; the one after training cannot prune more.
        guard step == ramp || step == steps || (step < ramp && step % interval == 0) else { return }
        let current = sparsity(at: Double(step) / Double(ramp))
        for layer in trainer.layers.dropLast() {
            guard let layer = layer as? FullLinear else { continue }
            let mask = layer.weights.mask ?? AlignedBuffer(count: layer.weights.count, repeating: 1)
            Self.prune(layer.weights.value.buffer, mask: mask.buffer, sparsity: current)
            layer.weights.mask = mask
        }
    }

    /// Zeroes the round(s·n) weights of least magnitude, of equal ones those that come first.
    static func prune(
        _ weights: UnsafeMutableBufferPointer<Float>,
        mask: UnsafeMutableBufferPointer<Float>,
        sparsity: Double
    ) {
        let count = Int((sparsity * Double(weights.count)).rounded())
        guard count > 0 else { return }
        let (threshold, below) = Self.threshold(of: weights, count: count)
        var ties = count - below
        for index in weights.indices {
            let bits = weights[index].magnitude.bitPattern
            var drop = bits < threshold
            if bits == threshold, ties > 0 {
                drop = true
                ties -= 1
            }
            mask[index] = drop ? 0 : 1
            if drop { weights[index] = 0 }
        }
    }

    /// The bits of the magnitude that comes at place `count` in ascending order, and the number of
    /// weights below it.
    ///
    /// The bits of a magnitude order like the magnitude itself, so that counting the upper and
    /// then the lower half of them takes the place of sorting.
    private static func threshold(
        of weights: UnsafeMutableBufferPointer<Float>,
        count: Int
    ) -> (bits: UInt32, below: Int) {
        var (prefix, below): (UInt32, Int) = (0, 0)
        for shift in [16, 0] as [UInt32] {
            var histogram = [Int](repeating: 0, count: 1 << 16)
            for weight in weights {
                let bits = weight.magnitude.bitPattern
                if shift == 16 || bits >> 16 == prefix {
                    histogram[Int(bits >> shift & 0xFFFF)] += 1
                }
            }
            var bin = 0
            while below + histogram[bin] < count {
                below += histogram[bin]
                bin += 1
            }
            prefix = prefix << 16 | UInt32(bin)
        }
        return (prefix, below)
    }
}

extension MagnitudePruning {
    /// A network pruned at once to the final sparsity, without training.
    public func pruned(_ network: Perceptron) -> Perceptron {
        var network = network
        for index in network.layers.indices.dropLast() {
            let mask = AlignedBuffer<Float>(
                count: network.layers[index].weights.count,
                repeating: 1
            )
            network.layers[index].weights.withUnsafeMutableBufferPointer {
                Self.prune($0, mask: mask.buffer, sparsity: sparsity)
            }
        }
        return network
    }
}
