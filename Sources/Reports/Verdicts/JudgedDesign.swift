/// How the trials were made that a verdict is over: what a single one says, and what would settle
/// what is open.
enum JudgedDesign: Sendable {
    /// In turn, block by block, in one run.
    case inTurn

    /// In two runs, which share no block.
    case twoRuns

    /// By another program, one variant after the other.
    case recordings

    /// "one block", which says nothing of spread.
    var single: String {
        switch self {
        case .inTurn: "one block"
        case .twoRuns: "a single trial of a run"
        case .recordings: "a single recording"
        }
    }

    /// What helps where there is a single one.
    var afterSingle: String {
        switch self {
        case .inTurn: "at least 4 more blocks"
        case .twoRuns: "at least 5 blocks in each run"
        case .recordings: "at least 5 recordings of each"
        }
    }

    /// "the same in every block".
    var same: String {
        switch self {
        case .inTurn: "the same in every block"
        case .twoRuns: "the same in every trial of both runs"
        case .recordings: "the same in every recording of both"
        }
    }

    /// "the same in each of 5 blocks".
    func same(inEachOf count: Int) -> String {
        self == .inTurn ? "the same in each of \(count) blocks" : same
    }

    /// What helps where this many would show what was seen.
    func more(_ needed: Int, than count: Int) -> String {
        switch self {
        case .inTurn:
            let blocks = max(needed - count, 1)
            return blocks == 1 ? "1 more block" : "\(blocks) more blocks"
        case .twoRuns: return "\(max(needed, count + 1)) blocks in each run"
        // A file has no more blocks; and no number of recordings takes out what drifted.
        case .recordings: return hopeless
        }
    }

    /// What helps where no number of them does.
    var hopeless: String {
        switch self {
        case .inTurn: "longer windows or a quieter machine"
        case .twoRuns: "both as variants of one run, in turn"
        case .recordings: "both measured in turn"
        }
    }

    /// What a verdict does not know, after its reason; empty where pairing takes it out.
    var caution: String {
        self == .recordings ? "; they were measured apart, so drift is in it" : ""
    }
}
