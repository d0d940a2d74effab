/// What can go wrong with data, checkpoints and arithmetic: what, where, what to do.
public enum NetworksError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A file that cannot be read or written.
    case file(path: String, reason: String)

    /// A directory without the data set.
    case missingData(directory: String, file: String)

    /// A file that is not what its name says: gzip, idx or safetensors.
    case malformed(path: String, format: String, reason: String)

    /// A checkpoint whose tensors do not fit the model.
    case mismatch(path: String, tensor: String, expected: String, found: String)

    /// A checkpoint that holds another variant than the one asked for.
    case variant(path: String, found: String, wanted: String, remedy: String)

    /// A setting that no model can have.
    case setting(name: String, reason: String)

    /// A call of oneDNN that failed.
    case arithmetic(operation: String, reason: String)

    public var description: String {
        switch self {
        case .file(let path, let reason):
            "Cannot use \(path): \(reason). Check the path and its permissions."
        case .missingData(let directory, let file):
            "No Fashion-MNIST in \(directory): \(file).gz and \(file) are both missing. Install "
                + "the Debian package dataset-fashion-mnist or name the directory with --data."
        case .malformed(let path, let format, let reason):
            "\(path) is not a whole \(format) file: \(reason). Fetch or write it again."
        case .mismatch(let path, let tensor, let expected, let found):
            "\(path): \(tensor) should be \(expected) but is \(found). Use a checkpoint that was "
                + "made for this model."
        case .variant(let path, let found, let wanted, let remedy):
            "\(path) holds the variant \(found), not \(wanted). \(remedy)"
        case .setting(let name, let reason):
            "\(name): \(reason)."
        case .arithmetic(let operation, let reason):
            "oneDNN could not run \(operation): \(reason). Check that libdnnl fits this processor "
                + "and that memory is left."
        }
    }
}
