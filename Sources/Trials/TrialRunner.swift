internal import EventLog
public import Experiment
internal import Foundation
public import Sensors

/// Runs single trials: a command in a process of its own with the counters read around it.
public struct TrialRunner: Sendable {
    /// Text that a workload writes beyond this is kept only in its last part, for each stream.
    static let keptOutput = 64 * 1024

    private let inventory: SensorInventory
    private let samplingInterval: Duration
    private let timeout: Duration
    private let locator: ProgramLocator
    private let prepared: PreparedArtifacts
    private let household: Household
    private let ignoresExitStatus: Bool
    private let monitor: TrialMonitor?
    private let outputs: TrialOutputs

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - inventory: what is read during each trial.
    ///   - samplingInterval: between two samples.
    ///   - timeout: of each trial.
    ///   - locator: finds the programs.
    ///   - prepared: what the suite's prepare steps made.
    ///   - household: how the processes are kept in order.
    ///   - ignoresExitStatus: whether a program that ends by itself has completed its trial
    ///     whatever status it ends with; the status is a warning then.
    ///   - monitor: can be asked for the readings of the trial in progress.
    ///   - outputs: where the folders of trials that ask for one are made.
    /// - Throws: `TrialsError.system` where the kernel lets nobody collect orphans.
    public init(
        inventory: SensorInventory,
        samplingInterval: Duration,
        timeout: Duration,
        locator: ProgramLocator,
        prepared: PreparedArtifacts,
        household: Household,
        ignoresExitStatus: Bool = false,
        monitor: TrialMonitor? = nil,
        outputs: TrialOutputs = .temporary
    ) throws(TrialsError) {
        self.inventory = inventory
        self.samplingInterval = samplingInterval
        self.timeout = timeout
        self.locator = locator
        self.prepared = prepared
        self.household = household.sparing(inventory.ownProcesses)
        self.ignoresExitStatus = ignoresExitStatus
        self.monitor = monitor
        self.outputs = outputs
        try Orphans.adopt()
    }

    /// Makes one trial.
    ///
    /// Whatever becomes of the command, there is a trial that says so.
    public func run(_ planned: PlannedTrial, command: Command) -> Trial {
        let id = Trial.newID()
        let folder = Result { () throws(TrialsError) -> String? in
            command.usesOutput ? try outputs.make(trialID: id) : nil
        }
        let output = try? folder.get()
        let words = command.words { piece in
            let text = prepared.text(of: piece, output: output ?? "", blockSeed: planned.blockSeed)
            guard command.folder != nil, case .artifact = piece else { return text }
            // It lies where the harness is, wherever the command runs.
            return URL(fileURLWithPath: text).path
        }
        let now = MonotonicInstant.now()
        var trial = Trial(
            id: id,
            planned: planned,
            command: words,
            startedAtMilliseconds: Int64(Date().timeIntervalSince1970 * 1000),
            started: now,
            ended: now,
            outcome: .interrupted,
            channels: inventory.channels
        )
        let clockOffset = LoadGenEvents.clockOffset()
        var isOwnFault = false
        do {
            _ = try folder.get()
            try execute(
                words,
                environment: command.environment,
                folder: command.folder,
                trial: &trial
            )
        } catch {
            trial.outcome = .notStarted(reason: String(describing: error))
            trial.ended = MonotonicInstant.now()
            isOwnFault = !Self.isOfTheCommand(error)
        }
        if let output {
            if let logs = command.loadGenFolder {
                trial.takeLoadGenLog(of: "\(output)/\(logs)", clockOffset: clockOffset)
            }
            trial.settle(output, in: outputs)
        }
        trial.warnings += trial.warningsFromData(
            samplingInterval: samplingInterval,
            logicalCPUs: ProcessInfo.processInfo.processorCount
        )
        if isOwnFault { trial.warnings.append(.harnessFailed) }
        return trial
    }

    /// Whether a command could not be started because of itself, and not of the sensors, of a
    /// system without room for another process, or of the folders.
    private static func isOfTheCommand(_ error: any Error) -> Bool {
        if case TrialsError.programNotFound = error { true } else { false }
    }

    /// Waits after a trial that the harness failed to start, or until a signal comes.
    func rest(_ time: Duration) {
        _ = household.waitForInterrupt(until: MonotonicInstant.now() + time)
    }

    /// Whether a signal came between trials, since this was asked before.
    public func wasInterrupted() -> Bool { household.interrupts.isPending() }

