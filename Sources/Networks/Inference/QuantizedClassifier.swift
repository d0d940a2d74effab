internal import COneDNN

/// A network in 8-bit integers on oneDNN: u8 · s8 → s32, requantised with ReLU between layers.
public final class QuantizedClassifier: ImageClassifier {
    public let batchSize: Int
    public let implementation: String
    let layers: [QuantizedLayer]
    private var packed: PackedNetwork

    /// The byte that each byte of an image becomes; `nil` where they are the same.
    private let inputTable: [UInt8]?
    private let input: AlignedBuffer<UInt8>
    private let hidden: [AlignedBuffer<UInt8>]
    let scores: AlignedBuffer<Float>

    public init(_ network: QuantizedPerceptron, batchSize: Int) throws(NetworksError) {
        let layers = onednn_int8_saturates() ? network.layers.map(\.halved) : network.layers
        self.layers = layers
        self.batchSize = batchSize
        let table = (0...255).map { byte in
            layers[0].input.quantize(Float(byte) * ImageSet.pixelScale)
        }
        inputTable = table.enumerated().allSatisfy { $0 == Int($1) } ? nil : table
        input = AlignedBuffer(count: batchSize * layers[0].inputs, repeating: 0)
        hidden = layers.dropLast().map {
            AlignedBuffer(count: batchSize * $0.outputs, repeating: 0)
        }
        scores = AlignedBuffer(count: batchSize * (layers.last?.outputs ?? 0), repeating: 0)
        packed = PackedNetwork { batch throws(NetworksError) in
            var result: [PackedLayer] = []
            for (index, layer) in layers.enumerated() {
                let output = index + 1 < layers.count ? layers[index + 1].input : nil
                result.append(try PackedLayer(layer, batch: batch, output: output))
            }
            return result
        }
        implementation = try packed.layers(batch: batchSize)[0].implementation
    }

    public func classify(
        _ images: UnsafePointer<UInt8>,
        count: Int,
        into predictions: UnsafeMutablePointer<UInt8>
    ) throws(NetworksError) {
        precondition(count <= batchSize)
        let packed = try packed.layers(batch: count)
        var source = UnsafeRawPointer(quantizedInput(images, count: count))
        for (layer, output) in zip(packed, hidden) {
            try layer.run(source, into: output.pointer)
            source = UnsafeRawPointer(output.pointer)
        }
        try packed[packed.count - 1].run(source, into: scores.pointer)
        let classes = layers[layers.count - 1].outputs
        for image in 0..<count {
            predictions[image] = largest(scores.pointer + image * classes, count: classes)
        }
    }

    public func arithmetic(images: Int) -> Arithmetic {
        let operations = layers.reduce(0) { $0 + 2 * $1.weights.count } * images
        return Arithmetic(flopsDense: operations, flopsExecuted: 0, intOpsExecuted: operations)
    }

    private func quantizedInput(
        _ images: UnsafePointer<UInt8>,
        count: Int
    ) -> UnsafePointer<UInt8> {
        guard let inputTable else { return images }
        let output = input.pointer
        inputTable.withUnsafeBufferPointer { table in
            for index in 0..<count * layers[0].inputs { output[index] = table[Int(images[index])] }
        }
        return UnsafePointer(output)
    }
}

extension QuantizedLayer {
    /// The same layer with weights of half the size, for processors that add pairs in 16 bits.
    var halved: QuantizedLayer { QuantizedLayer(dequantized, input: input, limit: 63) }
}
