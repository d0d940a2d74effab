public import Units

extension Pair where Value: Quantity {
    /// The magnitudes of both, in the base unit.
    var plain: Pair<Double> {
        Pair<Double>(baseline: baseline.magnitude, variant: variant.magnitude)
    }
}

extension RatioOfMeans {
    /// The ratio of means of quantities.
    ///
    /// - Throws: `PairingFault` as for plain numbers.
    public init<Value: Quantity>(
        of pairs: some Sequence<Pair<Value>>,
        confidence: Double = 0.95
    ) throws(PairingFault) {
        try self.init(of: pairs.map(\.plain), confidence: confidence)
    }
}

extension HodgesLehmann {
    /// The figure of quantities above zero.
    ///
    /// - Throws: `PairingFault` as for plain numbers.
    public init<Value: Quantity>(
        of pairs: some Sequence<Pair<Value>>,
        confidence: Double = 0.95
    ) throws(PairingFault) {
        try self.init(of: pairs.map(\.plain), confidence: confidence)
    }
}

extension BootstrapRatio {
    /// The interval of quantities above zero.
    ///
    /// `nil` as for plain numbers.
    public init?<Value: Quantity>(
        of pairs: some Sequence<Pair<Value>>,
        confidence: Double = 0.95,
        resamples: Int = 4000,
        seed: UInt64 = 1
    ) {
        self.init(
            of: pairs.map(\.plain),
            confidence: confidence,
            resamples: resamples,
            seed: seed
        )
    }
}

extension EffectSize {
    /// Of quantities; see the one of plain numbers.
    public init?<Value: Quantity>(of pairs: some Sequence<Pair<Value>>, usesLogarithms: Bool) {
        self.init(of: pairs.map(\.plain), usesLogarithms: usesLogarithms)
    }
}
