internal import CKernels

/// A network in single precision on oneDNN.
public final class DenseClassifier: ImageClassifier {
    public let batchSize: Int
    public let implementation: String
    private let network: Perceptron
    private var packed: PackedNetwork
    private let activations: [AlignedBuffer<Float>]

    public init(_ network: Perceptron, batchSize: Int) throws(NetworksError) {
        self.network = network
        self.batchSize = batchSize
        activations = network.widths.map { AlignedBuffer(count: batchSize * $0, repeating: 0) }
        packed = PackedNetwork { batch throws(NetworksError) in
            var layers: [PackedLayer] = []
            for (index, layer) in network.layers.enumerated() {
                let relu = index < network.layers.count - 1
                layers.append(try PackedLayer(layer, batch: batch, relu: relu))
            }
            return layers
        }
        implementation = try packed.layers(batch: batchSize)[0].implementation
    }

    public func classify(
        _ images: UnsafePointer<UInt8>,
        count: Int,
        into predictions: UnsafeMutablePointer<UInt8>
    ) throws(NetworksError) {
        let scores = try forward(images, count: count)
        let classes = network.widths.last ?? 0
        for image in 0..<count {
            predictions[image] = largest(scores + image * classes, count: classes)
        }
    }

    public func arithmetic(images: Int) -> Arithmetic {
        let flops = network.forwardFLOPs * images
        return Arithmetic(flopsDense: flops, flopsExecuted: flops, intOpsExecuted: 0)
    }

    /// The scores of a batch, count × classes; valid until the next call.
    func forward(
        _ images: UnsafePointer<UInt8>,
        count: Int
    ) throws(NetworksError) -> UnsafePointer<Float> {
        precondition(count <= batchSize)
        let input = activations[0].pointer
        ThreadTeam.split(count * network.layers[0].inputs) { range in
            kernel_bytes_to_floats(
                Processor.kernels,
                images + range.lowerBound,
                Int64(range.count),
                ImageSet.pixelScale,
                input + range.lowerBound
            )
        }
        for (index, layer) in try packed.layers(batch: count).enumerated() {
            try layer.run(activations[index].pointer, into: activations[index + 1].pointer)
        }
        return UnsafePointer(activations[activations.count - 1].pointer)
    }

    /// The least and the greatest value that each layer's input takes on some images.
    static func inputRanges(
        of network: Perceptron,
        on set: ImageSet
    ) throws(NetworksError) -> [ClosedRange<Float>] {
        let classifier = try DenseClassifier(network, batchSize: set.count)
        var predictions = [UInt8](repeating: 0, count: set.count)
        try classifier.classify(set, into: &predictions)
        var ranges: [ClosedRange<Float>] = []
        for activation in classifier.activations.dropLast() {
            let values = activation.buffer
            guard values.allSatisfy(\.isFinite) else {
                throw .setting(
                    name: "the network",
                    reason: "its activations are infinite on these images; train it anew"
                )
            }
            ranges.append((values.min() ?? 0)...(values.max() ?? 0))
        }
        return ranges
    }
}
