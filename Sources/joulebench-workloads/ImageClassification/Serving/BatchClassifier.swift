internal import Foundation
internal import Networks

/// Classifies any images of a set together, up to a number at once.
///
/// Batches are padded to a power of two (or the most at once), so that only a few sizes of kernels
/// have to be made, all of them before anything is measured. What the padding computes counts as
/// executed.
///
/// Unchecked: it is made and warmed up on one thread and may then be handed to another, which alone
/// uses it until it ends.
final class BatchClassifier: @unchecked Sendable {
    let batchSize: Int
    private let classifier: any ImageClassifier
    private let images: ImageSet
    private var pixels: [UInt8]
    private var classes: [UInt8]

    /// The class of each image that was answered last; `nil` for those that were not asked for.
    private(set) var answers: [UInt8?]

    /// What was executed since the last `forget()`.
    private(set) var work = Arithmetic(flopsDense: 0, flopsExecuted: 0, intOpsExecuted: 0)

    /// - Throws: `NetworksError` where the network cannot be made ready to run.
    init(_ network: StoredNetwork, images: ImageSet, batchSize: Int) throws {
        self.batchSize = batchSize
        self.images = images
        classifier = try network.classifier(batchSize: batchSize)
        pixels = [UInt8](repeating: 0, count: batchSize * images.pixels)
        classes = [UInt8](repeating: 0, count: batchSize)
        answers = [UInt8?](repeating: nil, count: images.count)
    }

    var implementation: String { classifier.implementation }

    /// Classifies images, given by their indices, at most `batchSize`.
    func classify(_ indices: some Collection<Int>) throws {
        let count = indices.count
        let padded = paddedSize(count)
        try pixels.withUnsafeMutableBufferPointer { pixels in
            guard let base = pixels.baseAddress else { return }
            gather(indices, into: base)
            try classes.withUnsafeMutableBufferPointer { classes in
                guard let classes = classes.baseAddress else { return }
                try classifier.classify(base, count: padded, into: classes)
            }
        }
        for (row, index) in indices.enumerated() { answers[index] = classes[row] }
        let executed = classifier.arithmetic(images: padded)
        work.flopsDense += classifier.arithmetic(images: count).flopsDense
        work.flopsExecuted += executed.flopsExecuted
        work.intOpsExecuted += executed.intOpsExecuted
    }

    /// Makes the kernels of every size, and runs the largest for some time.
    ///
    /// - Returns: The images per second of the largest.
    @discardableResult
    func warmUp(seconds: Double) throws -> Double {
        var size = 1
        while size < batchSize {
            try classify(0..<min(size, images.count))
            size *= 2
        }
        let whole = 0..<min(batchSize, images.count)
        try classify(whole)
        let clock = ContinuousClock()
        let start = clock.now
        var count = 0
        repeat {
            try classify(whole)
            count += whole.count
        } while clock.now < start + .seconds(seconds)
        let time = start.duration(to: clock.now).components
        forget()
        return Double(count) / (Double(time.seconds) + Double(time.attoseconds) / 1e18)
    }

    private func forget() {
        work = Arithmetic(flopsDense: 0, flopsExecuted: 0, intOpsExecuted: 0)
        answers = [UInt8?](repeating: nil, count: images.count)
    }

    private func paddedSize(_ count: Int) -> Int {
        var size = 1
        while size < count { size *= 2 }
        return min(size, batchSize)
    }

    private func gather(_ indices: some Collection<Int>, into pixels: UnsafeMutablePointer<UInt8>) {
        let size = images.pixels
        images.pixelBytes.withUnsafeBufferPointer { source in
            guard let source = source.baseAddress else { return }
            for (row, index) in indices.enumerated() {
                memcpy(pixels + row * size, source + index * size, size)
            }
        }
    }
}
