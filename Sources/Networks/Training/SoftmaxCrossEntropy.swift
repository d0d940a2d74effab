internal import Foundation

/// The loss −log softmax(y)[label], averaged over a batch, and its gradient.
enum SoftmaxCrossEntropy {
    /// Replaces the scores of `rows` samples by the gradient of the mean loss, and returns the loss.
    ///
    /// The largest score is subtracted first, so that no exponential overflows.
    static func gradient(
        scores: UnsafeMutablePointer<Float>,
        labels: UnsafePointer<UInt8>,
        rows: Int,
        classes: Int
    ) -> Float {
        var loss: Float = 0
        let share = 1 / Float(rows)
        for row in 0..<rows {
            let scores = UnsafeMutableBufferPointer(start: scores + row * classes, count: classes)
            let label = Int(labels[row])
            let largest = scores.max() ?? 0
            let wanted = scores[label] - largest
            var sum: Float = 0
            for index in 0..<classes {
                scores[index] = expf(scores[index] - largest)
                sum += scores[index]
            }
            loss += logf(sum) - wanted
            for index in 0..<classes { scores[index] *= share / sum }
            scores[label] -= share
        }
        return loss * share
    }
}
