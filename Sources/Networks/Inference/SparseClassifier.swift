internal import CKernels

/// A network in single precision that skips the zeros of its weights.
///
/// Images are worked on in tiles, one feature of all images of a tile side by side: a weight is
/// read once and multiplied with whole registers. A tile goes through all layers on one thread.
public final class SparseClassifier: ImageClassifier {
    public let batchSize: Int
    private let layers: [SparseLayer]
    private let widest: Int
    private let set: kernel_set

    /// Two buffers of a tile's activations for each tile of a batch that is worked on at once.
    private let scratch: [(AlignedBuffer<Float>, AlignedBuffer<Float>)]

    public convenience init(_ layers: [SparseLayer], batchSize: Int) {
        self.init(layers, batchSize: batchSize, set: Processor.kernels)
    }

    init(_ layers: [SparseLayer], batchSize: Int, set: kernel_set) {
        self.layers = layers
        self.batchSize = batchSize
        self.set = set
        let widest = layers.reduce(0) { max($0, $1.inputs, $1.outputs) }
        self.widest = widest
        scratch = (0..<ThreadTeam.count).map { _ in
            let size = widest * Int(kernel_tile)
            return (
                AlignedBuffer(count: size, repeating: 0), AlignedBuffer(count: size, repeating: 0)
            )
        }
    }

    public var implementation: String { "csr:\(Processor.kernelSet)" }

    public func classify(
        _ images: UnsafePointer<UInt8>,
        count: Int,
        into predictions: UnsafeMutablePointer<UInt8>
    ) throws(NetworksError) {
        precondition(count <= batchSize)
        let tile = Int(kernel_tile)
        let tiles = (count + tile - 1) / tile
        let workers = min(tiles, scratch.count)
        ThreadTeam.parallel(workers) { worker in
            for index in (tiles * worker / workers)..<(tiles * (worker + 1) / workers) {
                let first = index * tile
                classifyTile(
                    images + first * layers[0].inputs,
                    count: min(tile, count - first),
                    worker: worker,
                    into: predictions + first
                )
            }
        }
    }

    private func classifyTile(
        _ images: UnsafePointer<UInt8>,
        count: Int,
        worker: Int,
        into predictions: UnsafeMutablePointer<UInt8>
    ) {
        var (x, y) = (scratch[worker].0.pointer, scratch[worker].1.pointer)
        kernel_images_to_tile(
            set,
            images,
            Int64(layers[0].inputs),
            Int64(count),
            ImageSet.pixelScale,
            x
        )
        for (index, layer) in layers.enumerated() {
            layer.multiply(x, into: y, relu: index < layers.count - 1, set: set)
            swap(&x, &y)
        }
        let classes = layers[layers.count - 1].outputs
        for image in 0..<count {
            predictions[image] = largest(x + image, count: classes, stride: Int(kernel_tile))
        }
    }

    public func arithmetic(images: Int) -> Arithmetic {
        let tile = Int(kernel_tile)
        let lanes = (images / batchSize) * ((batchSize + tile - 1) / tile * tile)
        let rest = (images % batchSize + tile - 1) / tile * tile
        return Arithmetic(
            flopsDense: layers.reduce(0) { $0 + 2 * $1.inputs * $1.outputs } * images,
            flopsExecuted: layers.reduce(0) { $0 + 2 * $1.values.count } * (lanes + rest),
            intOpsExecuted: 0
        )
    }
}

extension SparseLayer {
    /// y = relu?(W·x + b) for one tile of images.
    func multiply(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        relu: Bool,
        set: kernel_set
    ) {
        rowOffsets.withUnsafeBufferPointer { offsets in
            columns.withUnsafeBufferPointer { columns in
                values.withUnsafeBufferPointer { values in
                    bias.withUnsafeBufferPointer { bias in
                        var rows = kernel_sparse_rows(
                            rows: Int64(outputs),
                            row_offsets: offsets.baseAddress,
                            columns: columns.baseAddress,
                            values: values.baseAddress,
                            bias: bias.baseAddress
                        )
                        kernel_sparse_layer(set, &rows, x, y, relu)
                    }
                }
            }
        }
    }
}
