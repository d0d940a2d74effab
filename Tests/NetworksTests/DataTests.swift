import Foundation
import Randomness
import Testing

@testable import Networks

@Suite struct GzipTests {
    private let content = [UInt8]((0..<5000).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) })

    @Test func `a file comes back as it was`() throws {
        #expect(try Gzip.decompress(gzip(content), path: "a.gz") == content)
        #expect(try Gzip.decompress(gzip([]), path: "a.gz").isEmpty)
    }

    @Test func `a file cut anywhere is an error and never a crash`() {
        let whole = gzip(Array(content[..<200]))
        for length in 0..<whole.count {
            #expect(throws: NetworksError.self, "\(length) bytes") {
                try Gzip.decompress(Array(whole[..<length]), path: "a.gz")
            }
        }
    }

    @Test func `damage and trailing bytes are named`() {
        var damaged = gzip(content)
        damaged[damaged.count - 6] ^= 1
        #expect { try Gzip.decompress(damaged, path: "a.gz") } throws: {
            "\($0)".contains("a.gz") && "\($0)".contains("damaged")
        }
        #expect { try Gzip.decompress(gzip(content) + [0, 0], path: "a.gz") } throws: {
            "\($0)".contains("2 bytes follow")
        }
    }
}

@Suite struct FashionMNISTTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(images: [UInt8], labels: [UInt8], suffix: String = ".gz") throws {
        try directory.write(images, "t10k-images-idx3-ubyte\(suffix)")
        try directory.write(labels, "t10k-labels-idx1-ubyte\(suffix)")
    }

    private var images: [UInt8] { idx([3, 28, 28], (0..<3 * 784).map { UInt8($0 % 251) }) }

    private func expectError(containing parts: String...) {
        #expect {
            try FashionMNIST.read(.test, directory: directory.path)
        } throws: { error in
            parts.allSatisfy { "\(error)".contains($0) }
        }
    }

    @Test(arguments: ["", ".gz"])
    func `a set is read plain and compressed`(suffix: String) throws {
        let labels = idx([3], [9, 0, 4])
        try write(
            images: suffix.isEmpty ? images : gzip(images),
            labels: suffix.isEmpty ? labels : gzip(labels),
            suffix: suffix
        )
        let set = try FashionMNIST.read(.test, directory: directory.path)
        #expect(set.count == 3)
        #expect(set.labels == [9, 0, 4])
        #expect(set.pixelBytes == Array(images[16...]))
        #expect(set.prefix(2).labels == [9, 0])
        #expect(set.prefix(2).pixelBytes.count == 2 * 784)
    }

    @Test func `a missing set names the package and the option`() {
        expectError(
            containing: directory.path,
            "t10k-images-idx3-ubyte",
            "dataset-fashion-mnist",
            "--data"
        )
    }

    @Test func `a cut gzip file is an error`() throws {
        try write(images: Array(gzip(images).dropLast(20)), labels: gzip(idx([3], [1, 2, 3])))
        expectError(containing: "t10k-images", "gzip", "before its data does")
    }

    @Test func `a cut idx file is an error`() throws {
        try write(images: gzip(images.dropLast(1)), labels: gzip(idx([3], [1, 2, 3])))
        expectError(containing: "t10k-images", "2352 values, 2351 follow")
        try write(images: gzip(Array(images[..<10])), labels: gzip(idx([3], [1, 2, 3])))
        expectError(containing: "10 bytes", "16")
    }

    @Test func `another magic number is an error`() throws {
        try write(
            images: gzip(idx([3, 28, 28], [], type: 0x0D)),
            labels: gzip(idx([3], [1, 2, 3]))
        )
        expectError(containing: "00 00 0d 03", "00 00 08 03")
        try write(images: gzip(idx([3], [1, 2, 3])), labels: gzip(idx([3], [1, 2, 3])))
        expectError(containing: "idx")
    }

    @Test func `sizes, counts and labels that do not fit are errors`() throws {
        try write(images: gzip(images), labels: gzip(idx([2], [1, 2])))
        expectError(containing: "2 labels for the 3 images")
        try write(images: gzip(images), labels: gzip(idx([3], [1, 10, 2])))
        expectError(containing: "label number 1 is 10")
        try write(
            images: gzip(idx([1, 2, 2], [1, 2, 3, 4])),
            labels: gzip(idx([1], [1]))
        )
        expectError(containing: "2 × 2 pixels")
        try write(images: gzip(idx([0, 28, 28], [])), labels: gzip(idx([0], [])))
        expectError(containing: "no image")
    }

    @Test func `a header with dimensions beyond all bounds is an error`() throws {
        let huge = [UInt8]([0, 0, 8, 3]) + Array(repeating: 0xFF, count: 12)
        try write(images: gzip(huge), labels: gzip(idx([3], [1, 2, 3])))
        expectError(containing: "idx")
    }

    @Test(
        .enabled(
            if: FileManager.default.fileExists(atPath: FashionMNIST.defaultDirectory),
            "the package dataset-fashion-mnist is not installed"
        )
    )
    func `the installed data set is whole`() throws {
        let set = try FashionMNIST.read(.test, directory: FashionMNIST.defaultDirectory)
        #expect(set.count == 10_000)
        #expect((0..<10).allSatisfy { label in set.labels.count { $0 == label } == 1000 })
    }
}

@Suite struct DomainShiftTests {
    @Test func `images are inverted, dimmed and noisy, the same for the same seed`() {
        let set = ImageSet(
            pixels: 4,
            pixelBytes: Array(repeating: 0, count: 20_000) + Array(repeating: 255, count: 20_000),
            labels: Array(repeating: 1, count: 10_000)
        )
        var generator = SplitMix64(seed: 1)
        var again = SplitMix64(seed: 1)
        let shift = DomainShift(brightness: 0.5, noise: 20)
        let shifted = shift.apply(to: set, using: &generator)
        #expect(shifted.pixelBytes == shift.apply(to: set, using: &again).pixelBytes)
        #expect(shifted.labels == set.labels)
        let black = shifted.pixelBytes[..<20_000].map(Double.init)
        let mean = black.reduce(0, +) / 20_000
        let deviation = (black.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 20_000).squareRoot()
        #expect(abs(mean - 127.5) < 1)
        #expect(abs(deviation - 20) < 1)
        let white = shifted.pixelBytes[20_000...].map(Double.init)
        #expect(white.reduce(0, +) / 20_000 < 15)
    }
}
