public import Randomness

/// A fully connected layer: y = W·x + b.
public struct LinearLayer: Sendable, Hashable {
    public let inputs: Int
    public let outputs: Int

    /// outputs × inputs, row-major.
    public var weights: [Float]

    /// One value an output.
    public var bias: [Float]

    public init(inputs: Int, outputs: Int, weights: [Float], bias: [Float]) {
        precondition(weights.count == inputs * outputs && bias.count == outputs)
        self.inputs = inputs
        self.outputs = outputs
        self.weights = weights
        self.bias = bias
    }

    /// The number of weights that are not zero.
    public var nonzeroWeights: Int { weights.count { $0 != 0 } }
}

/// A multilayer perceptron: linear layers with ReLU between them.
public struct Perceptron: Sendable, Hashable {
    public var layers: [LinearLayer]

    public init(layers: [LinearLayer]) {
        precondition(!layers.isEmpty)
        precondition(zip(layers, layers.dropFirst()).allSatisfy { $0.outputs == $1.inputs })
        self.layers = layers
    }

    /// Makes a network of given widths with random weights.
    ///
    /// Weights are uniform with variance 2 / inputs (He et al. 2015, "Delving Deep into
    /// Rectifiers"), biases zero.
    public init(widths: [Int], using generator: inout SplitMix64) {
        precondition(widths.count >= 2 && widths.allSatisfy { $0 > 0 })
        layers = zip(widths, widths.dropFirst()).map { inputs, outputs in
            let limit = (6 / Float(inputs)).squareRoot()
            let weights = (0..<inputs * outputs).map { _ in
                Float.random(in: -limit...limit, using: &generator)
            }
            return LinearLayer(
                inputs: inputs,
                outputs: outputs,
                weights: weights,
                bias: Array(repeating: 0, count: outputs)
            )
        }
    }

    /// Inputs, hidden widths and outputs.
    public var widths: [Int] { [layers[0].inputs] + layers.map(\.outputs) }

    /// Weights and biases.
    public var parameters: Int { layers.reduce(0) { $0 + $1.weights.count + $1.bias.count } }

    /// Weights and biases that are not zero.
    public var nonzeroParameters: Int {
        layers.reduce(0) { $0 + $1.nonzeroWeights + $1.bias.count { $0 != 0 } }
    }

    /// Floating-point operations of the products of one forward pass of one sample, none skipped.
    public var forwardFLOPs: Int { layers.reduce(0) { $0 + 2 * $1.weights.count } }
}

extension Perceptron {
    /// Floating-point operations of the products of one training step of one sample, all
    /// parameters trained: forward, the gradients of all weights, and those of all inputs but the
    /// first layer's, which nothing needs.
    public var trainingFLOPs: Int { 3 * forwardFLOPs - 2 * layers[0].weights.count }
}
