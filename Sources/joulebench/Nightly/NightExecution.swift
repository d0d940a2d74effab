import ArgumentParser
import Experiment
import Foundation
import Reports
import Sensors
import Store
import Suites
import Trials

/// Makes a night: runs the suite beside its pinned reference, judges, and runs again what is
/// suspected.
struct NightExecution {
    let options: SuiteRunOptions
    let nightOptions: NightOptions
    private let resumed: Resumption?
    private let suiteRun: SuiteRun

    private var store: ResultStore { suiteRun.execution.store }
    private var suite: BenchmarkSuite { suiteRun.file.suite }

    /// What a night says, and where the report of its run lies.
    struct Outcome {
        var report: NightReport

        /// `nil` where there is no report of a run.
        var folder: String?

        /// What ended it before it could be judged, or before its re-run was done.
        var error: (any Error)?
    }

    /// Opens what the night needs; nothing is stored.
    ///
    /// - Throws: as `SuiteRun.init`.
    init(options: SuiteRunOptions, nightOptions: NightOptions, resumed: Resumption?) throws {
        self.options = options
        self.nightOptions = nightOptions
        self.resumed = resumed
        suiteRun = try SuiteRun(options, file: try options.load(of: resumed?.run))
    }

    /// - Returns: what the night says; it is stored. Where something ends it before it can be judged,
    ///   that it failed, with the error.
    /// - Throws: where no night could be begun.
    func make() throws -> Outcome {
        let machineID = HostDescription.machineID()
        try NightHousekeeping(store: store).closeKilled(suite: suite.name, machineID: machineID)
        var night = try begin(machineID: machineID)
        do {
            return try carryOut(&night)
        } catch {
            return Outcome(report: try close(night, because: error), folder: nil, error: error)
        }
    }

    /// The night of the run that is gone on with, or a new one.
    private func begin(machineID: String) throws -> Night {
        guard let run = resumed?.run else {
            return try store.begin(fresh(machineID: machineID, bounds: try nightOptions.bounds))
        }
        guard let night = try store.night(ofRun: run.id), night.runID == run.id else {
            throw ResumeError.rerunOfNight(run: run.id)
        }
        return night
    }

    private func carryOut(_ night: inout Night) throws -> Outcome {
        var resumption = resumed
        let chosen = try self.pin(of: night, isResumed: resumption != nil)
        night.pinID = chosen?.id
        let pin = try chosen.map { try PinKeeper.ready($0, in: suiteRun.execution) }
        let design = try self.design(pin, resumption: resumption)
        var planned = suite
        planned.comparisons = design.comparisons
        if let run = resumption?.run, run.state == .finished {
            return try judge(&night, of: run, design)
        }
        try suiteRun.check(&resumption, planned)
        announce(design)
        let made = try suiteRun.carryOut(planned, resumption: resumption) { run in
            night.runID = run.id
            night.state = .running
            try store.save(night)
        }
        try checkEnd(of: made)
        return try judge(&night, of: made.run, design)
    }

    // MARK: Before

    private func fresh(machineID: String, bounds: FigureBounds) -> Night {
        Night(
            id: UUID().uuidString.lowercased(),
            number: 0,
            suite: suite.name,
            machineID: machineID,
            machineName: HostDescription.read().name,
            startedAtMilliseconds: Run.milliseconds(),
            projectVersion: suiteRun.version?.text,
            circumstances: HostStateReader.read().settings.circumstances,
            bounds: bounds,
            simulation: suiteRun.execution.inventory.states.simulation
        )
    }

    /// The pinned reference that is in use, as it was pinned.
    private func pin(of night: Night, isResumed: Bool) throws -> Pin? {
        let pins = try store.pins(suite: suite.name, machineID: night.machineID)
        return isResumed ? pins.first { $0.id == night.pinID } : pins.first
    }

    private func design(_ pin: Pin?, resumption: Resumption?) throws -> NightDesign {
        if let run = resumption?.run { return NightDesign(ofRun: run.comparisons, pin: pin) }
        return try NightDesign(suite.comparisons, pin: pin, hasCanary: nightOptions.canary)
    }

    private func announce(_ design: NightDesign) {
        guard options.progressOptions.mode != .quiet else { return }
        guard let pin = design.pin else {
            return Console.complain(
                "no pinned reference: only the history of \(suite.name) judges; `joulebench pin "
                    + "\(ShellWords.quoted(options.suiteOptions.suite))` keeps one to run beside it"
            )
        }
        let version = pin.version.map { " of \($0)" } ?? ""
        Console.complain(
            "beside the pinned reference \(pin.name)\(version), "
                + "pinned \(TextFormat.date(pin.createdAtMilliseconds))"
        )
    }

    private func checkEnd(of made: (run: Run, state: Run.State)) throws {
        guard made.state != .finished else { return }
        // Says how to go on, and how it ended.
        let report = try suiteRun.execution.present(runID: made.run.id, state: made.state)
        do {
            try suiteRun.execution.end(report, state: made.state)
        } catch let code as ExitCode where code.rawValue == ExitStatus.stopped.rawValue {
            // That status says of a night that something got better.
            throw ExitCode(NightlyCommand.Status.couldNotJudge.rawValue)
        }
    }

    /// Stores why a night could not be judged, and says it.
    private func close(_ night: Night, because error: any Error) throws -> NightReport {
        var night = night
        night.state = .failed
        night.endedAtMilliseconds = Run.milliseconds()
        let reason =
            Self.isInterrupt(error)
            ? "it was interrupted"
            : error is ExitCode ? "its run was stopped after a trial that failed" : "\(error)"
        night.reasons = [reason.withoutFullStop]
        try store.save(night)
        let nights = try store.nights(suite: night.suite, machineID: night.machineID)
        let archive = NightArchive(store: store)
        return NightReport(
            night: night,
            history: try archive.history(of: nights, comparisons: suite.comparisons),
            verdicts: [],
            canary: [],
            changed: [],
            open: try archive.alarms(raisedIn: nights).filter(\.isOpen),
            notices: NightNotices.all(nights.filter { $0.number <= night.number })
        )
    }

