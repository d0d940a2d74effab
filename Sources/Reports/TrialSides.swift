internal import Experiment
internal import Statistics
internal import Units

/// Trials of a variant and of its baseline, as they may be set against each other: in pairs where
/// they ran in turn block by block, else as two series.
struct TrialSides {
    let variant: [TrialSummary]
    let baseline: [TrialSummary]

    /// Whether they ran in turn; what another program measured did not, whatever its order.
    let ranInTurn: Bool

    /// In the order of the blocks; empty where they did not run in turn.
    let pairs: [Pair<TrialSummary>]

    init(_ variant: [TrialSummary], _ baseline: [TrialSummary], ranInTurn: Bool) {
        self.variant = variant
        self.baseline = baseline
        self.ranInTurn = ranInTurn
        pairs = ranInTurn ? Pair.byBlock(variant, baseline) : []
    }

    /// Whether nothing can be compared.
    var isEmpty: Bool { ranInTurn ? pairs.isEmpty : variant.isEmpty || baseline.isEmpty }

    /// Variant ÷ baseline of a figure above 0.
    ///
    /// - Parameters:
    ///   - figure: `nil` for a trial that takes no part.
    ///   - pilot: the blocks of the pilot of an adaptive run.
    /// - Returns: of pairs where they ran in turn, else of the two series.
    /// - Throws: `Absence` with the reason.
    func ratio(_ figure: (TrialSummary) -> Double?, pilot: Int? = nil) throws(Absence)
        -> ComparedRatio
    {
        guard ranInTurn else {
            guard let ratio = WelchRatio(of: variant.compactMap(figure), to: known(figure)) else {
                throw Absence("a value is not above zero, or there is none")
            }
            return .apart(ratio)
        }
        let first = pilot.map { limit in
            pairs.count { $0.variant.planned.block < limit && $0.both(figure) != nil }
        }
        do throws(PairingFault) {
            let values = pairs.compactMap { $0.both(figure) }
            return .paired(try PairedRatio(of: values, pilot: first))
        } catch {
            throw Absence(error.description)
        }
    }

    private func known(_ figure: (TrialSummary) -> Double?) -> [Double] {
        baseline.compactMap(figure)
    }

    /// Variant − baseline; `nil` where there is none.
    func difference(_ figure: (TrialSummary) -> Double?) -> ComparedDifference? {
        guard ranInTurn else {
            return WelchDifference(of: variant.compactMap(figure), from: known(figure))
                .map(ComparedDifference.apart)
        }
        return (try? PairedDifference(of: pairs.compactMap { $0.both(figure) }))
            .map(ComparedDifference.paired)
    }

    /// Whether what is set against each other has different values of something.
    func differ<Figure: Hashable & Sendable, Key: Hashable>(
        _ figure: (TrialSummary) -> Figure?,
        in key: (Figure) -> Key
    ) -> Bool {
        guard ranInTurn else {
            return Set((variant + baseline).compactMap(figure).map(key)).count > 1
        }
        return pairs.compactMap { $0.both(figure) }
            .contains { key($0.baseline) != key($0.variant) }
    }

    /// Whether nothing that is compared lacks a figure.
    func allHave<Figure: Hashable & Sendable>(_ figure: (TrialSummary) -> Figure?) -> Bool {
        ranInTurn
            ? pairs.allSatisfy { $0.both(figure) != nil }
            : (variant + baseline).allSatisfy { figure($0) != nil }
    }
}
