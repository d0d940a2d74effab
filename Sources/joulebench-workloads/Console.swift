internal import Foundation

/// What is said to people, on standard error: standard output belongs to the event log.
enum Console {
    static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// A share as a percentage with two decimals.
    static func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}
