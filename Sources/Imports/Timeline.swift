internal import EventLog
internal import Experiment

/// The clock of an imported trial: instants are nanoseconds since its start.
struct Timeline {
    /// In milliseconds since 1970.
    let start: Double

    /// A stretch beyond this is a mistake in the times, and too long for nanoseconds.
    private static let longest = 10.0 * 365 * 86_400_000

    /// - Parameters:
    ///   - times: in milliseconds since 1970; at least one.
    ///   - file: that states them.
    /// - Throws: `ImportError` where they are no times, or years apart.
    init(spanning times: [Double], of file: SourceFile) throws(ImportError) {
        guard let first = times.min(), let last = times.max(), first >= 0, last < 1e14 else {
            throw file.mistake("its times are not those of a calendar")
        }
        guard last - first < Self.longest else {
            throw file.mistake("its times are more than ten years apart")
        }
        start = first
    }

    var startMilliseconds: Int64 { Int64(start) }

    func instant(_ milliseconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(((milliseconds - start) * 1e6).rounded()))
    }
}

/// Dates as text.
enum Calendar {
    /// "2023/07/08 19:28:27.236" or "2021-05-03T12:34:56", taken as UTC, in milliseconds since 1970.
    ///
    /// - Returns: `nil` for anything else, such as the 31st of a month of 30 days.
    static func milliseconds(of text: String) -> Double? {
        let marks: Set<Character> = ["/", "-", " ", "T", ":", "."]
        let parts = text.split(omittingEmptySubsequences: false, whereSeparator: marks.contains)
        guard parts.count == 6 || parts.count == 7,
            zip(parts, [4, 2, 2, 2, 2, 2]).allSatisfy({ $0.count == $1 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            parts.count == 6 || (1...9).contains(parts[6].count)
        else { return nil }
        let numbers = parts.prefix(6).compactMap { Int64($0) }
        let fraction = parts.count == 7 ? Double("0." + parts[6]) ?? 0 : 0
        guard numbers.count == 6, isDay(numbers[0], numbers[1], numbers[2]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] < 61
        else { return nil }
        let days = LoadGenLog.daysSince1970(year: numbers[0], month: numbers[1], day: numbers[2])
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        return Double(seconds) * 1000 + (fraction * 1000).rounded()
    }

    /// "Thu Nov 26 04:00:00 2026" of ctime(3), taken as UTC, in milliseconds since 1970.
    static func milliseconds(ofCTime text: String) -> Double? {
        let parts = text.split(separator: " ")
        guard parts.count == 5, let month = months.firstIndex(of: String(parts[1])) else {
            return nil
        }
        func padded(_ word: some StringProtocol) -> String {
            word.count == 1 ? "0\(word)" : "\(word)"
        }
        return milliseconds(
            of: "\(parts[4])-\(padded("\(month + 1)"))-\(padded(parts[2])) \(parts[3])"
        )
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func isDay(_ year: Int64, _ month: Int64, _ day: Int64) -> Bool {
        guard (1970...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return day <= lengths[Int(month) - 1]
    }
}
