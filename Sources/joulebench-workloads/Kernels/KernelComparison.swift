internal import Foundation
internal import Networks
internal import Randomness

/// The forward pass of one network in three arithmetics, timed in turns.
struct KernelComparison {
    let hidden: [Int]
    let sparsity: Double
    let batchSize: Int
    let rounds: Int
    let seconds: Double

    /// Times every kernel in every round.
    func run() throws -> KernelResult {
        var generator = SplitMix64(seed: 1)
        let widths = [FashionMNIST.pixels] + hidden + [FashionMNIST.classes]
        let network = Perceptron(widths: widths, using: &generator)
        let images = randomImages(using: &generator)
        let kernels = try classifiers(network, images: images)
        for kernel in kernels { _ = try speed(of: kernel, on: images) }
        var speeds = kernels.map { _ in [Double]() }
        for _ in 0..<rounds {
            for (index, kernel) in kernels.enumerated() {
                speeds[index].append(try speed(of: kernel, on: images))
            }
        }
        return KernelResult(
            widths: widths,
            sparsity: sparsity,
            batchSize: batchSize,
            threads: ThreadTeam.count,
            oneDNNVersion: Processor.oneDNNVersion,
            oneDNNSet: Processor.oneDNNSet,
            kernelSet: Processor.kernelSet,
            avx512VNNI: Processor.hasAVX512VNNI,
            kernels: zip(["dense", "pruned", "int8"], zip(kernels, speeds)).map {
                .init(
                    variant: $0,
                    implementation: $1.0.implementation,
                    imagesPerSecond: $1.1,
                    ratios: zip($1.1, speeds[0]).map { $0 / $1 }
                )
            }
        )
    }

    private func classifiers(
        _ network: Perceptron,
        images: ImageSet
    ) throws -> [any ImageClassifier] {
        let pruning = MagnitudePruning(sparsity: sparsity)
        let pruned = StoredNetwork.pruned(pruning.pruned(network).layers.map { SparseLayer($0) })
        let int8 = StoredNetwork.int8(
            try QuantizedPerceptron(network, calibration: images.prefix(256))
        )
        return try [.dense(network), pruned, int8].map { try $0.classifier(batchSize: batchSize) }
    }

    private func randomImages(using generator: inout SplitMix64) -> ImageSet {
        let count = max(batchSize, 4096 / batchSize * batchSize)
        let bytes = (0..<count * FashionMNIST.pixels).map { _ in
            UInt8(truncatingIfNeeded: generator.next() >> 56)
        }
        return ImageSet(
            pixels: FashionMNIST.pixels,
            pixelBytes: bytes,
            labels: Array(repeating: 0, count: count)
        )
    }

    /// Images a second.
    private func speed(of kernel: any ImageClassifier, on set: ImageSet) throws -> Double {
        var predictions = [UInt8](repeating: 0, count: set.count)
        let clock = ContinuousClock()
        // The first pass wakes the threads and fills the caches.
        try kernel.classify(set, into: &predictions)
        let start = clock.now
        var images = 0
        repeat {
            try kernel.classify(set, into: &predictions)
            images += set.count
        } while clock.now - start < .seconds(seconds)
        return Double(images) / ((clock.now - start) / .seconds(1))
    }
}

/// What a comparison of the kernels found.
struct KernelResult: Codable {
    struct Kernel: Codable {
        let variant: String
        let implementation: String

        /// One value a round.
        let imagesPerSecond: [Double]

        /// Each round's speed over that of dense in the same round.
        let ratios: [Double]
    }

    let widths: [Int]
    let sparsity: Double
    let batchSize: Int
    let threads: Int
    let oneDNNVersion: String
    let oneDNNSet: String
    let kernelSet: String
    let avx512VNNI: Bool
    let kernels: [Kernel]

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    var text: String {
        let shape = widths.map(String.init).joined(separator: "-")
        var lines = [
            "\(shape), batch size \(batchSize), \(threads) threads, "
                + "\(Console.percent(sparsity)) sparse; oneDNN \(oneDNNVersion)",
            "instruction sets: oneDNN \(oneDNNSet), own kernels \(kernelSet)",
        ]
        if !avx512VNNI {
            lines.append(
                "This processor has no AVX-512 VNNI: the 8-bit products run on what it has, and "
                    + "the figures that hold with VNNI need not hold here."
            )
        }
        for kernel in kernels {
            let speeds = kernel.imagesPerSecond.sorted()
            let ratios = kernel.ratios.sorted()
            lines.append(
                String(
                    format: "%@ %10.0f images/s   %.2f × dense (%.2f to %.2f in %d rounds)   %@",
                    kernel.variant.padding(toLength: 7, withPad: " ", startingAt: 0),
                    speeds[speeds.count / 2],
                    ratios[ratios.count / 2],
                    ratios[0],
                    ratios[ratios.count - 1],
                    ratios.count,
                    kernel.implementation
                )
            )
        }
        return lines.joined(separator: "\n")
    }
}
