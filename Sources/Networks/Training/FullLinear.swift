internal import CKernels

/// A linear layer all of whose parameters are trained.
final class FullLinear: TrainableLayer {
    let inputs: Int
    let outputs: Int
    let weights: Parameter
    let bias: Parameter
    private let products: MatrixProducts

    init(_ layer: LinearLayer, products: MatrixProducts) {
        inputs = layer.inputs
        outputs = layer.outputs
        weights = Parameter(layer.weights)
        bias = Parameter(layer.bias)
        self.products = products
    }

    var trainableParameters: Int { weights.count + bias.count }

    private var weightMatrix: MatrixProducts.Operand {
        .init(weights.value.pointer, rows: outputs, columns: inputs)
    }

    func forward(
        _ x: UnsafePointer<Float>,
        rows: Int,
        relu: Bool,
        into y: UnsafeMutablePointer<Float>
    ) throws(NetworksError) {
        let x = MatrixProducts.Operand(x, rows: rows, columns: inputs)
        try products.multiply(x, weightMatrix.transpose, into: y)
        addBias(bias.value.pointer, rows: rows, columns: outputs, relu: relu, to: y)
    }

    func backward(
        x: UnsafePointer<Float>,
        gradient: UnsafePointer<Float>,
        rows: Int,
        inputGradient: UnsafeMutablePointer<Float>?
    ) throws(NetworksError) {
        let dy = MatrixProducts.Operand(gradient, rows: rows, columns: outputs)
        let x = MatrixProducts.Operand(x, rows: rows, columns: inputs)
        try products.multiply(dy.transpose, x, into: weights.gradient.pointer)
        kernel_column_sums(
            Processor.kernels,
            gradient,
            Int64(rows),
            Int64(outputs),
            bias.gradient.pointer
        )
        if let inputGradient {
            try products.multiply(dy, weightMatrix, into: inputGradient)
        }
    }

    func update(_ step: Adam.Step) {
        weights.update(step)
        bias.update(step)
    }

    var layer: LinearLayer {
        LinearLayer(
            inputs: inputs,
            outputs: outputs,
            weights: weights.value.array,
            bias: bias.value.array
        )
    }
}

/// y = relu?(y + b) on all threads.
func addBias(
    _ bias: UnsafePointer<Float>,
    rows: Int,
    columns: Int,
    relu: Bool,
    to y: UnsafeMutablePointer<Float>
) {
    ThreadTeam.split(rows) { range in
        kernel_add_bias(
            Processor.kernels,
            bias,
            Int64(range.count),
            Int64(columns),
            relu,
            y + range.lowerBound * columns
        )
    }
}
