internal import Foundation

extension CourseReader {
    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    func bands(of rows: [Row]) throws(FootprintError) -> DailyBands {
        guard let name = timeZone else {
            throw fault(
                rows.first?.line,
                "daily bands need a time zone: --tariff-zone Europe/Berlin"
            )
        }
        guard let zone = TimeZone(identifier: name) else {
            throw fault(nil, "“\(name)” is no time zone; write one such as Europe/Berlin or UTC")
        }
        var minutes = [Double?](repeating: nil, count: DailyBands.minutesOfWeek)
        var lines = [Int?](repeating: nil, count: DailyBands.minutesOfWeek)
        for row in rows {
            try check(row, columns: 4)
            let value = try value(row.cells[3], line: row.line)
            for minute in try places(of: row) {
                if let other = lines[minute] {
                    throw fault(row.line, "overlaps the band of line \(other)")
                }
                lines[minute] = row.line
                minutes[minute] = value
            }
        }
        return DailyBands(minutes: minutes, timeZone: zone)
    }

    /// The minutes of the week that a band holds; past midnight it belongs to the day before.
    private func places(of row: Row) throws(FootprintError) -> [Int] {
        let from = try minute(row.cells[1], line: row.line)
        let to = try minute(row.cells[2], line: row.line)
        guard from != to, from < DailyBands.minutesOfDay else {
            throw fault(row.line, "a band has a length; the whole day is 00:00,24:00")
        }
        let length = to > from ? to - from : to + DailyBands.minutesOfDay - from
        return try weekdays(row.cells[0], line: row.line).flatMap { day in
            (0..<length).map { place in
                (day * DailyBands.minutesOfDay + from + place) % DailyBands.minutesOfWeek
            }
        }
    }

    /// The minutes since midnight of "07:00"; 24:00 is the end of the day.
    private func minute(_ text: String, line: Int) throws(FootprintError) -> Int {
        guard let match = text.wholeMatch(of: #/(\d\d):(\d\d)/#), let hour = Int(match.1),
            let minute = Int(match.2), minute < 60, hour * 60 + minute <= DailyBands.minutesOfDay
        else { throw fault(line, "“\(text)” is no time of a day; write 07:00") }
        return hour * 60 + minute
    }

    /// Monday is 0: "mon", "mon-fri", "sat sun", "all".
    private func weekdays(_ text: String, line: Int) throws(FootprintError) -> [Int] {
        let text = text.lowercased()
        if text == "all" { return Array(0..<7) }
        var found: [Int] = []
        for part in text.split(separator: " ") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
                .map { Self.days.firstIndex(of: String($0)) }
            guard let last = ends.last.flatMap(\.self), let first = ends.first.flatMap(\.self),
                ends.count < 3
            else {
                throw fault(
                    line,
                    "“\(part)” names no weekdays; write mon, mon-fri, “sat sun” or all"
                )
            }
            let length = (last - first + 7) % 7
            found += (0...length).map { (first + $0) % 7 }
        }
        guard !found.isEmpty else { throw fault(line, "names no weekday") }
        return Array(Set(found)).sorted()
    }
}
