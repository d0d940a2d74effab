/// What is doubtful about what a workload left behind, besides its events.
public enum WorkloadWarning: Sendable, Hashable, Codable {
    /// LoadGen's log is missing or cannot be used.
    case loadGen(problem: String)

    /// The folder of a trial that did not complete was kept, less what was too large.
    case outputKept(path: String, removedBytes: Int64)

    /// Some evaluations of the quality are no finite numbers.
    case evaluationsWithoutNumber(key: String, count: Int)

    /// The quality that the suite names was not stated.
    case qualityNotStated(key: String)

    /// What was stated last of the quality is no number; `value` is its JSON text.
    case qualityWithoutNumber(key: String, value: String)

    /// The outcomes of examples are not in their form.
    case unusableOutcomes(problem: String)

    /// `run_stop` has the status `aborted`.
    case aborted

    /// The generator names a scenario that is none of MLPerf's.
    case unknownScenario(name: String)

    /// The generator names a mode that is neither `mlperf` nor `quick`.
    case unknownMode(name: String)

    /// The generator says `mlperf`, and what it states or the window is shorter than MLPerf's.
    case modeNotShown(windowSeconds: Double)

    /// The samples of the window give another rate than the generator states.
    case rateDisagrees(stated: Double, observed: Double)

    public var explanation: String {
        switch self {
        case .loadGen(let problem): "LoadGen's log: \(problem)."
        case .outputKept(let path, let removed):
            "What it left in its output folder is kept in \(path)"
                + (removed > 0 ? ", less \(removed) bytes of its largest files." : ".")
        case .evaluationsWithoutNumber(let key, let count):
            "\(count) evaluations were no numbers (\(key)): they are counted, and reach no target. "
                + "Print them as JSON numbers."
        case .qualityNotStated(let key):
            "The workload did not state its quality (\(key)), so that there is none. Print the event, "
                + "or take “quality” out of the comparison."
        case .qualityWithoutNumber(let key, let value):
            "The last quality is no number (\(key): \(value.prefix(40))), so that there is none. "
                + "Print it as a JSON number."
        case .unusableOutcomes(let problem):
            "The outcomes of examples (\(ExampleOutcomes.event)) are left out: \(problem). Print the "
                + "text COUNT:HEX."
        case .aborted:
            "The workload says that it aborted (status of run_stop): its work may not be done. "
                + "Look at its output (`joulebench show --trial`)."
        case .unknownScenario(let name):
            "The workload names the scenario “\(name.prefix(60))”, which is none of MLPerf's "
                + "(SingleStream, MultiStream, Server, Offline); it is taken as none."
        case .unknownMode(let name):
            "The workload names the scenario_mode “\(name.prefix(60))”, which is neither mlperf "
                + "nor quick; it is taken as quick."
        case .modeNotShown(let seconds):
            "The workload says scenario_mode mlperf, but MLPerf's 600 s are not in its "
                + "effective_min_duration_ms or not in its window of \(seconds.toThreeDigits) s; "
                + "it is taken as quick."
        case .rateDisagrees(let stated, let observed):
            "The workload states \(stated.toThreeDigits) samples/s, but its samples in the "
                + "window are \(observed.toThreeDigits)/s: the window holds something else "
                + "besides, or misses some of it."
        }
    }

    /// What warnings of one kind have in common.
    public var family: String {
        switch self {
        case .loadGen: explanation
        case .outputKept: "output kept"
        case .evaluationsWithoutNumber(let key, _): "evaluations without number \(key)"
        case .qualityWithoutNumber(let key, _): "quality without number \(key)"
        case .rateDisagrees: "rate disagrees"
        case .modeNotShown: "mode not shown"
        case .qualityNotStated, .aborted, .unknownScenario, .unknownMode, .unusableOutcomes:
            explanation
        }
    }

    /// How bad it is, among warnings of its family.
    var magnitude: Double {
        switch self {
        case .evaluationsWithoutNumber(_, let count): Double(count)
        case .rateDisagrees(let stated, let observed): (observed / stated - 1).magnitude
        case .modeNotShown(let seconds): -seconds
        case .loadGen, .outputKept, .qualityNotStated, .qualityWithoutNumber, .aborted,
            .unknownScenario, .unknownMode, .unusableOutcomes:
            0
        }
    }
}

extension Double {
    /// Rounded to a thousandth, for sentences.
    fileprivate var toThreeDigits: Double {
        magnitude < 1e12 ? (self * 1000).rounded() / 1000 : self
    }
}

extension Trial {
    /// Why LoadGen's log could not be used; `nil` where it could, or where none was asked for.
    public var loadGenProblem: String? {
        warnings.lazy.compactMap { warning in
            guard case .workload(.loadGen(let problem)) = warning else { return nil }
            return problem
        }.first
    }

    /// How it ended, in a sentence without its end.
    public var explanation: String {
        switch outcome {
        case .completed, .windowNotClosed:
            loadGenProblem.map { "has no usable log of LoadGen: \($0)" } ?? outcome.explanation
        default: outcome.explanation
        }
    }
}
