internal import Foundation

/// Reads courses of values from CSV, strictly: every mistake is named with its line.
///
/// A course over time has two columns, `time,value`, with times of ISO 8601 that end in `Z` or an
/// offset. Daily bands have four, `weekdays,from,to,value`: “mon-fri,07:00,22:00,0.32”. A first row
/// of headings may be there; empty lines and lines that begin with `#` are passed over.
public struct CourseReader: Sendable {
    /// For messages.
    public var file: String

    /// The least value that has a meaning; `nil` where prices may fall below 0.
    public var least: Double?

    /// Of daily bands; a course over time needs none.
    public var timeZone: String?

    public init(file: String, least: Double?, timeZone: String? = nil) {
        self.file = file
        self.least = least
        self.timeZone = timeZone
    }

    struct Row {
        var line: Int
        var cells: [String]
    }

    /// - Throws: `FootprintError`.
    public func course(of text: String) throws(FootprintError) -> ValueCourse {
        var rows = rows(of: text)
        if let first = rows.first, Self.isHeading(first) { rows.removeFirst() }
        guard let first = rows.first else { throw fault(nil, "there is no row with a value") }
        switch first.cells.count {
        case 2: return .steps(try steps(of: rows))
        case 4: return .bands(try bands(of: rows))
        case let count:
            throw fault(
                first.line,
                "has \(count) columns; a course over time has two (time,value), daily bands have "
                    + "four (weekdays,from,to,value)"
            )
        }
    }

    private func rows(of text: String) -> [Row] {
        // A CR LF is one Character, and no "\n".
        text.split(omittingEmptySubsequences: false) { $0.isNewline }.enumerated()
            .compactMap { number, line in
                let trimmed = line.trimmingCharacters(in: .whitespaces)
                guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { return nil }
                let cells = trimmed.split(separator: ",", omittingEmptySubsequences: false)
                return Row(
                    line: number + 1,
                    cells: cells.map { cell in
                        let bare = cell.trimmingCharacters(in: .whitespaces)
                        let isQuoted =
                            bare.count > 1 && bare.hasPrefix("\"") && bare.hasSuffix("\"")
                        return isQuoted ? String(bare.dropFirst().dropLast()) : bare
                    }
                )
            }
    }

    private static func isHeading(_ row: Row) -> Bool {
        guard let first = row.cells.first?.lowercased() else { return false }
        return first.contains("time") || first.contains("date") || first.contains("weekday")
    }

    private func steps(of rows: [Row]) throws(FootprintError) -> StepCourse {
        var starts: [Double] = []
        var values: [Double] = []
        for row in rows {
            try check(row, columns: 2)
            guard let start = ISO8601Time.seconds(row.cells[0]) else {
                throw fault(
                    row.line,
                    "“\(row.cells[0])” is no time of ISO 8601 with an offset; write "
                        + "2026-01-31T14:00:00Z or 2026-01-31T15:00:00+01:00"
                )
            }
            if let last = starts.last, start <= last {
                throw fault(row.line, "its time is not after that of the row before")
            }
            starts.append(start)
            values.append(try value(row.cells[1], line: row.line))
        }
        guard starts.count > 1 else {
            throw fault(
                rows.first?.line,
                "a course over time has two rows at least; give one value as a number instead"
            )
        }
        return StepCourse(starts: starts, values: values)
    }

    func check(_ row: Row, columns: Int) throws(FootprintError) {
        guard row.cells.count == columns else {
            throw fault(row.line, "has \(row.cells.count) columns, not \(columns)")
        }
    }

    func value(_ cell: String, line: Int) throws(FootprintError) -> Double {
        guard let value = Double(cell), value.isFinite else {
            throw fault(line, "“\(cell)” is no number; use a point for decimals")
        }
        if let least, value < least { throw fault(line, "\(cell) is below \(Int(least))") }
        return value
    }

    func fault(_ line: Int?, _ reason: String) -> FootprintError {
        FootprintError(file: file, line: line, reason: reason)
    }
}

/// Times as ISO 8601 writes them, with an offset.
enum ISO8601Time {
    /// The seconds since 1970; `nil` for anything else than `YYYY-MM-DDThh:mm[:ss[.s]]` with `Z` or
    /// an offset.
    static func seconds(_ text: String) -> Double? {
        let pattern =
            #/(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?([Zz]|[+-]\d\d:?\d\d)/#
        guard let match = text.wholeMatch(of: pattern)?.output,
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3),
            let hour = Int(match.4), let minute = Int(match.5),
            let second = Double(match.6 ?? "0"), let offset = offset(match.7),
            (1...12).contains(month), hour < 24, minute < 60, second < 60,
            let date = midnight(year, month, day)
        else { return nil }
        return date + Double(hour * 3600 + minute * 60) + second - offset
    }

    private static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Double? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = DateComponents(year: year, month: month, day: day)
        // Foundation makes the 31st of June the first of July.
        guard let date = calendar.date(from: parts),
            calendar.dateComponents([.month, .day], from: date).day == day
        else { return nil }
        return date.timeIntervalSince1970
    }

    private static func offset(_ text: Substring) -> Double? {
        if text.lowercased() == "z" { return 0 }
        let digits = text.dropFirst().filter { $0 != ":" }
        guard let hours = Int(digits.prefix(2)), let minutes = Int(digits.suffix(2)), hours < 24,
            minutes < 60
        else { return nil }
        return Double(hours * 3600 + minutes * 60) * (text.hasPrefix("-") ? -1 : 1)
    }
}
