internal import Glibc

/// What goes wrong with PAPI.
package enum PAPIFault: Error, Hashable, Sendable {
    case notFound(file: String?, message: String)
    case incomplete(file: String, function: String)
    case version(String)
    case call(String, code: Int32, words: String)

    /// Whether other events take all the counters: `PAPI_ECNFLCT`, `PAPI_ECOUNT`.
    var isConflict: Bool {
        guard case .call(_, let code, _) = self else { return false }
        return code == -8 || code == -23
    }

    /// The kernel's number that PAPI made its own of (`src/components/perf_event/perf_event.c`).
    var errno: Int32 {
        guard case .call(_, let code, _) = self else { return ENOENT }
        switch code {
        case -1: return EINVAL
        case -7: return ENOENT
        case -15: return EPERM
        case -18: return EOPNOTSUPP
        case -23: return EMFILE
        default: return EIO
        }
    }

    /// Whether a permission is missing: `PAPI_EPERM`.
    var isRefusal: Bool {
        guard case .call(_, let code, _) = self else { return false }
        return code == -15
    }
}

extension PAPIFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notFound(nil, _): "PAPI is not installed"
        case .notFound(let file?, let message): "PAPI cannot be loaded from \(file): \(message)"
        case .incomplete(let file, let function): "\(file) is no PAPI: it lacks \(function)"
        case .version(let version): "PAPI is of version \(version); 5, 6 and 7 are known"
        case .call(let call, let code, let words): "\(call) gave \(code) (\(words))"
        }
    }
}
