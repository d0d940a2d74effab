/// A linear layer that stores its nonzero weights only, as compressed sparse rows.
public struct SparseLayer: Sendable, Hashable {
    public let inputs: Int
    public let outputs: Int

    /// Where each output's weights begin, and the end of the last: outputs + 1 values.
    public let rowOffsets: [Int32]

    /// The input of each stored weight, ascending within a row.
    public let columns: [UInt16]
    public let values: [Float]
    public let bias: [Float]

    /// The widest layer that 16-bit columns reach.
    public static let largestInput = Int(UInt16.max) + 1

    /// Keeps what is not zero of a layer.
    public init(_ layer: LinearLayer) {
        precondition(layer.inputs <= Self.largestInput)
        inputs = layer.inputs
        outputs = layer.outputs
        bias = layer.bias
        var offsets: [Int32] = [0]
        var columns: [UInt16] = []
        var values: [Float] = []
        for row in 0..<layer.outputs {
            for column in 0..<layer.inputs {
                let value = layer.weights[row * layer.inputs + column]
                guard value != 0 else { continue }
                columns.append(UInt16(column))
                values.append(value)
            }
            offsets.append(Int32(values.count))
        }
        rowOffsets = offsets
        self.columns = columns
        self.values = values
    }

    /// Makes a layer of stored rows; `nil` where they are no valid sparse rows.
    init?(
        inputs: Int,
        outputs: Int,
        rowOffsets: [Int32],
        columns: [UInt16],
        values: [Float],
        bias: [Float]
    ) {
        guard rowOffsets.count == outputs + 1, bias.count == outputs, rowOffsets.first == 0,
            rowOffsets.last == Int32(exactly: values.count), columns.count == values.count,
            zip(rowOffsets, rowOffsets.dropFirst()).allSatisfy({ $0 <= $1 }),
            columns.allSatisfy({ Int($0) < inputs })
        else { return nil }
        self.inputs = inputs
        self.outputs = outputs
        self.rowOffsets = rowOffsets
        self.columns = columns
        self.values = values
        self.bias = bias
    }

    /// The layer with its zeros.
    public var dense: LinearLayer {
        var weights = [Float](repeating: 0, count: inputs * outputs)
        for row in 0..<outputs {
            for index in Int(rowOffsets[row])..<Int(rowOffsets[row + 1]) {
                weights[row * inputs + Int(columns[index])] += values[index]
            }
        }
        return LinearLayer(inputs: inputs, outputs: outputs, weights: weights, bias: bias)
    }
}
