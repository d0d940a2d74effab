internal import Foundation

/// A folder for one test, removed with its last reference.
public final class TemporaryFolder: Sendable {
    public let path: String

    /// Makes the folder.
    ///
    /// - Throws: what the file system says.
    public init() throws {
        let place = FileManager.default.temporaryDirectory
            .appending(path: "joulebench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        path = place.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and the folders above it.
    ///
    /// - Parameters:
    ///   - text: the whole content.
    ///   - name: the path below the folder.
    /// - Throws: what the file system says.
    public func write(_ text: String, to name: String) throws {
        let file = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    /// Copies what is in a folder into a place below this one.
    ///
    /// - Throws: what the file system says.
    public func copy(_ source: String, to name: String) throws {
        let target = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try FileManager.default.copyItem(at: URL(filePath: source), to: target)
    }
}
