public import Randomness

/// A change of domain: the images inverted, dimmed and covered with noise.
///
/// A network that was trained on the original sees bright clothes on black turn into dark clothes
/// on grey: it must learn its first layer anew, while the classes and their shapes stay.
public struct DomainShift: Sendable, Hashable {
    /// What an inverted pixel's brightness is multiplied by.
    public var brightness: Float

    /// The standard deviation of the noise in steps of a pixel's 0 to 255.
    public var noise: Float

    public init(brightness: Float = 0.5, noise: Float = 25) {
        self.brightness = brightness
        self.noise = noise
    }

    /// The shifted images, the same for the same generator; the labels stay.
    ///
    /// The noise is the sum of four uniform bytes, which is close to normal and quick to draw.
    public func apply(to set: ImageSet, using generator: inout SplitMix64) -> ImageSet {
        // The variance of a uniform byte is (256² − 1) / 12; four of them are added.
        let scale = noise / (4 * (65536 - 1) / 12 as Float).squareRoot()
        let shifted = [UInt8](unsafeUninitializedCapacity: set.pixelBytes.count) { output, count in
            set.pixelBytes.withUnsafeBufferPointer { input in
                var word: UInt64 = 0
                for index in input.indices {
                    word = index.isMultiple(of: 2) ? generator.next() : word >> 32
                    let sum =
                        (word & 0xFF) + (word >> 8 & 0xFF) + (word >> 16 & 0xFF)
                        + (word >> 24 & 0xFF)
                    let base = Float(255 - input[index]) * brightness
                    let value = base + (Float(sum) - 510) * scale
                    output[index] = UInt8(min(255, max(0, value.rounded())))
                }
            }
            count = set.pixelBytes.count
        }
        return ImageSet(pixels: set.pixels, pixelBytes: shifted, labels: set.labels)
    }
}
