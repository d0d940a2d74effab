/// Why the database cannot be used.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    case cannotOpen(path: String, reason: String)
    case notFound(path: String)
    case readOnly(path: String)
    case newerSchema(path: String)
    case notADatabase(path: String)
    case busy(path: String)
    case full(path: String)
    case failed(path: String, reason: String)
    case noSuchRun(String)
    case ambiguousRun(String, candidates: [String])
    case noRuns(path: String)
    case noSuchTrial(Int, run: String, trials: Int)
    case noSuchTrialID(String)
    case ambiguousTrialID(String, candidates: [String])
    case runInUse(String)

    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "Cannot open the database \(path): \(reason). Choose another with --database."
        case .notFound(let path):
            "There is no database at \(path). Make a run first, or name one with --database."
        case .readOnly(let path):
            "The database \(path) cannot be written: the file or its folder is read-only. "
                + "Mend the permission, or choose another place with --database."
        case .newerSchema(let path):
            "The database \(path) was written by a newer joulebench. It was left as it is; "
                + "update joulebench, or choose another with --database."
        case .notADatabase(let path):
            "\(path) is not a joulebench database. Choose another with --database."
        case .busy(let path):
            "The database \(path) is locked by another process. Try again when it has finished."
        case .full(let path):
            "The disk that holds \(path) is full. Trials that were already stored are intact."
        case .failed(let path, let reason):
            "The database \(path) failed: \(reason)."
        case .noSuchRun(let id):
            "There is no run “\(id)”. `joulebench list` shows the runs."
        case .ambiguousRun(let id, let candidates):
            "“\(id)” fits several runs: \(candidates.joined(separator: ", ")). Give more of it."
        case .noSuchTrial(let number, let run, let trials):
            "Run \(run) has no trial \(number); it has \(trials). `joulebench show \(run)` lists them."
        case .noSuchTrialID(let id):
            "There is no trial “\(id)”. `joulebench show RUN --trial N` shows the id of a trial."
        case .ambiguousTrialID(let id, let candidates):
            "“\(id)” fits several trials: \(candidates.joined(separator: ", ")). Give more of it."
        case .runInUse(let id):
            "Another joulebench works on run \(id). Wait for its end; `joulebench list` shows it."
        case .noRuns(let path):
            "The database \(path) holds no runs yet. Make one with `joulebench run SUITE`."
        }
    }
}
