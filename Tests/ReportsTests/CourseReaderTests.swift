import Foundation
import Reports
import TestSupport
import Testing

@Suite struct CourseReaderTests {
    private func read(_ text: String, zone: String? = nil, least: Double? = 0) throws -> ValueCourse
    {
        try CourseReader(file: "f.csv", least: least, timeZone: zone).course(of: text)
    }

    private func fault(_ text: String, zone: String? = nil) -> String? {
        do {
            _ = try read(text, zone: zone)
            return nil
        } catch { return "\(error)" }
    }

    /// Seconds since 1970.
    private func moment(_ text: String) throws -> Double {
        try Date(text, strategy: .iso8601).timeIntervalSince1970
    }

    private func value(_ course: ValueCourse, at text: String) throws -> Double {
        let start = try moment(text)
        return try course.mean(over: ClockSpan(start: start, end: start + 1))
    }

    @Test func `a value holds until the next, the last as long as the one before`() throws {
        let course = try read(
            "# from the grid\r\ntime,g\r\n2026-01-31T14:00:00Z,100\r\n\r\n"
                + "2026-01-31T16:00+01:00,\"200\"\r\n"
        )
        #expect(try value(course, at: "2026-01-31T14:00:00Z") == 100)
        #expect(try value(course, at: "2026-01-31T15:59:59Z") == 200)
        #expect(throws: (any Error).self) { try value(course, at: "2026-01-31T13:59:59Z") }
        #expect(throws: (any Error).self) { try value(course, at: "2026-01-31T16:00:00Z") }
        let start = try moment("2026-01-31T14:30:00Z")
        #expect(try course.mean(over: ClockSpan(start: start, end: start + 3600)) == 150)
        #expect(try course.mean(over: ClockSpan(start: start, end: start)) == 100, "an instant")
    }

    @Test func `every mistake of a course is named with its line`() {
        let first = "2026-01-31T14:00:00Z,1\n"
        let cases: [(String, String)] = [
            ("", "f.csv: there is no row with a value"),
            ("time,value\n", "f.csv: there is no row with a value"),
            (first, "f.csv:1: a course over time has two rows at least"),
            (first + "2026-01-31T13:00:00Z,1\n", "f.csv:2: its time is not after"),
            (first + "2026-01-31T14:00:00Z,1\n", "f.csv:2: its time is not after"),
            (first + "\n2026-01-31T15:00:00,1\n", "f.csv:3: “2026-01-31T15:00:00” is no time"),
            (first + "2026-02-30T15:00:00Z,1\n", "f.csv:2: “2026-02-30T15:00:00Z” is no time"),
            (first + "2026-01-31T25:00:00Z,1\n", "is no time"),
            (first + "2026-01-31T15:00:00Z,\n", "f.csv:2: “” is no number"),
            (first + "2026-01-31T15:00:00Z,nan\n", "f.csv:2: “nan” is no number"),
            (first + "2026-01-31T15:00:00Z,-1\n", "f.csv:2: -1 is below 0"),
            (first + "2026-01-31T15:00:00Z,1,2\n", "f.csv:2: has 3 columns, not 2"),
            ("1,2,3\n", "f.csv:1: has 3 columns; a course over time has two"),
            (first + "\u{1B}[31m,1\n", "f.csv:2: “␛[31m” is no time"),
        ]
        for (text, expected) in cases {
            let found = fault(text)
            #expect(found?.contains(expected) == true, "\(expected): \(found ?? "nothing")")
        }
    }

    @Test func `daily bands go by the clock of their zone, over midnight and over summer time`()
        throws
    {
        let bands = """
            weekdays,from,to,price
            mon-fri,07:00,22:00,0.32
            mon-fri,22:00,07:00,0.2
            sat sun,00:00,24:00,0.15
            """
        // The night of Friday ends on Saturday at 7, where a band of Saturday begins at 0.
        #expect(
            fault(bands, zone: "Europe/Berlin")?.contains("f.csv:4: overlaps the band of line 3")
                == true
        )
        let course = try read(
            """
            weekdays,from,to,price
            mon-fri,07:00,22:00,0.32
            mon-thu,22:00,07:00,0.2
            fri,22:00,24:00,0.25
            sat sun,00:00,24:00,0.15
            """,
            zone: "Europe/Berlin"
        )
        // 2026-01-30 is a Friday, on which Berlin is an hour ahead; in July it is two.
        #expect(try value(course, at: "2026-01-30T06:00:00Z") == 0.32)
        #expect(try value(course, at: "2026-01-30T05:59:00Z") == 0.2)
        #expect(try value(course, at: "2026-01-30T21:00:00Z") == 0.25)
        #expect(try value(course, at: "2026-01-30T23:00:00Z") == 0.15)
        #expect(try value(course, at: "2026-07-31T05:00:00Z") == 0.32)
        // Nobody wrote what the night to Monday costs.
        #expect(throws: (any Error).self) { try value(course, at: "2026-02-02T05:00:00Z") }
        let start = try moment("2026-01-30T20:59:30Z")
        let mean = try course.mean(over: ClockSpan(start: start, end: start + 60))
        #expect(abs(mean - 0.285) < 1e-12)
    }

    @Test func `every mistake of daily bands is named with its line`() {
        let cases: [(String, String)] = [
            ("mon,07:00,07:00,1", "f.csv:1: a band has a length"),
            ("mon,24:00,07:00,1", "a band has a length"),
            ("mon,7:00,08:00,1", "“7:00” is no time of a day"),
            ("mon,07:00,24:01,1", "“24:01” is no time of a day"),
            ("may,07:00,08:00,1", "“may” names no weekdays"),
            ("mon-,07:00,08:00,1", "“mon-” names no weekdays"),
            (",07:00,08:00,1", "names no weekday"),
            ("mon,07:00,08:00,x", "“x” is no number"),
            ("mon,07:00,08:00,1\nall,07:59,08:30,2", "f.csv:2: overlaps the band of line 1"),
        ]
        for (text, expected) in cases {
            let found = fault(text, zone: "UTC")
            #expect(found?.contains(expected) == true, "\(expected): \(found ?? "nothing")")
        }
        #expect(fault("all,00:00,24:00,1")?.contains("need a time zone") == true)
        #expect(fault("all,00:00,24:00,1", zone: "Berlin")?.contains("is no time zone") == true)
    }

    @Test func `a file cut anywhere is read or refused, and never ends the program`() throws {
        let text = "time,g\n2026-01-31T14:00:00Z,100\n2026-01-31T15:00:00Z,200.5\n"
        for length in 0...text.utf8.count {
            let part = String(decoding: Array(text.utf8.prefix(length)), as: UTF8.self)
            let found = Result { try read(part) }
            guard case .failure(let error) = found else { continue }
            #expect(error is FootprintError)
        }
    }
}
