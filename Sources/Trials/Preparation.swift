public import Experiment
internal import Foundation
internal import Sensors
internal import Units

/// Makes the artifacts that a suite's trials use, each once.
///
/// The key of an artifact is the SHA-256 of what determines it: the step's command and
/// environment, the program file, the input files and the keys of the artifacts that it uses. A
/// new build of the program or another data set therefore makes a new artifact. The path of the folder
/// that a step is executed in does not count, only what of it the step names.
public struct Preparation: Sendable {
    /// What happens, for whoever shows progress.
    public enum Event: Sendable {
        case cached(step: String)
        case making(step: String, command: [String])
        /// A line that the step wrote.
        case line(step: String, text: String)
        case made(step: String, seconds: Double)
    }

    private static let keyFormat = "joulebench artifact 1"

    let store: ArtifactStore
    let locator: ProgramLocator
    let household: Household

    /// What the steps are measured with; `nil` where they are not.
    let meter: PreparationMeter?

    public init(
        store: ArtifactStore,
        locator: ProgramLocator,
        household: Household,
        meter: PreparationMeter? = nil
    ) {
        self.store = store
        self.locator = locator
        self.household = household
        self.meter = meter
    }

    /// Makes what is not there yet.
    ///
    /// - Parameters:
    ///   - steps: each after those that it uses.
    ///   - keys: of the artifacts, by step, where they were worked out already.
    ///   - report: gets what happens.
    ///   - keep: gets each artifact when it is there, with what was measured while it was made:
    ///     whoever stores it has it although a later step fails or the harness is killed.
    /// - Returns: the artifacts in the order of the steps.
    /// - Throws: `TrialsError` where a step fails or is interrupted, and what `keep` throws;
    ///   finished ones are kept.
    public func run(
        _ steps: [PrepareStep],
        keys: [String: String] = [:],
        report: (Event) -> Void,
        keep: (Artifact, MeasuredPreparation?) throws -> Void = { _, _ in }
    ) throws -> PreparedArtifacts {
        var prepared = PreparedArtifacts(artifacts: [], folders: [:])
        for step in steps {
            let key = try keys[step.name] ?? key(of: step, using: prepared)
            let command = step.command.template
            let wasCached: Bool
            let seconds: Double
            let cost: ArtifactCost
            var measurement: MeasuredPreparation?
            if let note = store.note(step: step.name, key: key) {
                report(.cached(step: step.name))
                (wasCached, seconds, cost) = (true, note.seconds, note.cost ?? .unknown)
            } else {
                report(.making(step: step.name, command: command))
                let made = try make(step, key: key, using: prepared, report: report)
                (wasCached, seconds, cost) = (false, made.seconds, made.cost)
                measurement = made.measurement
                report(.made(step: step.name, seconds: seconds))
            }
            prepared.folders[step.name] = store.folder(step: step.name, key: key)
            let artifact = Artifact(
                step: step.name,
                key: key,
                command: command,
                seconds: seconds,
                wasCached: wasCached,
                cost: cost
            )
            try keep(artifact, measurement)
            prepared.artifacts.append(artifact)
        }
        return prepared
    }

    /// The keys that the artifacts have now, by step, without making any.
    ///
    /// - Throws: `TrialsError` where a program or an input file is missing.
    public func keys(of steps: [PrepareStep]) throws(TrialsError) -> [String: String] {
        var prepared = PreparedArtifacts.none
        for step in steps {
            prepared.artifacts.append(
                Artifact(
                    step: step.name,
                    key: try key(of: step, using: prepared),
                    command: [],
                    seconds: 0,
                    wasCached: false
                )
            )
        }
        return Dictionary(uniqueKeysWithValues: prepared.artifacts.map { ($0.step, $0.key) })
    }

    /// Whether what a run has used as an artifact is still there as it was, and not made anew since.
    ///
    /// A step that is run again need not make the same: a network that is trained anew is another.
    public func isUnchanged(_ artifact: Artifact) -> Bool {
        guard let note = store.note(step: artifact.step, key: artifact.key) else { return false }
        // Both are of the same making; older versions noted no time of it.
        guard let made = artifact.cost.origin?.atMilliseconds else { return true }
        return note.cost?.origin?.atMilliseconds == made
    }

    /// What determines an artifact, as a digest.
    func key(
        of step: PrepareStep,
        using prepared: PreparedArtifacts
    ) throws(TrialsError) -> String {
        var digest = ContentDigest()
        digest.update(Self.keyFormat)
        step.command.template.forEach { digest.update($0) }
        for (name, value) in step.command.environment.sorted(by: { $0.key < $1.key }) {
            digest.update("\(name)=\(value)")
        }
        for used in step.command.usedSteps {
            digest.update(prepared.artifacts.first { $0.step == used }?.key ?? "")
        }
        let program = try locator.locate(
            step.command.template.first ?? "",
            in: step.command.folder
        )
        for path in [program] + step.inputs.map(step.command.path) {
            do {
                try digest.update(contentsOfFile: path)
            } catch {
                throw .inputMissing(step: step.name, path: path)
            }
        }
        for path in step.command.filesOfFolder { try? digest.update(contentsOfFile: path) }
        return digest.hexadecimal()
    }

