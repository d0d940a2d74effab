internal import Foundation

/// A text that was looked at once and is compared whole from then on.
///
/// A snapshot that is missing is recorded and is a difference; `RECORD_SNAPSHOTS=1 scripts/test`
/// records all anew.
public struct Snapshot: Sendable {
    private let file: URL

    /// The snapshot of a name in the folder `Snapshots` beside a test file.
    ///
    /// - Parameters:
    ///   - name: without its ending.
    ///   - testFile: `#filePath` of the test.
    public init(_ name: String, besides testFile: String) {
        file = URL(fileURLWithPath: testFile).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/\(name)")
    }

    /// What is wrong with a text; `nil` where it equals the snapshot.
    ///
    /// - Throws: where the snapshot cannot be recorded.
    public func difference(from text: String) throws -> String? {
        let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
        let known = try? Data(contentsOf: file)
        if let known, !isRecording {
            guard known != Data(text.utf8) else { return nil }
            return "\(file.lastPathComponent) differs; the text is now:\n\(text)"
        }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        return isRecording ? nil : "there was no \(file.lastPathComponent); it is recorded now"
    }
}
