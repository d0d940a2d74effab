import Experiment
import Foundation
import Reports
import Sensors
import Store
import Trials

/// A stored run that is gone on with.
struct Resumption {
    let run: Run

    /// All that is there of its trials.
    let trials: [Trial]
    let states: HostStates

    /// Whether it goes on where something is no longer as it was.
    let acceptsChanges: Bool

    /// What was accepted, when it was looked for.
    private(set) var session: RunSession

    init(of run: Run, trials: [Trial], states: HostStates, acceptsChanges: Bool) {
        self.run = run
        self.trials = trials
        self.states = states
        self.acceptsChanges = acceptsChanges
        session = RunSession(
            startedAtMilliseconds: Run.milliseconds(),
            harnessVersion: Version.current
        )
    }

    /// The run's schedule with its trials recorded: what is missing comes next.
    func schedule() -> TrialSchedule {
        var schedule = TrialSchedule(of: run)
        let comparisons = Dictionary(
            run.comparisons.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        for trial in trials.withoutSuperseded() {
            guard let comparison = comparisons[trial.planned.comparison] else { continue }
            let summary = TrialSummary(
                of: trial,
                in: comparison,
                estimateModel: run.estimateModel
            )
            schedule.record(TrialResult(of: summary))
        }
        return schedule
    }

    /// Finds out whether what is made now can be set beside what was made before.
    ///
    /// - Parameters:
    ///   - suite: as it is read now.
    ///   - inventory: the sensors that are there now.
    ///   - keys: of the artifacts as they would be now, by step.
    ///   - version: of the project under test, as it is now.
    ///   - preparation: of the suite, where it has steps.
    /// - Throws: `ResumeError.changed` where it cannot and that is not accepted.
    mutating func check(
        _ suite: BenchmarkSuite,
        inventory: SensorInventory,
        keys: [String: String],
        version: ProjectVersion? = nil,
        preparation: Preparation? = nil
    ) throws {
        let now = Run.Surroundings(
            host: HostDescription.read(),
            settings: HostStateReader.read().settings,
            sensors: inventory.states,
            channels: inventory.channels,
            estimateModel: inventory.estimateModel,
            harnessVersion: Version.current
        )
        let before = Run.Surroundings(
            host: run.host,
            settings: states.before?.settings,
            sensors: run.sensors,
            channels: trials.last { !$0.channels.isEmpty }?.channels ?? [],
            estimateModel: run.estimateModel,
            harnessVersion: run.harnessVersion
        )
        var changes = now.changes(since: before)
        if suite.comparisons != run.comparisons {
            changes.append("this joulebench reads the comparisons of the suite in another way")
        }
        if let change = version.change(since: run.projectVersion) { changes.append(change) }
        changes += artifactChanges(keys: keys, preparation)
        changes += fileChanges(CommandFiles.digests(of: run.comparisons, ProgramLocator.system()))
        session.acceptedChanges = changes
        guard !changes.isEmpty else { return }
        guard acceptsChanges else { throw ResumeError.changed(run: run.id, changes) }
        for change in changes { Console.complain("CHANGED: \(change)") }
    }

    /// What no trial has used yet may be another.
    private func artifactChanges(keys: [String: String], _ preparation: Preparation?) -> [String] {
        guard !trials.isEmpty else { return [] }
        return run.artifacts.compactMap { artifact in
            if keys[artifact.step] != artifact.key {
                return "what “\(artifact.step)” prepares would be another artifact: its command, "
                    + "program or inputs have changed"
            }
            guard let preparation, !preparation.isUnchanged(artifact) else { return nil }
            return
                "what “\(artifact.step)” prepared is gone or was made anew: it need not be the same"
        }
    }

    private func fileChanges(_ now: [String: String]) -> [String] {
        guard !trials.isEmpty, let before = run.history.start?.files else { return [] }
        return before.sorted { $0.key < $1.key }.compactMap { path, digest in
            guard now[path] != digest else { return nil }
            return now[path] == nil ? "\(path) is no longer there" : "\(path) has changed"
        }
    }

    /// Says what there is and what is missing.
    func announce(_ schedule: TrialSchedule) {
        let left = schedule.remaining.count
        Console.complain(
            "Going on with run \(run.id.prefix(8)) of "
                + "\(TextFormat.date(run.startedAtMilliseconds)): "
                + "\(schedule.trials.count - left) of \(schedule.trials.count) trials are there."
        )
    }
}

/// Why a run cannot be gone on with.
enum ResumeError: Error, CustomStringConvertible {
    case changed(run: String, [String])
    case noStart(run: String)
    case unknownCommand(run: String, String)
    case folder(run: String, String)
    case ofBisection(run: String)
    case rerunOfNight(run: String)

    var description: String {
        switch self {
        case .changed(let run, let changes):
            "Run \(run.prefix(8)) cannot simply go on: later trials could not be set beside the "
                + "earlier ones." + changes.map { "\n  \($0)" }.joined()
                + "\nMend that, or begin anew; --accept-changes goes on all the same, and the "
                + "report says so."
        case .noStart(let run):
            "Run \(run.prefix(8)) was made by a joulebench that did not keep how it was started: "
                + "it cannot be gone on with."
        case .unknownCommand(let run, let name):
            "Run \(run.prefix(8)) was started with “\(name)”, which this joulebench cannot go on "
                + "with."
        case .ofBisection(let run):
            "Run \(run.prefix(8)) is one of a bisection, which does not go on with a single one. Start "
                + "`joulebench bisect` again: what it built is kept."
        case .rerunOfNight(let run):
            "Run \(run.prefix(8)) is the re-run of a night, which does not go on by itself: the next "
                + "night runs what is suspected again."
        case .folder(let run, let folder):
            "Run \(run.prefix(8)) was started in \(folder), where its commands begin; that folder "
                + "is not there any more."
        }
    }
}
