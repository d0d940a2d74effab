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
        var evidence = QualityEvidence(difference)
        guard own.contains(where: { $0.outcomes != nil }),
            other.contains(where: { $0.outcomes != nil })
        else { return evidence }
        if let problem = problem(ofOutcomesIn: own + other, of: quality) {
            evidence.outcomesProblem = problem
            return evidence
        }
        return QualityEvidence(
            of: own.compactMap(\.outcomes),
            beside: other.compactMap(\.outcomes),
            confidence: confidence
        ) ?? evidence
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
