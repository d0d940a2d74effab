extension EarlyStoppingResult {
    /// The lines of “Early Stopping Result” in LoadGen's summary.
    var lines: [String] {
        switch self {
        case .estimated(let estimate, let minimum, let further):
            [" * Processed at least \(minimum) queries (\(estimate.queries))."]
                + [" * Would discard \(estimate.discarded) highest latency queries."]
                + [estimate.line] + (further.map { $0.lines } ?? [])
        case .tooFew(let queries, let needed):
            [
                " * Only processed \(queries) queries.",
                " * Need to process at least \(needed) queries for early stopping.",
            ]
        case .enough: [" * Run successful."]
        case .missing(let queries, let more):
            [
                " * Run unsuccessful.", " * Processed \(queries) queries.",
                " * Would need to run at least \(more) more queries, all of them under latency.",
            ]
        case .notApplicable: []
        }
    }
}

extension EarlyStoppingResult.Estimate {
    var line: String {
        " * Early stopping \(EarlyStoppingResult.name(of: percentile)) percentile estimate: "
            + "\(latency)"
    }
}

extension EarlyStoppingResult.FurtherEstimate {
    var lines: [String] {
        switch self {
        case .estimated(let estimate): [estimate.line]
        case .tooFew(let percentile, let needed):
            [
                " * Not enough queries for the \(EarlyStoppingResult.name(of: percentile))"
                    + " percentile estimate: needs at least \(needed)."
            ]
        }
    }
}

extension EarlyStoppingResult {
    /// “90.0th”, as LoadGen names a percentile.
    static func name(of percentile: Double) -> String {
        LogNumber.fixed(100 * percentile, digits: 1) + "th"
    }
}
