import CZlib
import Foundation
import Networks
import Randomness

@testable import Networks

/// A directory of its own, removed with the value that holds it.
final class TemporaryDirectory {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "joulebench-networks-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }
}

/// The content of an idx file of unsigned bytes.
func idx(_ dimensions: [Int], _ values: [UInt8], type: UInt8 = 8) -> [UInt8] {
    var bytes: [UInt8] = [0, 0, type, UInt8(dimensions.count)]
    for dimension in dimensions {
        bytes += (0..<4).map { UInt8(truncatingIfNeeded: dimension >> (24 - 8 * $0)) }
    }
    return bytes + values
}

/// A gzip file of one member.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    _ = deflateInit2_(
        &stream,
        Z_DEFAULT_COMPRESSION,
        Z_DEFLATED,
        16 + MAX_WBITS,
        8,
        Z_DEFAULT_STRATEGY,
        ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)
    )
    defer { deflateEnd(&stream) }
    var input = bytes
    return [UInt8](unsafeUninitializedCapacity: bytes.count + 1000) { output, count in
        input.withUnsafeMutableBufferPointer { input in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            stream.next_out = output.baseAddress
            stream.avail_out = UInt32(output.count)
            _ = deflate(&stream, Z_FINISH)
        }
        count = output.count - Int(stream.avail_out)
    }
}

extension SplitMix64 {
    mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
        (0..<count).map { _ in Float.random(in: range, using: &self) }
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Random images of ten classes.
    mutating func images(_ count: Int, pixels: Int, classes: UInt8 = 10) -> ImageSet {
        ImageSet(
            pixels: pixels,
            pixelBytes: bytes(count * pixels),
            labels: (0..<count).map { _ in UInt8.random(in: 0..<classes, using: &self) }
        )
    }

    /// A network with random biases too.
    mutating func network(_ widths: [Int]) -> Perceptron {
        var network = Perceptron(widths: widths, using: &self)
        for index in network.layers.indices {
            network.layers[index].bias = floats(network.layers[index].outputs)
        }
        return network
    }
}

extension Perceptron {
    /// The scores of one image, computed in the plainest way.
    func naiveScores(_ pixels: some Collection<UInt8>) -> [Double] {
        var x = pixels.map { Double($0) / 255 }
        for (index, layer) in layers.enumerated() {
            x = (0..<layer.outputs).map { output in
                var sum = Double(layer.bias[output])
                for input in 0..<layer.inputs {
                    sum += Double(layer.weights[output * layer.inputs + input]) * x[input]
                }
                return index < layers.count - 1 ? max(0, sum) : sum
            }
        }
        return x
    }
}

extension ImageSet {
    func image(_ index: Int) -> ArraySlice<UInt8> {
        pixelBytes[(index * pixels)..<((index + 1) * pixels)]
    }
}
