/// What a user stated for the footprint and cannot be used.
public struct FootprintError: Error, Sendable, Hashable, CustomStringConvertible {
    public var file: String

    /// Counted from 1; `nil` where the file as a whole is meant.
    public var line: Int?
    public var reason: String

    public init(file: String, line: Int? = nil, reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    public var description: String {
        "\(TerminalText.printable(file))\(line.map { ":\($0)" } ?? ""): "
            + TerminalText.printable(reason)
    }
}
