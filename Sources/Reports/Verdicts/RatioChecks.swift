internal import Foundation
public import Statistics

/// A ratio worked out in other ways, which hold the default against their own assumptions.
public struct RatioChecks: Sendable, Hashable {
    /// Fieller's interval of the ratio of means; `nil` for one pair.
    public var fieller: RatioOfMeans?

    /// The bootstrap's interval; `nil` below `BootstrapRatio.leastPairs`.
    public var bootstrap: BootstrapRatio?

    /// The robust figure.
    public var robust: HodgesLehmann?
    public var effect: EffectSize?

    /// Above this number of pairs there is no robust figure: it looks at all two of them.
    static let mostRobustPairs = 500

    /// Works them out of values above 0; without `resamples` there is no bootstrap.
    init(of pairs: [Pair<Double>], resamples: Int?) {
        fieller = try? RatioOfMeans(of: pairs)
        bootstrap = resamples.flatMap { BootstrapRatio(of: pairs, resamples: $0) }
        robust = pairs.count > Self.mostRobustPairs ? nil : try? HodgesLehmann(of: pairs)
        effect = EffectSize(of: pairs, usesLogarithms: true)
    }

    /// Which of them see a difference where the ratio sees none, or none where it sees one.
    func disagreements(with ratio: ComparedRatio) -> [String] {
        let own = Self.side(ratio.lower, ratio.upper)
        let others: [(String, Int?, String)] = [
            ("Fieller's interval", Self.side(fieller?.lower, fieller?.upper), text(fieller)),
            ("the bootstrap", Self.side(bootstrap?.lower, bootstrap?.upper), text(bootstrap)),
            (
                "the robust figure (Hodges–Lehmann)", Self.side(robust?.lower, robust?.upper),
                text(robust)
            ),
        ]
        return others.compactMap { name, side, text in
            guard let own, let side, side != own else { return nil }
            return "\(name) gives \(text)"
        }
    }

    /// Below 1: −1, above 1: 1, around 1: 0; `nil` without an interval.
    private static func side(_ lower: Double?, _ upper: Double?) -> Int? {
        guard let lower, let upper else { return nil }
        return upper < 1 ? -1 : lower > 1 ? 1 : 0
    }

    private func text(_ fieller: RatioOfMeans?) -> String {
        fieller.map { NumberText.interval($0.ratio, lower: $0.lower, upper: $0.upper) } ?? ""
    }

    private func text(_ bootstrap: BootstrapRatio?) -> String {
        bootstrap.map {
            "[\(NumberText.significant($0.lower, digits: 4)), "
                + "\(NumberText.significant($0.upper, digits: 4))]"
        } ?? ""
    }

    private func text(_ robust: HodgesLehmann?) -> String {
        robust.map { NumberText.interval($0.ratio, lower: $0.lower, upper: $0.upper) } ?? ""
    }
}