    private func make(
        _ step: PrepareStep,
        key: String,
        using prepared: PreparedArtifacts,
        report: (Event) -> Void
    ) throws(TrialsError) -> PreparedStep {
        let workFolder = try store.makeWorkFolder(step: step.name, key: key)
        do {
            let words = step.command.words { piece in
                let text = prepared.text(of: piece, output: workFolder, blockSeed: 0)
                guard step.command.folder != nil else { return text }
                return switch piece {
                // They lie where the harness is, wherever the step runs.
                case .artifact, .output: URL(fileURLWithPath: text).path
                case .text, .blockSeed: text
                }
            }
            let made = try execute(step, words: words, report: report)
            try store.keep(
                workFolder: workFolder,
                note: ArtifactStore.Note(
                    step: step.name,
                    key: key,
                    command: step.command.template,
                    seconds: made.seconds,
                    madeAtMilliseconds: Int64(Date().timeIntervalSince1970 * 1000),
                    cost: made.cost
                )
            )
            return made
        } catch {
            store.discard(workFolder: workFolder)
            throw error
        }
    }

    private func execute(
        _ step: PrepareStep,
        words: [String],
        report: (Event) -> Void
    ) throws(TrialsError) -> PreparedStep {
        try Orphans.adopt()
        let path = try locator.locate(words.first ?? "", in: step.command.folder)
        let marker = "JOULEBENCH_PREPARE=\(UUID().uuidString)"
        let child = try ChildProcess(
            path: path,
            words: words,
            environment: workloadEnvironment(adding: step.command.environment, marker: marker),
            folder: step.command.folder
        )
        defer { child.closeDescriptors() }
        household.guardian.watch(session: child.pid, marker: marker)
        defer { household.guardian.release() }
        var unmeasured = "prepare steps were not measured"
        var sampler: Sampler?
        do {
            // Before the program exists, so that its energy is covered from the start.
            sampler = try meter?.begin(
                child,
                marker: marker,
                household: household,
                longest: step.timeout
            )
        } catch {
            // What is made is worth having without its cost.
            unmeasured = "the sensors could not be opened: \(String(describing: error))"
        }
        let startedAt = Int64(Date().timeIntervalSince1970 * 1000)
        let started = MonotonicInstant.now()
        let refusal = child.open()
        sampler?.start()
        if let reason = refusal {
            _ = sampler?.stop()
            _ = child.reap(blocking: true)
            throw .prepareFailed(
                step: step.name,
                outcome: "could not be started: \(reason)",
                lastOutput: ""
            )
        }
        var tail = TextTail(limit: 4096)
        var ended: MonotonicInstant?
        let session = ProcessSession(
            child: child,
            timeout: step.timeout,
            household: household,
            marker: marker
        )
        let result = session.follow(
            onLine: { _, line, _ in
                tail.append(line)
                report(.line(step: step.name, text: line))
            },
            onEnd: {
                ended = MonotonicInstant.now()
                sampler?.sampleEdge()
            }
        )
        let samples = sampler?.stop()
        let stopped = ended ?? MonotonicInstant.now()
        switch result.end {
        case .exited(0):
            let seconds = (stopped - started).inSeconds
            guard let meter, let samples else {
                let cost = meter?.cost(.missing(reason: unmeasured))
                return PreparedStep(
                    seconds: seconds,
                    cost: cost ?? ArtifactCost(energy: .missing(reason: unmeasured), origin: nil)
                )
            }
            let measurement = MeasuredPreparation(
                step: step.name,
                command: words,
                startedAtMilliseconds: startedAt,
                started: started,
                ended: stopped,
                channels: meter.inventory.channels,
                readings: samples.readings
            )
            return PreparedStep(
                seconds: seconds,
                cost: meter.cost(of: measurement),
                measurement: measurement
            )
        case .interrupted: throw .interrupted
        case .exited, .signalled, .timedOut:
            throw .prepareFailed(
                step: step.name,
                outcome: TrialOutcome(result.end, timeout: step.timeout).explanation,
                lastOutput: tail.text
            )
        }
    }
}

/// The artifacts of a run and where they lie.
public struct PreparedArtifacts: Sendable {
    public var artifacts: [Artifact]
    var folders: [String: String]

    /// Where each lies, by its step.
    public var places: [String: String] { folders }

    /// For commands that use none.
    public static let none = PreparedArtifacts(artifacts: [], folders: [:])

    /// What a piece of a command stands for in an execution.
    func text(of piece: Command.Piece, output: String, blockSeed: UInt64) -> String {
        switch piece {
        case .text(let text): text
        // The suite's reader has made sure that every step that is named exists.
        case .artifact(let step): folders[step] ?? ""
        case .output: output
        case .blockSeed: String(blockSeed)
        }
    }
}

extension Command {
    /// A path that a suite gives, as seen from here.
    fileprivate func path(_ path: String) -> String {
        guard let folder, !path.hasPrefix("/") else { return path }
        return "\(folder)/\(path)"
    }

    /// The files that its words name in the folder that it is executed in; none without such a
    /// folder: then they are not part of a key.
    ///
    /// In another checkout of the same project a script of the same name is likely another one.
    fileprivate var filesOfFolder: [String] {
        guard folder != nil else { return [] }
        return template.dropFirst().flatMap { word in
            [word]
                + (word.firstIndex(of: "=").map { [String(word[word.index(after: $0)...])] } ?? [])
        }.filter { !$0.isEmpty && !$0.hasPrefix("/") }.map(path).filter { path in
            var information = stat()
            return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFREG
        }
    }
}

extension TrialOutcome {
    init(_ end: ProcessSession.End, timeout: Duration) {
        self =
            switch end {
            case .exited(0): .completed
            case .exited(let status): .exited(status: status)
            case .signalled(let signal): .signalled(signal: signal)
            case .timedOut: .timedOut(limit: timeout)
            case .interrupted: .interrupted
            }
    }
}

/// The harness's own environment with what a command and the trial add.
func workloadEnvironment(adding own: [String: String], marker: String) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment.merging(own) { _, new in new }
    if let separator = marker.firstIndex(of: "=") {
        environment[String(marker[..<separator])] =
            String(marker[marker.index(after: separator)...])
    }
    return environment
}
