internal import COneDNN

/// A layer of oneDNN at one batch size, with its weights packed.
final class PackedLayer {
    private let handle: OpaquePointer

    /// Packs a layer in single precision.
    convenience init(_ layer: LinearLayer, batch: Int, relu: Bool) throws(NetworksError) {
        try self.init(
            onednn_float32,
            batch: batch,
            inputs: layer.inputs,
            outputs: layer.outputs,
            weights: layer.weights,
            scales: nil,
            bias: layer.bias,
            relu: relu
        )
    }

    /// Packs a layer in 8-bit integers.
    ///
    /// `output` says how the output is written, with ReLU before it; `nil` for real numbers.
    convenience init(
        _ layer: QuantizedLayer,
        batch: Int,
        output: AffineQuantization?
    ) throws(NetworksError) {
        let (scales, bias) = layer.affine(output: output)
        try self.init(
            output == nil ? onednn_u8_to_float32 : onednn_u8_to_u8,
            batch: batch,
            inputs: layer.inputs,
            outputs: layer.outputs,
            weights: layer.weights,
            scales: scales,
            bias: bias,
            relu: output != nil
        )
    }

    private init<Weight: BitwiseCopyable>(
        _ arithmetic: onednn_arithmetic,
        batch: Int,
        inputs: Int,
        outputs: Int,
        weights: [Weight],
        scales: [Float]?,
        bias: [Float],
        relu: Bool
    ) throws(NetworksError) {
        var handle: OpaquePointer?
        let status = weights.withUnsafeBytes { weights in
            if let scales {
                onednn_layer_create(
                    &handle,
                    arithmetic,
                    Int64(batch),
                    Int64(inputs),
                    Int64(outputs),
                    weights.baseAddress,
                    scales,
                    bias,
                    relu
                )
            } else {
                onednn_layer_create(
                    &handle,
                    arithmetic,
                    Int64(batch),
                    Int64(inputs),
                    Int64(outputs),
                    weights.baseAddress,
                    nil,
                    bias,
                    relu
                )
            }
        }
        guard status == 0, let handle else {
            throw .oneDNN("a layer of \(inputs) × \(outputs) at batch size \(batch)", status)
        }
        self.handle = handle
    }

    deinit { onednn_layer_destroy(handle) }

    var implementation: String { String(cString: onednn_layer_implementation(handle)) }

    func run(
        _ source: UnsafeRawPointer,
        into destination: UnsafeMutableRawPointer
    ) throws(NetworksError) {
        let status = onednn_layer_run(handle, source, destination)
        guard status == 0 else { throw .oneDNN("a layer", status) }
    }
}

/// The layers of a network, packed for each batch size as it first comes.
///
/// A set whose size is no multiple of the batch has a smaller last batch; packing for that one too
/// means that no arithmetic is spent on padding.
struct PackedNetwork {
    private let pack: (Int) throws(NetworksError) -> [PackedLayer]
    private var packed: [Int: [PackedLayer]] = [:]

    init(_ pack: @escaping (Int) throws(NetworksError) -> [PackedLayer]) { self.pack = pack }

    mutating func layers(batch: Int) throws(NetworksError) -> [PackedLayer] {
        if let layers = packed[batch] { return layers }
        let layers = try pack(batch)
        packed[batch] = layers
        return layers
    }
}
