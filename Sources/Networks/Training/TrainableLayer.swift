/// A layer in training: it keeps its parameters, their gradients and the state of the optimizer.
///
/// Activations are batch × width, row-major, and belong to the trainer.
protocol TrainableLayer: AnyObject {
    var inputs: Int { get }
    var outputs: Int { get }

    /// The number of parameters that an update changes.
    var trainableParameters: Int { get }

    /// y = W·x + b for `rows` samples.
    func forward(
        _ x: UnsafePointer<Float>,
        rows: Int,
        relu: Bool,
        into y: UnsafeMutablePointer<Float>
    ) throws(NetworksError)

    /// Computes the gradients of the parameters and, where asked, that of x, from that of y.
    func backward(
        x: UnsafePointer<Float>,
        gradient: UnsafePointer<Float>,
        rows: Int,
        inputGradient: UnsafeMutablePointer<Float>?
    ) throws(NetworksError)

    /// Changes the parameters by one step of the optimizer.
    func update(_ step: Adam.Step)

    /// The layer as it would be used for inference.
    var layer: LinearLayer { get }
}
