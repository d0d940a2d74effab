internal import CKernels
public import Randomness

/// Which parameters are trained.
public enum TrainingMethod: Sendable, Hashable {
    /// All of them.
    case full

    /// Low-rank adapters on every layer; the network itself is frozen.
    case lora(LoRA)
}

/// Trains a perceptron with Adam on the softmax cross-entropy.
public final class PerceptronTrainer {
    public let batchSize: Int

    /// Is told of the parts of each step; `nil` costs nothing.
    public var stageObserver: (any TrainingStageObserver)?
    let layers: [any TrainableLayer]
    private let products = MatrixProducts()
    private let optimizer: Adam
    private var steps = 0

    /// The input of each layer and the output of the last; batch × width.
    private let activations: [AlignedBuffer<Float>]
    private let gradients: [AlignedBuffer<Float>]

    /// Makes a trainer that begins at a network's parameters.
    ///
    /// The initial adapters are drawn from `generator`; `.full` draws nothing.
    public init(
        _ network: Perceptron,
        method: TrainingMethod = .full,
        batchSize: Int,
        optimizer: Adam = Adam(),
        using generator: inout SplitMix64
    ) {
        self.batchSize = batchSize
        self.optimizer = optimizer
        var layers: [any TrainableLayer] = []
        for layer in network.layers {
            switch method {
            case .full:
                layers.append(FullLinear(layer, products: products))
            case .lora(let lora):
                layers.append(
                    LoRALinear(
                        layer,
                        lora: lora,
                        batchSize: batchSize,
                        products: products,
                        using: &generator
                    )
                )
            }
        }
        self.layers = layers
        activations = network.widths.map { AlignedBuffer(count: batchSize * $0, repeating: 0) }
        gradients = network.widths.map { AlignedBuffer(count: batchSize * $0, repeating: 0) }
    }

    /// The network as it is now, adapters merged.
    public var network: Perceptron { Perceptron(layers: layers.map(\.layer)) }

    /// The number of parameters that a step changes.
    public var trainableParameters: Int { layers.reduce(0) { $0 + $1.trainableParameters } }

    /// Floating-point operations of all products so far; a multiply-add is 2.
    public var flopsExecuted: Int { products.flops }

    /// Trains one step on a batch of images and returns the mean loss before it.
    ///
    /// `samples` names the images of this batch, at most `batchSize`; `learningRate` is Adam's α.
    public func step(
        on set: ImageSet,
        samples: ArraySlice<Int32>,
        learningRate: Float
    ) throws(NetworksError) -> Float {
        let loss = try computeGradients(on: set, samples: samples)
        steps += 1
        let step = optimizer.step(steps, learningRate: learningRate)
        try stage(.update) { () throws(NetworksError) in
            for layer in layers { layer.update(step) }
        }
        return loss
    }

    /// Computes the gradients of all trained parameters for one batch; returns the mean loss.
    func computeGradients(
        on set: ImageSet,
        samples: ArraySlice<Int32>
    ) throws(NetworksError) -> Float {
        precondition(samples.count <= batchSize && set.pixels == layers[0].inputs)
        let labels = try stage(.dataLoading) { () throws(NetworksError) in
            gather(samples, of: set)
            return samples.map { set.labels[Int($0)] }
        }
        let rows = samples.count
        try stage(.forward) { () throws(NetworksError) in try forward(rows: rows) }
        return try stage(.backward) { () throws(NetworksError) in
            let output = activations[layers.count]
            let loss = SoftmaxCrossEntropy.gradient(
                scores: output.pointer,
                labels: labels,
                rows: rows,
                classes: layers[layers.count - 1].outputs
            )
            try backward(from: output, rows: rows)
            return loss
        }
    }

    /// Does a part of a step, between its edges where somebody wants to know of them.
    private func stage<Result>(
        _ stage: TrainingStage,
        _ work: () throws(NetworksError) -> Result
    ) throws(NetworksError) -> Result {
        stageObserver?.stageStarted(stage)
        defer { stageObserver?.stageStopped(stage) }
        return try work()
    }

    private func forward(rows: Int) throws(NetworksError) {
        for (index, layer) in layers.enumerated() {
            try layer.forward(
                activations[index].pointer,
                rows: rows,
                relu: index < layers.count - 1,
                into: activations[index + 1].pointer
            )
        }
    }

    private func backward(
        from outputGradient: AlignedBuffer<Float>,
        rows: Int
    ) throws(NetworksError) {
        var gradient = outputGradient
        for (index, layer) in layers.enumerated().reversed() {
            // Nothing is trained before the first layer: its input needs no gradient.
            try layer.backward(
                x: activations[index].pointer,
                gradient: gradient.pointer,
                rows: rows,
                inputGradient: index > 0 ? gradients[index].pointer : nil
            )
            guard index > 0 else { break }
            gradient = gradients[index]
            kernel_relu_gradient(
                Processor.kernels,
                activations[index].pointer,
                Int64(rows * layer.inputs),
                gradient.pointer
            )
        }
    }

    /// Copies the images of a batch side by side, as numbers from 0 to 1.
    private func gather(_ samples: ArraySlice<Int32>, of set: ImageSet) {
        let input = activations[0].pointer
        set.pixelBytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            samples.withUnsafeBufferPointer { samples in
                ThreadTeam.split(samples.count) { range in
                    for row in range {
                        kernel_bytes_to_floats(
                            Processor.kernels,
                            base + Int(samples[row]) * set.pixels,
                            Int64(set.pixels),
                            ImageSet.pixelScale,
                            input + row * set.pixels
                        )
                    }
                }
            }
        }
    }
}
