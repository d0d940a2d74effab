internal import CSystem

/// Floating-point operations that were done on purpose, to check events with.
package struct KnownWork: Sendable, Hashable {
    package var singlePrecision: UInt64
    package var doublePrecision: UInt64

    package init(singlePrecision: UInt64, doublePrecision: UInt64) {
        self.singlePrecision = singlePrecision
        self.doublePrecision = doublePrecision
    }

    /// Does them, and some of everything that other events count.
    package static func perform() -> KnownWork {
        let done = joulebench_do_known_work()
        joulebench_provoke_events()
        return KnownWork(
            singlePrecision: done.single_precision,
            doublePrecision: done.double_precision
        )
    }

    /// What an event claims to count.
    package enum Claim: Sendable, Hashable {
        case singlePrecision
        case doublePrecision
        case bothPrecisions
    }

    /// Beyond that an event weighs some instructions wrongly or leaves them out.
    static let tolerance = 0.02

    /// How many operations of the claimed kind were done.
    package func operations(_ claim: Claim) -> UInt64 {
        switch claim {
        case .singlePrecision: singlePrecision
        case .doublePrecision: doublePrecision
        case .bothPrecisions: singlePrecision + doublePrecision
        }
    }

    /// Why a count is not believed; `nil` where it is.
    package func objection(to count: Double, claim: Claim) -> String? {
        let done = Double(operations(claim))
        guard abs(count - done) > Self.tolerance * done else { return nil }
        return "it counts \(Int64(count.rounded())) FLOPs where \(operations(claim)) were done: "
            + "not used"
    }
}
