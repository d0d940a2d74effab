import Foundation
import Units

/// Single values in a few characters, for talk and lists.
enum TextFormat {
    static func short(_ energy: Energy) -> String { String(format: "%.4g J", energy.joules) }

    static func short(_ duration: Duration) -> String {
        String(format: "%.2f s", duration.inSeconds)
    }

    static func short(_ size: ByteCount) -> String {
        String(format: "%.1f MiB", size.bytes / 1_048_576)
    }

    static func short(_ number: Double) -> String { String(format: "%.4g", number) }

    /// A point in time as UTC, to the second.
    static func date(_ milliseconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(.iso8601)
    }
}
