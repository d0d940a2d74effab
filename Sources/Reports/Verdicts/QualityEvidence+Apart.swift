internal import Experiment
internal import Statistics

extension QualityEvidence {
    /// Works it out where they ran in turn from pairs, else from the two series.
    ///
    /// - Returns: `nil` where one side has no quality.
    static func find(
        in sides: TrialSides,
        of quality: QualityMetric,
        confidence: Double
    ) -> QualityEvidence? {
        guard !sides.ranInTurn else {
            return find(in: sides.pairs, of: quality, confidence: confidence)
        }
        let (own, other) = (sides.variant, sides.baseline)
        guard
            let difference = WelchDifference(
                of: own.compactMap(\.quality),
                from: other.compactMap(\.quality),
                confidence: confidence
            )
        else { return nil }
        return QualityEvidence(difference).refined(by: own, beside: other, of: quality)
    }

    private init(_ difference: WelchDifference) {
        basis = difference.halfWidth == 0 ? .sameInEveryBlock : .apart
        self.difference = difference.difference
        lower = difference.lower
        upper = difference.upper
        confidence = difference.confidence
        pValue = difference.pValue
        count = min(difference.firstCount, difference.secondCount)
        deviation = difference.deviation
    }
}
