internal import Glibc

/// What goes wrong with the files and processes behind a sensor.
public enum SensorError: Error, Hashable, Sendable {
    case unreadable(path: String, errno: Int32)
    case unwritable(path: String, errno: Int32)
    case noSuchProcess(Int32)

    /// The kernel's number for it.
    public var code: Int32 {
        switch self {
        case .unreadable(_, let errno), .unwritable(_, let errno): errno
        case .noSuchProcess: ESRCH
        }
    }

    /// Whether a permission is missing, which the user can mend.
    var isRefusal: Bool { code == EACCES || code == EPERM }
}

extension SensorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let path, let errno):
            "\(path) cannot be read any more: \(errorText(errno)). Start the run again to look anew."
        case .unwritable(let path, let errno):
            "\(path) cannot be written: \(errorText(errno)). Name a folder that can be."
        case .noSuchProcess(let pid):
            "There is no process \(pid). It ended before its sensors were opened."
        }
    }
}

/// The C library's words for an error number.
func errorText(_ code: Int32) -> String {
    guard let words = strerror(code) else { return "error \(code)" }
    return String(cString: words)
}
