public import Foundation

/// The programs that the package has built, for tests that run them as a user does.
public enum BuiltProducts {
    /// The folder that they lie in: beside the bundle of the tests.
    public static var folder: URL {
        let arguments = CommandLine.arguments
        let named = arguments.firstIndex(of: "--test-bundle-path").map { arguments[$0 + 1] }
        let bundle = named ?? arguments.first { $0.hasSuffix(".xctest") } ?? arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent()
    }
}
