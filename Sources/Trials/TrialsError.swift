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
    /// Another harness measures on this host; who, where it said so.
    case hostInUse(by: HostLock.Holder?, path: String)
    case lock(path: String, reason: String)

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
        case .hostInUse(let holder, let path):
            let who = holder.map { "\($0)" } ?? "its lock \(path) does not say who"
            return "Another joulebench measures on this host, and two would disturb each other's "
                + "figures (\(who)). --wait waits for its end; --no-lock measures all the same."
        case .lock(let path, let reason):
            return "Cannot use the lock that keeps two runs from measuring at once, \(path): "
                + "\(reason). Name another file with \(HostLock.variable), or give --no-lock."
        }
    }
}