    static func isInterrupt(_ error: any Error) -> Bool {
        error as? TrialsError == .interrupted
            || (error as? ExitCode)?.rawValue == ExitStatus.interrupted.rawValue
    }

    // MARK: After

    private func judge(_ night: inout Night, of run: Run, _ design: NightDesign) throws -> Outcome {
        let record = try RunRecord(named: run.id, from: store)
        let folder = try ReportFiles.write(record.report, results: options.resultsOptions.results)
        let figures = NightFigures(
            of: record.report,
            design: design,
            suite: suite,
            trials: record.trials
        )
        let before = try store.nights(suite: night.suite, machineID: night.machineID)
            .filter { $0.number <= night.number }
        // Kept before anything is run again, which may be killed.
        try store.save(night, figures: figures.figures)
        let archive = NightArchive(store: store)
        var judge = NightJudge(
            night: night,
            history: try archive.history(of: before, comparisons: suite.comparisons),
            tonight: figures,
            alarms: try archive.alarms(raisedIn: before),
            pinVersion: design.pin?.version,
            atMilliseconds: Run.milliseconds(),
            makeID: { UUID().uuidString.lowercased() }
        )
        var interruption: (any Error)?
        do {
            try settle(&judge, &night, design)
        } catch  where Self.isInterrupt(error) {
            judge.leaveOpen(because: "it was interrupted")
            interruption = error
        }
        var report = judge.report(
            complaints: complaints(of: record.report),
            notices: NightNotices.all(before) + artifactNotices(record.report.run, before)
                + environmentNotices
        )
        report.night.rerunID = night.rerunID
        report.night.endedAtMilliseconds = Run.milliseconds()
        // What the machine did tonight is in the run; in the series it would look like a change.
        try store.save(
            report.night,
            figures: judge.isSuppressed ? [] : figures.figures,
            alarms: report.changed
        )
        return Outcome(report: report, folder: folder, error: interruption)
    }

    private func complaints(of report: Report) -> [String] {
        (report.isComplete ? [] : [report.failureSummary])
            + suiteRun.execution.inventory.states.filter { $0.availability == .refused }
            .map { "\($0.sensor) is refused: \($0.reason)" }
    }

    /// Runs again what is suspected.
    private func settle(_ judge: inout NightJudge, _ night: inout Night, _ design: NightDesign)
        throws
    {
        let suspected = judge.suspected
        guard !suspected.isEmpty else { return }
        guard nightOptions.rerunBlocks > 0 else {
            return judge.leaveOpen(because: "--rerun-blocks is 0")
        }
        let narrowed = narrowed(design, to: suspected)
        if options.progressOptions.mode != .quiet {
            let names = suspected.map(\.key.text).joined(separator: "; ")
            Console.complain("suspected, so run again: \(names)")
        }
        let made: (run: Run, state: Run.State)
        do {
            made = try suiteRun.carryOut(narrowed, schedule: schedule(ofRerun: narrowed)) { run in
                night.rerunID = run.id
                try store.save(night)
            }
        } catch let error as TrialsError where error != .interrupted {
            return judge.leaveOpen(because: "\(error)".withoutFullStop)
        }
        guard made.state == .finished else {
            if made.state == .interrupted { throw TrialsError.interrupted }
            return judge.leaveOpen(because: "the re-run was stopped after a trial that failed")
        }
        let record = try RunRecord(named: made.run.id, from: store)
        let figures = NightFigures(
            of: record.report,
            design: NightDesign(ofRun: narrowed.comparisons, pin: design.pin),
            suite: suite,
            trials: record.trials
        )
        judge.settle(figures, runID: made.run.id)
    }

    /// What is suspected, with its references, and nothing else.
    private func narrowed(_ design: NightDesign, to suspected: [Alarm]) -> BenchmarkSuite {
        let variants = Dictionary(grouping: suspected, by: \.key.comparison)
            .mapValues { Set($0.map(\.key.variant)) }
        var narrowed = suite
        narrowed.comparisons = design.comparisons.compactMap { comparison in
            variants[comparison.name].map { comparison.narrowed(to: $0) }
        }
        return narrowed
    }

    private func schedule(ofRerun suite: BenchmarkSuite) -> TrialSchedule {
        TrialSchedule(
            comparisons: suite.comparisons,
            design: RunDesign(
                blocks: .fixed(nightOptions.rerunBlocks),
                warmUpBlocks: suite.design.warmUpBlocks,
                order: suite.design.order
            ),
            seed: TrialSchedule.drawnSeed()
        )
    }

    /// Says where what the steps prepared is older than the version that the night is of.
    private func artifactNotices(_ run: Run, _ nights: [Night]) -> [String] {
        let earlier = nights.dropLast().last { $0.projectVersion != nil }
        guard let version = run.projectVersion?.text, let before = earlier?.projectVersion,
            version != before
        else { return [] }
        let steps = run.artifacts.filter(\.wasCached).map(\.step)
        guard !steps.isEmpty else { return [] }
        return [
            "what \(steps.map { "“\($0)”" }.joined(separator: ", ")) prepared was made before version "
                + "\(version): where it depends on the project, list the files under `inputs`"
        ]
    }

    /// What the environment does to measurements, as `doctor` says it.
    private var environmentNotices: [String] {
        EnvironmentChecks.all(of: HostStateReader.read()).filter { $0.verdict == .problem }
            .map { "\($0.name): \($0.found)" }
    }
}
