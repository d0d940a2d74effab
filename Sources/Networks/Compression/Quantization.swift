/// How real numbers are written as bytes: x ≈ scale · (q − zeroPoint).
///
/// Jacob et al. 2018, arXiv 1712.05877: the range includes zero, so that zero is exact.
public struct AffineQuantization: Sendable, Hashable {
    public let scale: Float
    public let zeroPoint: Int

    public init(scale: Float, zeroPoint: Int) {
        precondition(scale > 0 && (0...255).contains(zeroPoint))
        self.scale = scale
        self.zeroPoint = zeroPoint
    }

    /// The quantization that covers a range of values and zero.
    public init(covering range: ClosedRange<Float>) {
        let low = min(0, range.lowerBound)
        let high = max(0, range.upperBound)
        let scale = (high - low) / 255
        self.scale = scale > 0 ? scale : 1
        zeroPoint = Int(min(255, max(0, (-low / self.scale).rounded(.toNearestOrEven))))
    }

    /// The byte for a value; halves go to the even neighbour, as the vector instructions have it.
    public func quantize(_ x: Float) -> UInt8 {
        let q = (x / scale).rounded(.toNearestOrEven) + Float(zeroPoint)
        return UInt8(min(255, max(0, q)))
    }

    /// The value that a byte stands for.
    public func value(of q: UInt8) -> Float { scale * Float(Int(q) - zeroPoint) }
}

/// A linear layer in 8-bit integers.
///
/// Weights are symmetric with one scale an output channel, the input is affine with one for all.
public struct QuantizedLayer: Sendable, Hashable {
    public let inputs: Int
    public let outputs: Int

    /// outputs × inputs, row-major, −127 to 127.
    public let weights: [Int8]

    /// One value an output: w ≈ scale · q.
    public let weightScales: [Float]

    /// In real units.
    public let bias: [Float]

    /// How the layer's input is written.
    public let input: AffineQuantization

    init(
        inputs: Int,
        outputs: Int,
        weights: [Int8],
        weightScales: [Float],
        bias: [Float],
        input: AffineQuantization
    ) {
        self.inputs = inputs
        self.outputs = outputs
        self.weights = weights
        self.weightScales = weightScales
        self.bias = bias
        self.input = input
    }

    /// Quantizes a layer's weights to −limit…limit.
    public init(_ layer: LinearLayer, input: AffineQuantization, limit: Float = 127) {
        var weights: [Int8] = []
        var scales: [Float] = []
        weights.reserveCapacity(layer.weights.count)
        for row in 0..<layer.outputs {
            let row = layer.weights[(row * layer.inputs)..<((row + 1) * layer.inputs)]
            let largest = row.reduce(0) { max($0, $1.magnitude) }
            // A row of zeros has no scale of its own, nor has one that is next to nothing: any
            // will do that what is divided by it stays finite with.
            let scale = largest / limit > 1e-20 ? largest / limit : 1
            scales.append(scale)
            for weight in row {
                let q = (weight / scale).rounded(.toNearestOrEven)
                weights.append(Int8(min(limit, max(-limit, q))))
            }
        }
        self.init(
            inputs: layer.inputs,
            outputs: layer.outputs,
            weights: weights,
            weightScales: scales,
            bias: layer.bias,
            input: input
        )
    }

    /// The layer in real numbers, as its integers stand for them.
    public var dequantized: LinearLayer {
        var real: [Float] = []
        real.reserveCapacity(weights.count)
        for output in 0..<outputs {
            for input in 0..<inputs {
                real.append(weightScales[output] * Float(weights[output * inputs + input]))
            }
        }
        return LinearLayer(inputs: inputs, outputs: outputs, weights: real, bias: bias)
    }

    /// What the sum of products is multiplied by and what is added to it to make an output, with
    /// the input's zero point folded in: Σ(q_x − z)·q_w = Σ q_x·q_w − z·Σ q_w.
    ///
    /// `output` says how the output is written; `nil` for real numbers.
    func affine(output: AffineQuantization?) -> (scales: [Float], bias: [Float]) {
        let unit = output?.scale ?? 1
        let scales = weightScales.map { $0 * input.scale / unit }
        let bias = (0..<outputs).map { row in
            let sum = weights[(row * inputs)..<((row + 1) * inputs)].reduce(0) { $0 + Int($1) }
            return self.bias[row] / unit - scales[row] * Float(input.zeroPoint * sum)
        }
        return (scales, bias)
    }
}

/// A perceptron in 8-bit integers.
public struct QuantizedPerceptron: Sendable, Hashable {
    public let layers: [QuantizedLayer]

    init(layers: [QuantizedLayer]) { self.layers = layers }

    /// Quantizes a network after training.
    ///
    /// - Parameters:
    ///   - network: The trained network.
    ///   - calibration: Training images; each layer's input covers the values seen on them.
    /// - Throws: `NetworksError.arithmetic` where oneDNN fails.
    public init(_ network: Perceptron, calibration: ImageSet) throws(NetworksError) {
        let ranges = try DenseClassifier.inputRanges(of: network, on: calibration)
        layers = zip(network.layers, ranges).map { layer, range in
            QuantizedLayer(layer, input: AffineQuantization(covering: range))
        }
    }

    /// Weights and biases.
    public var parameters: Int { layers.reduce(0) { $0 + $1.weights.count + $1.bias.count } }

    /// Weights and biases that are not zero.
    public var nonzeroParameters: Int {
        layers.reduce(0) { $0 + $1.weights.count { $0 != 0 } + $1.bias.count { $0 != 0 } }
    }
}
