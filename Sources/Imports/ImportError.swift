/// Why files cannot be imported.
public enum ImportError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// Something in a file is not as it has to be; `line` counts from 1, `nil`: the file as a whole.
    case mistake(path: String, line: Int?, reason: String)
    case unrecognised(path: String)
    /// The files do not make one run.
    case incompatible(reason: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "Cannot read \(path): \(reason)."
        case .mistake(let path, let line, let reason):
            "\(path):\(line.map { "\($0):" } ?? "") \(reason). Nothing was imported."
        case .unrecognised(let path):
            "\(path) is of no format that can be imported ("
                + ImportFormat.allCases.map(\.rawValue).joined(separator: ", ")
                + "). Name the format with --format to see what is missing."
        case .incompatible(let reason): "\(reason). Nothing was imported."
        }
    }
}
