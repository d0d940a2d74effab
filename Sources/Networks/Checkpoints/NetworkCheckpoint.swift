/// A network as a checkpoint holds it: in one of the variants.
public enum StoredNetwork: Sendable, Hashable {
    /// `layers.N.weight` F32 outputs × inputs, `layers.N.bias` F32.
    case dense(Perceptron)

    /// `layers.N.values` F32, `.columns` U16, `.row_offsets` I32, `.bias` F32.
    case pruned([SparseLayer])

    /// `layers.N.weight` I8 outputs × inputs, `.weight_scale` F32 outputs, `.bias` F32,
    /// `.input_scale` F32 1, `.input_zero_point` I32 1.
    case int8(QuantizedPerceptron)

    /// The variant's name in the metadata and on the command line.
    public var variant: String {
        switch self {
        case .dense: "dense"
        case .pruned: "pruned"
        case .int8: "int8"
        }
    }

    /// Inputs, hidden widths and outputs.
    public var widths: [Int] {
        switch self {
        case .dense(let network): network.widths
        case .pruned(let layers): [layers[0].inputs] + layers.map(\.outputs)
        case .int8(let network): [network.layers[0].inputs] + network.layers.map(\.outputs)
        }
    }

    /// Weights and biases, zeros included.
    public var parameters: Int {
        zip(widths, widths.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 + $1.1 }
    }

    /// Weights and biases that are not zero.
    public var nonzeroParameters: Int {
        switch self {
        case .dense(let network): network.nonzeroParameters
        case .pruned(let layers):
            layers.reduce(0) { $0 + $1.values.count { $0 != 0 } + $1.bias.count { $0 != 0 } }
        case .int8(let network): network.nonzeroParameters
        }
    }

    /// The bytes of all tensors that inference needs.
    public var modelBytes: Int { tensors.values.reduce(0) { $0 + $1.bytes.count } }

    /// Checks that a checkpoint can be written at a path: a long training is not lost to a typo.
    public static func checkDestination(_ path: String) throws(NetworksError) {
        try Files.checkDestination(path)
    }

    /// Writes a checkpoint.
    ///
    /// - Parameters:
    ///   - path: The file, replaced at once where it exists.
    ///   - metadata: Where the network comes from, such as its seed.
    /// - Throws: `NetworksError.file` where the file cannot be written.
    public func write(
        to path: String,
        metadata: [String: String] = [:]
    ) throws(NetworksError) {
        var all = metadata
        all["format"] = Self.format
        all["variant"] = variant
        all["widths"] = widths.map(String.init).joined(separator: ",")
        try SafeTensors(tensors: tensors, metadata: all).write(to: path)
    }

    static let format = "joulebench-perceptron"

    private var tensors: [String: StoredTensor] {
        var tensors: [String: StoredTensor] = [:]
        func add<Element: StorableElement>(_ name: String, _ values: [Element], _ shape: [Int]) {
            tensors[name] = StoredTensor(values, shape: shape)
        }
        switch self {
        case .dense(let network):
            for (index, layer) in network.layers.enumerated() {
                add("layers.\(index).weight", layer.weights, [layer.outputs, layer.inputs])
                add("layers.\(index).bias", layer.bias, [layer.outputs])
            }
        case .pruned(let layers):
            for (index, layer) in layers.enumerated() {
                add("layers.\(index).values", layer.values, [layer.values.count])
                add("layers.\(index).columns", layer.columns, [layer.columns.count])
                add("layers.\(index).row_offsets", layer.rowOffsets, [layer.rowOffsets.count])
                add("layers.\(index).bias", layer.bias, [layer.outputs])
            }
        case .int8(let network):
            for (index, layer) in network.layers.enumerated() {
                add("layers.\(index).weight", layer.weights, [layer.outputs, layer.inputs])
                add("layers.\(index).weight_scale", layer.weightScales, [layer.outputs])
                add("layers.\(index).bias", layer.bias, [layer.outputs])
                add("layers.\(index).input_scale", [layer.input.scale], [1])
                add("layers.\(index).input_zero_point", [Int32(layer.input.zeroPoint)], [1])
            }
        }
        return tensors
    }
}
