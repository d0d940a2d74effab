import Foundation

/// A row of the table: a method, and what became of each history.
struct Row {
    var method: String
    var quiet: [Tally]
    var steps: [Tally]
}

/// The figures that are promised, and those that were found, as text.
enum Table {
    /// The largest shares of false alarms in quiet series, with the history alone and with both.
    private static let falseAlarmLimits = [0.02, 0.03, 0.08]
    private static let confirmedLimit = 0.01

    /// The least shares of steps that are found.
    private static let foundLimits = [0.99, 0.95]

    /// The longest median delay of the first kind of step.
    private static let delayLimit = 3

    static func isKept(history: Row, both: Row) -> Bool {
        zip(history.quiet, falseAlarmLimits).allSatisfy { $0.falseAlarmShare <= $1 }
            && both.quiet.allSatisfy { $0.falseAlarmShare <= confirmedLimit }
            && [history, both].allSatisfy { row in
                zip(row.steps, foundLimits).allSatisfy { $0.foundShare >= $1 }
                    && row.steps[0].medianDelay.map { $0 <= delayLimit } ?? false
            }
    }

    static let limits =
        "limits (false alarms 2, 3 and 8 %, both layers 1 %; found 99 % with a median delay of 3, and"
        + " 95 %)"

    static func text(_ rows: [Row]) -> String {
        var lines = [
            "quiet series with a false alarm, 2 % noise (95 % interval)",
            line("", "series", ["independent", "AR(1) 0.3", "AR(1) 0.6"]),
        ]
        lines += rows.map { row in
            line(row.method, "\(row.quiet[0].series)", row.quiet.map(\.falseAlarmText))
        }
        for (number, step) in ["3 % at 1 % noise", "5 % at 2 % noise"].enumerated() {
            lines += [
                "", "a step of \(step), independent, on night \(History.stepNight)",
                line("", "series", ["found", "false alarm before", "median delay"]),
            ]
            lines += rows.map { row in
                let tally = row.steps[number]
                return line(
                    row.method,
                    "\(tally.series)",
                    [tally.foundText, tally.falseAlarmText, tally.delayText]
                )
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ method: String, _ series: String, _ cells: [String]) -> String {
        let start =
            "  " + padded(method, 32)
            + String(repeating: " ", count: max(0, 6 - series.count)) + series
        let text = cells.reduce(start) { $0 + "  " + padded($1, 23) }
        return String(text.reversed().drop { $0 == " " }.reversed())
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension Tally {
    var falseAlarmShare: Double { Double(falseAlarms) / Double(series) }
    var foundShare: Double { Double(delays.count) / Double(series) }
    fileprivate var falseAlarmText: String { share(of: falseAlarms) }
    fileprivate var foundText: String { share(of: delays.count) }
    fileprivate var delayText: String { medianDelay.map { "\($0) nights" } ?? "not half found" }

    /// A share with Wilson's interval.
    private func share(of count: Int) -> String {
        let (n, z) = (Double(series), 1.959964)
        let share = Double(count) / n
        let middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half =
            z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        return String(
            format: "%.2f %% (%.2f–%.2f)",
            share * 100,
            max(0, middle - half) * 100,
            min(1, middle + half) * 100
        )
    }
}
