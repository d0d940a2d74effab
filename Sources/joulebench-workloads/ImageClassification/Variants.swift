internal import ArgumentParser
internal import Networks
internal import Randomness

/// The arithmetic that a network is run with.
enum Variant: String, CaseIterable, ExpressibleByArgument {
    case dense
    case pruned
    case int8
}

extension StoredNetwork {
    /// Reads a checkpoint that fits Fashion-MNIST.
    static func read(_ path: String) throws(NetworksError) -> StoredNetwork {
        try read(path, inputs: FashionMNIST.pixels, outputs: FashionMNIST.classes)
    }

    /// Reads a dense checkpoint that fits Fashion-MNIST.
    static func readDense(_ path: String) throws(NetworksError) -> Perceptron {
        let network = try read(path)
        guard case .dense(let perceptron) = network else {
            throw .variant(
                path: path,
                found: network.variant,
                wanted: "dense",
                remedy: "Begin with a checkpoint that train or adapt wrote."
            )
        }
        return perceptron
    }

    /// The network as another variant runs it: a pruned one may be run dense, zeros and all.
    func converted(to variant: Variant, path: String) throws(NetworksError) -> StoredNetwork {
        switch (self, variant) {
        case (.dense, .dense), (.pruned, .pruned), (.int8, .int8): return self
        case (.pruned(let layers), .dense): return .dense(Perceptron(layers: layers.map(\.dense)))
        default:
            let command = variant == .int8 ? "quantize" : variant == .pruned ? "prune" : "train"
            throw .variant(
                path: path,
                found: self.variant,
                wanted: variant.rawValue,
                remedy: "Make one with image-classification \(command)."
            )
        }
    }

    /// The network made ready to run.
    func classifier(batchSize: Int) throws(NetworksError) -> any ImageClassifier {
        switch self {
        case .dense(let network): try DenseClassifier(network, batchSize: batchSize)
        case .pruned(let layers): SparseClassifier(layers, batchSize: batchSize)
        case .int8(let network): try QuantizedClassifier(network, batchSize: batchSize)
        }
    }
}

/// Which images: as published, or changed.
enum Domain: String, CaseIterable, ExpressibleByArgument {
    case original
    case shifted

    /// The images of a set in this domain.
    func images(_ set: ImageSet, seed: UInt64, stream: RandomStream) -> ImageSet {
        guard self == .shifted else { return set }
        var noise = SplitMix64(seed: seed).stream(stream)
        return DomainShift().apply(to: set, using: &noise)
    }
}
