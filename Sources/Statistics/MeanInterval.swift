public import Units

/// The mean of repeated measurements with its t interval.
///
/// The interval tells how far the mean over trials may be from the mean over endless trials. The
/// uncertainty of the instrument is another thing and is not in it.
public struct MeanInterval<Value>: Sendable, Hashable
where Value: AdditiveArithmetic & Comparable & Hashable & Sendable {
    public let mean: Value

    /// The interval is `mean ± halfWidth`; `nil` for one sample, which says nothing of spread.
    public let halfWidth: Value?

    /// The standard deviation of the samples, with n − 1; `nil` for one sample.
    public let standardDeviation: Value?

    /// The number of samples, at least 1.
    public let count: Int
    public let confidence: Double

    public var lower: Value? { halfWidth.map { mean - $0 } }
    public var upper: Value? { halfWidth.map { mean + $0 } }

    private init?(values: [Double], confidence: Double, make: (Double) -> Value) {
        precondition(confidence > 0 && confidence < 1, "a confidence is between 0 and 1")
        guard let moments = Moments(of: values) else { return nil }
        mean = make(moments.mean)
        halfWidth = moments.halfWidth(confidence: confidence).map(make)
        standardDeviation = moments.standardDeviation.map(make)
        count = moments.count
        self.confidence = confidence
    }
}

extension MeanInterval where Value: Quantity {
    /// The mean of samples of a quantity.
    ///
    /// `nil` without samples and where one is not a finite number.
    public init?(of samples: some Sequence<Value>, confidence: Double = 0.95) {
        self.init(
            values: samples.map(\.magnitude),
            confidence: confidence,
            make: Value.init(magnitude:)
        )
    }
}

extension MeanInterval where Value == Double {
    /// The mean of plain numbers: accuracies, ratios.
    ///
    /// `nil` without samples and where one is not a finite number.
    public init?(of samples: some Sequence<Double>, confidence: Double = 0.95) {
        self.init(values: Array(samples), confidence: confidence) { $0 }
    }
}
