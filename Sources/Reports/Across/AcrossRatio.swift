internal import Foundation
public import Statistics

/// How a figure of a run stands to that of the first run.
public struct AcrossRatio: Sendable {
    /// What may be said of it.
    public enum Standing: String, Sendable {
        case lower
        case higher
        /// The trials do not tell the runs apart.
        case undecided
        /// There is a ratio, but it does not mean that one run is better.
        case refused
        /// There is no ratio.
        case missing
    }

    public var ratio: WelchRatio?
    public var standing: Standing

    /// Why there is no ratio or no winner, in a sentence without its end; `nil` where there is one.
    public var reason: String?

    static func missing(_ reason: String) -> AcrossRatio {
        AcrossRatio(ratio: nil, standing: .missing, reason: reason)
    }

    /// Judges a ratio.
    ///
    /// - Parameters:
    ///   - ratio: `nil` where a value is not above zero or too far from the others.
    ///   - doubt: why it names no winner whatever it is; `nil` for none.
    ///   - scale: how far the sensors of two machines may be apart, as a share of 1.
    init(_ ratio: WelchRatio?, doubt: String? = nil, scale: Double = 0) {
        guard let ratio else {
            self = .missing("a value is not above zero, or there is none")
            return
        }
        self.ratio = ratio
        if let doubt {
            (standing, reason) = (.refused, doubt)
        } else if ratio.isApart == nil {
            (standing, reason) = (.undecided, "a single trial says nothing of spread")
        } else if ratio.isApart == false {
            (standing, reason) = (.undecided, "the interval holds 1")
        } else if scale > 0, abs(log(ratio.ratio)) <= log1p(scale) {
            let share = NumberText.significant(scale * 100, digits: 2)
            standing = .undecided
            reason = "the sensors of two machines may be ± \(share) % apart, and the ratio is less"
        } else {
            (standing, reason) = (ratio.ratio < 1 ? .lower : .higher, nil)
        }
    }

    private init(ratio: WelchRatio?, standing: Standing, reason: String?) {
        self.ratio = ratio
        self.standing = standing
        self.reason = reason
    }

    /// The ratio with its interval.
    var text: String? {
        ratio.map { NumberText.interval($0.ratio, lower: $0.lower, upper: $0.upper) }
    }
}
