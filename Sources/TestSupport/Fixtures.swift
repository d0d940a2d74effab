internal import Foundation

/// Real captures that are kept beside the checkout and are no part of it.
public enum Fixtures {
    /// The folder of the package, found from the place of this file.
    private static var packageRoot: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// The folder of the captures, whether it is there or not.
    public static var folder: String {
        packageRoot.deletingLastPathComponent().appending(path: "shared/fixtures").path
    }

    /// The path of a capture.
    public static func path(_ name: String) -> String { "\(folder)/\(name)" }

    /// Whether the captures are there, for `.enabled(if:_:)`.
    public static var areAvailable: Bool { FileManager.default.fileExists(atPath: folder) }

    /// Why tests that need them are skipped.
    public static let skipReason =
        "real captures are not kept in this repository: no ../shared/fixtures beside the checkout"
}