    private func execute(
        _ words: [String],
        environment: [String: String],
        folder: String?,
        trial: inout Trial
    ) throws {
        let path = try locator.locate(words.first ?? "", in: folder)
        let memoryKills = MemoryKills()
        let marker = "JOULEBENCH_TRIAL=\(trial.id)"
        let child = try ChildProcess(
            path: path,
            words: words,
            environment: workloadEnvironment(adding: environment, marker: marker),
            folder: folder
        )
        defer { child.closeDescriptors() }
        household.guardian.watch(session: child.pid, marker: marker)
        defer { household.guardian.release() }
        let sampler: Sampler
        var cgroup: String?
        do {
            let sensors = try inventory.open(
                for: SampledProcesses(
                    root: child.pid,
                    reaper: getpid(),
                    others: (household.others ?? []).union(inventory.ownProcesses)
                )
            )
            cgroup = sensors.cgroup
            if let cgroup = sensors.cgroup {
                household.guardian.watch(session: child.pid, marker: marker, cgroup: cgroup)
            }
            sampler = try Sampler(
                sensors: sensors,
                interval: samplingInterval,
                longest: timeout
            )
        } catch {
            child.abandon()
            throw error
        }
        monitor?.watch(sampler)
        defer { monitor?.watch(nil) }
        // One sample before the program exists, so that energy is covered from its start; the
        // thread begins after exec: until then the child's memory is a copy of the harness's.
        sampler.sampleEdge()
        trial.started = MonotonicInstant.now()
        let refusal = child.open()
        sampler.start()
        if let reason = refusal {
            _ = sampler.stop()
            child.abandon()
            trial.ended = MonotonicInstant.now()
            trial.outcome = .notStarted(reason: "\(path): \(reason)")
            return
        }
        follow(child, marker: marker, sampler: sampler, trial: &trial)
        // The cgroup goes with the sensors.
        let kills = withExtendedLifetime(sampler) { memoryKills.since(cgroup: cgroup) }
        if let kills {
            trial.warnings.append(
                .outOfMemory(processes: kills.processes, isOfTrial: kills.isOfTrial)
            )
        }
    }

    private func follow(
        _ child: ChildProcess,
        marker: String,
        sampler: Sampler,
        trial: inout Trial
    ) {
        var follower = EventFollower(
            started: trial.started,
            realTimeOffset: EventFollower.realTimeOffset()
        )
        var output = TextTail(limit: Self.keptOutput)
        var errors = TextTail(limit: Self.keptOutput)
        var ended: MonotonicInstant?
        let session = ProcessSession(
            child: child,
            timeout: timeout,
            household: household,
            marker: marker
        )
        let result = session.follow(
            onLine: { stream, line, arrived in
                for piece in LogPiece.split(line) {
                    switch piece {
                    case .event(let text):
                        switch follower.take(text, arrived: arrived) {
                        case .edge: sampler.sampleEdge()
                        case .phase: sampler.samplePhase()
                        case .some(.none), nil: break
                        }
                    case .text(let text):
                        if stream == .output { output.append(text) } else { errors.append(text) }
                    }
                }
            },
            onEnd: {
                ended = MonotonicInstant.now()
                sampler.sampleEdge()
            }
        )
        let samples = sampler.stop()
        trial.ended = ended ?? MonotonicInstant.now()
        trial.readings = samples.readings
        trial.events = follower.events
        trial.resourceUsage = result.usage
        trial.output = CapturedOutput(
            standardOutput: output.text,
            standardError: errors.text,
            droppedBytes: output.droppedBytes + errors.droppedBytes,
            droppedErrorBytes: errors.droppedBytes
        )
        trial.warnings = follower.malformed.map { .malformedEvent(line: $0) }
        if result.leftovers > 0, result.end != .timedOut, result.end != .interrupted {
            trial.warnings.append(.leftProcesses(count: result.leftovers))
        }
        if samples.dropped > 0 { trial.warnings.append(.samplesDropped(count: samples.dropped)) }
        trial.outcome = TrialOutcome(result.end, timeout: timeout)
        if ignoresExitStatus, case .exited(let status) = trial.outcome {
            trial.warnings.append(.exitStatusIgnored(status: status))
            trial.outcome = .completed
        }
        if trial.outcome == .completed { trial.outcome = trial.windowOutcome }
    }
}
