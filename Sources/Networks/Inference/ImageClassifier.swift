/// The arithmetic of a piece of work; a multiply-add is 2 operations.
///
/// Products are counted; the additions of biases, ReLU and conversions are not.
public struct Arithmetic: Sendable, Hashable {
    /// What a dense single-precision network would execute for the same images.
    public var flopsDense: Int

    /// Floating-point operations that were executed.
    public var flopsExecuted: Int

    /// Integer operations that were executed.
    public var intOpsExecuted: Int

    public init(flopsDense: Int, flopsExecuted: Int, intOpsExecuted: Int) {
        self.flopsDense = flopsDense
        self.flopsExecuted = flopsExecuted
        self.intOpsExecuted = intOpsExecuted
    }
}

/// A network that is ready to classify images: weights packed, buffers allocated.
///
/// Each variant is one, and each begins at the images' bytes, so that the conversion to its own
/// input is part of what is measured.
public protocol ImageClassifier: AnyObject {
    /// The number of images that are classified at once.
    var batchSize: Int { get }

    /// The kernels that do the work, such as "brgemm:avx512_core".
    var implementation: String { get }

    /// Classifies up to `batchSize` images.
    ///
    /// - Parameters:
    ///   - images: `count` images' bytes side by side.
    ///   - count: The number of images.
    ///   - predictions: Where the class of each goes.
    /// - Throws: `NetworksError.arithmetic` where oneDNN fails.
    func classify(
        _ images: UnsafePointer<UInt8>,
        count: Int,
        into predictions: UnsafeMutablePointer<UInt8>
    ) throws(NetworksError)

    /// The arithmetic of one pass over a number of images, padding of the last batch included.
    func arithmetic(images: Int) -> Arithmetic
}

extension ImageClassifier {
    /// Classifies a whole set, batch by batch.
    public func classify(
        _ set: ImageSet,
        into predictions: inout [UInt8]
    ) throws(NetworksError) {
        precondition(predictions.count >= set.count)
        do {
            try set.pixelBytes.withUnsafeBufferPointer { images in
                try predictions.withUnsafeMutableBufferPointer { predictions in
                    guard let images = images.baseAddress,
                        let predictions = predictions.baseAddress
                    else { return }
                    for start in stride(from: 0, to: set.count, by: batchSize) {
                        try classify(
                            images + start * set.pixels,
                            count: min(batchSize, set.count - start),
                            into: predictions + start
                        )
                    }
                }
            }
        } catch let error as NetworksError {
            throw error
        } catch {
            preconditionFailure("\(error)")
        }
    }

    /// The number of images whose class is predicted as labelled.
    public func correct(on set: ImageSet) throws(NetworksError) -> Int {
        try outcomes(on: set).count(where: \.self)
    }

    /// Whether the class of each image is predicted as labelled.
    public func outcomes(on set: ImageSet) throws(NetworksError) -> [Bool] {
        var predictions = [UInt8](repeating: 0, count: set.count)
        try classify(set, into: &predictions)
        return zip(predictions, set.labels).map { $0 == $1 }
    }
}

/// The index of the largest of some scores; of equal ones the first.
func largest(_ scores: UnsafePointer<Float>, count: Int, stride: Int = 1) -> UInt8 {
    var best = 0
    for index in 1..<count where scores[index * stride] > scores[best * stride] { best = index }
    return UInt8(best)
}
