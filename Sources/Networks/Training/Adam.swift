internal import CKernels
internal import Foundation

/// The optimizer Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1).
public struct Adam: Sendable, Hashable {
    public var beta1: Float
    public var beta2: Float
    public var epsilon: Float

    public init(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// The settings of one step, with the corrections for the zero start folded in.
    struct Step: Sendable {
        let kernel: kernel_adam_step
    }

    /// The step number `number`, counted from 1.
    func step(_ number: Int, learningRate: Float) -> Step {
        let correction1 = 1 - pow(Double(beta1), Double(number))
        let correction2 = (1 - pow(Double(beta2), Double(number))).squareRoot()
        return Step(
            kernel: kernel_adam_step(
                step_size: Float(Double(learningRate) * correction2 / correction1),
                beta1: beta1,
                beta2: beta2,
                epsilon: Float(Double(epsilon) * correction2)
            )
        )
    }
}

/// A parameter tensor in training, with its gradient and its two moments.
final class Parameter {
    let value: AlignedBuffer<Float>
    let gradient: AlignedBuffer<Float>
    private let first: AlignedBuffer<Float>
    private let second: AlignedBuffer<Float>

    /// Where given, 1 for each weight that may change and 0 for one that stays zero.
    var mask: AlignedBuffer<Float>?

    init(_ values: [Float]) {
        value = AlignedBuffer(values, empty: 0)
        gradient = AlignedBuffer(count: values.count, repeating: 0)
        first = AlignedBuffer(count: values.count, repeating: 0)
        second = AlignedBuffer(count: values.count, repeating: 0)
    }

    var count: Int { value.count }

    /// Moves the values by one step of Adam along the gradient.
    func update(_ step: Adam.Step) {
        ThreadTeam.split(count) { range in
            let at = range.lowerBound
            kernel_adam(
                Processor.kernels,
                step.kernel,
                Int64(range.count),
                gradient.pointer + at,
                mask.map { UnsafePointer($0.pointer + at) },
                first.pointer + at,
                second.pointer + at,
                value.pointer + at
            )
        }
    }
}
