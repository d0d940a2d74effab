public import Experiment

/// How a prepare step stands before a run; nothing is run to find it out.
public struct PrepareStepStatus: Sendable, Hashable {
    public enum State: Sendable, Hashable {
        /// Its artifact is there.
        case cached
        /// It would be made.
        case toBeMade
        /// It cannot be told, or made, for this reason.
        case unknown(reason: String)
    }

    public var step: String
    public var state: State

    /// What making it took: this very artifact where it is cached, else an earlier one of the step;
    /// `nil` where there is none.
    public var seconds: Double?
}

extension Preparation {
    /// Looks which of a suite's artifacts are there.
    ///
    /// Reads the programs and inputs of the steps, for their digests, and writes nothing.
    ///
    /// - Parameters:
    ///   - steps: each after those that it uses.
    ///   - store: where artifacts are kept.
    ///   - locator: finds the programs.
    /// - Returns: one for each step, in order.
    public static func survey(
        _ steps: [PrepareStep],
        store: ArtifactStore,
        locator: ProgramLocator
    ) -> [PrepareStepStatus] {
        let preparation = Preparation(store: store, locator: locator, household: .guest)
        var prepared = PreparedArtifacts(artifacts: [], folders: [:])
        return steps.map { step in
            let key: String
            do throws(TrialsError) {
                key = try preparation.key(of: step, using: prepared)
            } catch {
                return PrepareStepStatus(
                    step: step.name,
                    state: .unknown(reason: "\(error)"),
                    seconds: nil
                )
            }
            prepared.artifacts.append(
                Artifact(step: step.name, key: key, command: [], seconds: 0, wasCached: false)
            )
            let note = store.note(step: step.name, key: key)
            return PrepareStepStatus(
                step: step.name,
                state: note == nil ? .toBeMade : .cached,
                seconds: note?.seconds ?? store.latestNote(step: step.name)?.seconds
            )
        }
    }
}

extension ArtifactStore {
    /// The note of the artifact of a step that was made last, whatever determined it.
    fileprivate func latestNote(step: String) -> Note? {
        notes(step: step).max { $0.madeAtMilliseconds < $1.madeAtMilliseconds }
    }
}
