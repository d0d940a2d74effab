internal import Foundation

/// Why a run cannot go on, as opposed to a trial that failed.
public enum TrialsError: Error, Hashable, Sendable, CustomStringConvertible {
    case system(call: String, errno: Int32)
    case programNotFound(name: String, searched: [String])
    case inputMissing(step: String, path: String)
    case prepareFailed(step: String, outcome: String, lastOutput: String)
    case artifactEmpty(step: String)
    case folder(path: String, reason: String)
    case interrupted

    public var description: String {
        switch self {
        case .system(let call, let errno):
            return "\(call) failed: \(String(cString: strerror(errno)))."
        case .programNotFound(let name, let searched) where name.contains("/"):
            return "There is no program at \(searched.first ?? name). Check the command in the "
                + "suite; paths are taken from the folder that joulebench is started in."
        case .programNotFound(let name, let searched):
            return "There is no program “\(name)” in \(searched.joined(separator: ", ")). "
                + "Install it, or give its path in the suite."
        case .inputMissing(let step, let path):
            return "The prepare step “\(step)” needs \(path), which cannot be read. "
                + "Install the data, or change the step's “inputs”."
        case .prepareFailed(let step, let outcome, let lastOutput):
            let said = lastOutput.isEmpty ? "It wrote nothing." : "It wrote:\n\(lastOutput)"
            return "The prepare step “\(step)” \(outcome). \(said)"
        case .artifactEmpty(let step):
            return "The prepare step “\(step)” ended well but put nothing into {output}."
        case .folder(let path, let reason):
            return "Cannot use the folder \(path): \(reason)."
        case .interrupted:
            return "Interrupted."
        }
    }
}
