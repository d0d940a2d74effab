public import Experiment

/// What a reader has to know of a run that was not made in one go.
public enum ResumptionNotes {
    /// When it was gone on with, what had changed and was accepted, and which pairs that parts.
    ///
    /// - Parameters:
    ///   - run: with its history.
    ///   - trials: of the run.
    /// - Returns: sentences; none for a run that was made in one go.
    public static func lines(_ run: Run, trials: [Trial]) -> [String] {
        let resumptions = run.history.resumptions
        guard !resumptions.isEmpty else { return [] }
        let dates = resumptions.map { Report.date($0.startedAtMilliseconds) }
        let count = dates.count == 1 ? "once" : "\(dates.count) times"
        var lines = ["interrupted and gone on with \(count): \(dates.joined(separator: ", "))"]
        for session in resumptions where !session.acceptedChanges.isEmpty {
            lines.append(
                "CHANGED before the trials of \(Report.date(session.startedAtMilliseconds)), and "
                    + "accepted: \(session.acceptedChanges.joined(separator: "; "))"
            )
        }
        let split = splitBlocks(run.history, trials: trials)
        if split > 0 {
            lines.append(
                "\(split.counted("block")) \(split == 1 ? "was" : "were") made partly before and "
                    + "partly after an interruption: the "
                    + "pairs in them are further apart in time than others"
            )
        }
        return lines
    }

    private struct Block: Hashable {
        var comparison: String
        var number: Int
        var isWarmUp: Bool
    }

    /// How many blocks hold trials of more than one session.
    static func splitBlocks(_ history: RunHistory, trials: [Trial]) -> Int {
        var sessions: [Block: Set<Int>] = [:]
        for trial in trials.withoutSuperseded() {
            let block = Block(
                comparison: trial.planned.comparison,
                number: trial.planned.block,
                isWarmUp: trial.planned.isWarmUp
            )
            let session = history.sessions.count {
                $0.startedAtMilliseconds <= trial.startedAtMilliseconds
            }
            sessions[block, default: []].insert(session)
        }
        return sessions.values.count { $0.count > 1 }
    }
}
