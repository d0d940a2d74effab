extension StoredNetwork {
    /// Reads a checkpoint and checks each tensor's type and shape.
    ///
    /// - Parameters:
    ///   - path: A file that `write(to:metadata:)` wrote, or another program in the same layout.
    ///   - inputs: The number of inputs that the data have.
    ///   - outputs: The number of classes that the data have.
    /// - Returns: The network in the variant that the file's metadata name.
    /// - Throws: `NetworksError` where the file is damaged or its network is another one.
    public static func read(
        _ path: String,
        inputs: Int,
        outputs: Int
    ) throws(NetworksError) -> StoredNetwork {
        let file = try SafeTensors.read(path)
        let reader = CheckpointReader(path: path, file: file)
        let widths = try reader.widths(inputs: inputs, outputs: outputs)
        switch file.metadata["variant"] {
        case "dense": return .dense(try reader.dense(widths))
        case "pruned": return .pruned(try reader.pruned(widths))
        case "int8": return .int8(try reader.int8(widths))
        case let other:
            throw reader.malformed("its metadata name the variant \(other ?? "nowhere")")
        }
    }
}

/// Takes the tensors of a network out of a file.
private struct CheckpointReader {
    let path: String
    let file: SafeTensors

    func malformed(_ reason: String) -> NetworksError {
        .malformed(path: path, format: "joulebench checkpoint", reason: reason)
    }

    /// The widths that the metadata state, where they fit the data.
    func widths(inputs: Int, outputs: Int) throws(NetworksError) -> [Int] {
        guard file.metadata["format"] == StoredNetwork.format, let text = file.metadata["widths"]
        else { throw malformed("its metadata lack “format” or “widths”") }
        let widths = text.split(separator: ",").compactMap { Int($0) }
        guard widths.count >= 2, widths.allSatisfy({ (1...Int(UInt16.max)).contains($0) }),
            widths.count == text.split(separator: ",", omittingEmptySubsequences: false).count
        else { throw malformed("its widths are “\(text)”") }
        guard widths.first == inputs, widths.last == outputs else {
            throw .mismatch(
                path: path,
                tensor: "the network",
                expected: "from \(inputs) to \(outputs)",
                found: "from \(widths[0]) to \(widths[widths.count - 1])"
            )
        }
        return widths
    }

    func dense(_ widths: [Int]) throws(NetworksError) -> Perceptron {
        var layers: [LinearLayer] = []
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            layers.append(
                LinearLayer(
                    inputs: inputs,
                    outputs: outputs,
                    weights: try finite("layers.\(index).weight", [outputs, inputs]),
                    bias: try finite("layers.\(index).bias", [outputs])
                )
            )
        }
        return Perceptron(layers: layers)
    }

    func pruned(_ widths: [Int]) throws(NetworksError) -> [SparseLayer] {
        var layers: [SparseLayer] = []
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            let values: [Float] = try finite("layers.\(index).values", nil)
            let layer = SparseLayer(
                inputs: inputs,
                outputs: outputs,
                rowOffsets: try stored("layers.\(index).row_offsets", [outputs + 1]),
                columns: try stored("layers.\(index).columns", [values.count]),
                values: values,
                bias: try finite("layers.\(index).bias", [outputs])
            )
            guard let layer else {
                throw malformed("the rows of “layers.\(index)” are no sparse rows")
            }
            layers.append(layer)
        }
        return layers
    }

    func int8(_ widths: [Int]) throws(NetworksError) -> QuantizedPerceptron {
        var layers: [QuantizedLayer] = []
        for (index, (inputs, outputs)) in zip(widths, widths.dropFirst()).enumerated() {
            let scales: [Float] = try finite("layers.\(index).weight_scale", [outputs])
            let scale: [Float] = try finite("layers.\(index).input_scale", [1])
            let zero: [Int32] = try stored("layers.\(index).input_zero_point", [1])
            guard (scales + scale).allSatisfy({ $0 > 0 }), (0...255).contains(zero[0]),
                index == 0 || zero[0] == 0
            else { throw malformed("a scale or zero point of “layers.\(index)” is out of range") }
            layers.append(
                QuantizedLayer(
                    inputs: inputs,
                    outputs: outputs,
                    weights: try stored("layers.\(index).weight", [outputs, inputs]),
                    weightScales: scales,
                    bias: try finite("layers.\(index).bias", [outputs]),
                    input: AffineQuantization(scale: scale[0], zeroPoint: Int(zero[0]))
                )
            )
        }
        return QuantizedPerceptron(layers: layers)
    }

    /// The values of a tensor of floats, none of them infinite or NaN.
    private func finite(_ name: String, _ shape: [Int]?) throws(NetworksError) -> [Float] {
        let values: [Float] = try stored(name, shape)
        guard values.allSatisfy(\.isFinite) else {
            throw malformed("“\(name)” holds values that are not finite")
        }
        return values
    }

    /// The values of a tensor of a shape; `nil` for a vector of any length.
    private func stored<Element: StorableElement>(
        _ name: String,
        _ shape: [Int]?
    ) throws(NetworksError) -> [Element] {
        let expected =
            "\(Element.storedType.rawValue) \(shape.map { "\($0)" } ?? "of any length")"
        guard let tensor = file.tensors[name] else {
            throw .mismatch(path: path, tensor: "“\(name)”", expected: expected, found: "missing")
        }
        guard tensor.shape == shape ?? [tensor.shape.reduce(1, *)],
            let values = tensor.values(as: Element.self)
        else {
            throw .mismatch(
                path: path,
                tensor: "“\(name)”",
                expected: expected,
                found: "\(tensor.type.rawValue) \(tensor.shape)"
            )
        }
        return values
    }
}
