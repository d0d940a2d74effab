internal import Foundation

/// The detail log that MLPerf's LoadGen leaves: `mlperf_log_detail.txt`.
///
/// A line is a `:::MLLOG` event whose `time_ms` counts from LoadGen's own start. `power_begin` and
/// `power_end` are the edges of the performance run, as UTC with milliseconds
/// (mlcommons/inference, loadgen/logging.cc).
public struct LoadGenLog: Sendable {
    /// The name that LoadGen gives the file.
    public static let fileName = "mlperf_log_detail.txt"

    /// A file beyond this is not read; LoadGen's own take some hundred kilobytes.
    static let largestFile = 64 << 20

    /// A value beyond this is not taken: lists of loaded samples, digests of source files.
    static let longestValue = 4096

    /// The events in the order of the file, without the edges and without long values.
    public private(set) var events: [LogLine] = []

    /// The edges in milliseconds since 1970; `nil` where the log states none.
    public private(set) var begin: Int64?
    public private(set) var end: Int64?

    /// What keeps the log from being used, in words without a full stop; `nil` where nothing does.
    public private(set) var problem: String?

    /// Reads the log of a folder.
    public init(folder: String) {
        switch Self.read("\(folder)/\(Self.fileName)") {
        case .success(let text): self.init(text: text)
        case .failure(let trouble): self.init(problem: trouble.text)
        }
    }

    /// Why a file was not read.
    private struct Trouble: Error {
        var text: String
    }

    private static func read(_ path: String) -> Result<String, Trouble> {
        guard let size = size(of: path) else {
            return .failure(
                Trouble(text: "there is no \(fileName) in the folder that the suite names")
            )
        }
        guard size <= largestFile else {
            return .failure(
                Trouble(text: "\(fileName) has \(size) bytes, more than \(largestFile)")
            )
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            return .failure(Trouble(text: "\(fileName) cannot be read"))
        }
        return .success(String(decoding: data, as: UTF8.self))
    }

    private init(problem: String) { self.problem = problem }

    /// Reads the log from its text.
    public init(text: String) {
        var broken = 0
        for line in text.split(whereSeparator: \.isNewline) {
            do {
                guard let event = try LogLine.parse(String(line)) else { continue }
                take(event)
            } catch {
                broken += 1
            }
        }
        problem = problem ?? trouble(broken: broken, isEmpty: text.isEmpty)
    }

    private mutating func take(_ event: LogLine) {
        switch event.key {
        case "power_begin": note(event.value, as: \.begin, key: event.key)
        case "power_end": note(event.value, as: \.end, key: event.key)
        default:
            if case .text(let text) = event.value, text.utf8.count > Self.longestValue { return }
            if case .array = event.value { return }
            if case .object = event.value { return }
            events.append(event)
        }
    }

    private mutating func note(
        _ value: LogValue,
        as edge: WritableKeyPath<LoadGenLog, Int64?>,
        key: String
    ) {
        guard case .text(let text) = value, let time = Self.milliseconds(of: text) else {
            problem = problem ?? "\(key) is no time (MM-DD-YYYY HH:MM:SS.mmm)"
            return
        }
        if self[keyPath: edge] != nil { problem = problem ?? "\(key) is stated more than once" }
        self[keyPath: edge] = time
    }

    private func trouble(broken: Int, isEmpty: Bool) -> String? {
        if isEmpty { return "the file is empty: the program ended before LoadGen wrote it" }
        if events.isEmpty { return "the file holds no event of LoadGen" }
        if !events.contains(where: { $0.key == "result_validity" }) {
            return "it ends before its results: the program was stopped before LoadGen was done"
        }
        if broken > 0 { return "\(broken) of its events cannot be read" }
        guard let begin, let end else { return nil }
        return end > begin ? nil : "power_end is not after power_begin"
    }

    private static func size(of path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
        return (attributes?[.size] as? NSNumber)?.intValue
    }

    /// `07-23-2024 15:48:32.939`, in UTC, as milliseconds since 1970; `nil` where it is no time.
    package static func milliseconds(of text: String) -> Int64? {
        let parts = text.split(omittingEmptySubsequences: false) { "- :.".contains($0) }
        let widths = [2, 2, 4, 2, 2, 2, 3]
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil
        }
        guard parts.map(\.count) == widths, numbers.count == 7,
            (1...12).contains(numbers[0]), (1...31).contains(numbers[1]), numbers[3] < 24,
            numbers[4] < 60, numbers[5] < 61
        else { return nil }
        let days = daysSince1970(year: numbers[2], month: numbers[0], day: numbers[1])
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4]) * 60 + numbers[5]
        return seconds * 1000 + numbers[6]
    }

    /// In the Gregorian calendar; Howard Hinnant's `days_from_civil`.
    package static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = year / 400
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
