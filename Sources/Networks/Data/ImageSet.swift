/// Labelled greyscale images.
public struct ImageSet: Sendable {
    /// The number of pixels of an image.
    public let pixels: Int

    /// count × pixels, row-major; 0 is black.
    public let pixelBytes: [UInt8]

    /// The class of each image.
    public let labels: [UInt8]

    /// The value that a pixel's byte is multiplied by to be a number from 0 to 1.
    public static let pixelScale: Float = 1 / 255

    public init(pixels: Int, pixelBytes: [UInt8], labels: [UInt8]) {
        precondition(pixelBytes.count == pixels * labels.count)
        self.pixels = pixels
        self.pixelBytes = pixelBytes
        self.labels = labels
    }

    /// The number of images.
    public var count: Int { labels.count }

    /// The first images.
    public func prefix(_ count: Int) -> ImageSet {
        let count = min(count, self.count)
        return ImageSet(
            pixels: pixels,
            pixelBytes: Array(pixelBytes[..<(count * pixels)]),
            labels: Array(labels[..<count])
        )
    }
}
