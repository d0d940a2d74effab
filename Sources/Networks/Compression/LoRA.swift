internal import Randomness

/// Low-rank adapters: W = W₀ + (α / r)·B·A with W₀ and the biases frozen.
///
/// Hu et al. 2021, arXiv 2106.09685. B begins at zero, so that the adapted network begins as the
/// base; A is uniform in ±1/√inputs, as the authors' code (loralib) has it.
public struct LoRA: Sendable, Hashable {
    public var rank: Int
    public var alpha: Float

    public init(rank: Int, alpha: Float) {
        self.rank = rank
        self.alpha = alpha
    }

    /// α / r.
    public var scale: Float { alpha / Float(rank) }

    /// The rank in a layer: at most its smaller side, since no matrix of its shape has more.
    public func rank(inputs: Int, outputs: Int) -> Int { min(rank, inputs, outputs) }
}

/// A frozen linear layer with a trained adapter beside it.
final class LoRALinear: TrainableLayer {
    let inputs: Int
    let outputs: Int
    let rank: Int

    /// rank × inputs.
    let down: Parameter

    /// outputs × rank.
    let up: Parameter

    private let frozen: LinearLayer
    private let weights: AlignedBuffer<Float>
    private let bias: AlignedBuffer<Float>
    private let scale: Float
    private let products: MatrixProducts

    /// A·x and its gradient, batch × rank.
    private let hidden: AlignedBuffer<Float>
    private let hiddenGradient: AlignedBuffer<Float>

    init(
        _ layer: LinearLayer,
        lora: LoRA,
        batchSize: Int,
        products: MatrixProducts,
        using generator: inout SplitMix64
    ) {
        inputs = layer.inputs
        outputs = layer.outputs
        rank = lora.rank(inputs: layer.inputs, outputs: layer.outputs)
        frozen = layer
        weights = AlignedBuffer(layer.weights, empty: 0)
        bias = AlignedBuffer(layer.bias, empty: 0)
        scale = lora.scale
        self.products = products
        let limit = 1 / Float(inputs).squareRoot()
        down = Parameter(
            (0..<rank * inputs).map { _ in Float.random(in: -limit...limit, using: &generator) }
        )
        up = Parameter(Array(repeating: 0, count: outputs * rank))
        hidden = AlignedBuffer(count: batchSize * rank, repeating: 0)
        hiddenGradient = AlignedBuffer(count: batchSize * rank, repeating: 0)
    }

    var trainableParameters: Int { down.count + up.count }

    private var frozenMatrix: MatrixProducts.Operand {
        .init(weights.pointer, rows: outputs, columns: inputs)
    }
    private var downMatrix: MatrixProducts.Operand {
        .init(down.value.pointer, rows: rank, columns: inputs)
    }
    private var upMatrix: MatrixProducts.Operand {
        .init(up.value.pointer, rows: outputs, columns: rank)
    }

    func forward(
        _ x: UnsafePointer<Float>,
        rows: Int,
        relu: Bool,
        into y: UnsafeMutablePointer<Float>
    ) throws(NetworksError) {
        let x = MatrixProducts.Operand(x, rows: rows, columns: inputs)
        let h = MatrixProducts.Operand(hidden.pointer, rows: rows, columns: rank)
        try products.multiply(x, frozenMatrix.transpose, into: y)
        try products.multiply(x, downMatrix.transpose, into: hidden.pointer)
        try products.multiply(h, upMatrix.transpose, scale: scale, keep: 1, into: y)
        addBias(bias.pointer, rows: rows, columns: outputs, relu: relu, to: y)
    }

    func backward(
        x: UnsafePointer<Float>,
        gradient: UnsafePointer<Float>,
        rows: Int,
        inputGradient: UnsafeMutablePointer<Float>?
    ) throws(NetworksError) {
        let x = MatrixProducts.Operand(x, rows: rows, columns: inputs)
        let dy = MatrixProducts.Operand(gradient, rows: rows, columns: outputs)
        let h = MatrixProducts.Operand(hidden.pointer, rows: rows, columns: rank)
        let dh = MatrixProducts.Operand(hiddenGradient.pointer, rows: rows, columns: rank)
        try products.multiply(dy.transpose, h, scale: scale, into: up.gradient.pointer)
        try products.multiply(dy, upMatrix, scale: scale, into: hiddenGradient.pointer)
        try products.multiply(dh.transpose, x, into: down.gradient.pointer)
        if let inputGradient {
            try products.multiply(dy, frozenMatrix, into: inputGradient)
            try products.multiply(dh, downMatrix, keep: 1, into: inputGradient)
        }
    }

    func update(_ step: Adam.Step) {
        down.update(step)
        up.update(step)
    }

    /// The adapter merged into the weights: W₀ + (α / r)·B·A.
    var layer: LinearLayer {
        let (a, b) = (down.value.buffer, up.value.buffer)
        var merged = frozen
        for output in 0..<outputs {
            for r in 0..<rank {
                let factor = scale * b[output * rank + r]
                for input in 0..<inputs {
                    merged.weights[output * inputs + input] += factor * a[r * inputs + input]
                }
            }
        }
        return merged
    }
}
