import ArgumentParser
import Foundation
import Reports
import Store

/// The rows of a query on their way to standard output.
struct QueryOutput {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case csv
        case json
        case markdown
    }

    let format: Format

    /// How many characters of a cell a table shows; `nil` for all.
    let cellWidth: Int?
    private var columns: [String] = []

    /// Of a table, whose widths are known only at its end.
    private var rows: [[ResultQuery.Value]] = []
    private var count = 0

    /// What is not printed yet: rows one by one would be a system call each.
    private var pending = ""

    init(format: Format, cellWidth: Int?) {
        self.format = format
        self.cellWidth = cellWidth
    }

    /// - Throws: `QueryOutputError` where JSON would lose a column.
    mutating func begin(_ columns: [String]) throws {
        self.columns = columns
        if format == .json, let twice = Self.repeated(columns) {
            throw QueryOutputError.sameName(twice)
        }
        if format == .csv { pending += CSVText.line(columns, end: "\n") }
    }

    private static func repeated(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }

    /// - Returns: `false` where nobody reads any more.
    mutating func add(_ row: [ResultQuery.Value]) throws -> Bool {
        count += 1
        switch format {
        case .table, .markdown: rows.append(row)
        case .csv: pending += row.map(Self.csvCell).joined(separator: ",") + "\n"
        case .json: pending += (count == 1 ? "[\n" : ",\n") + "  {\(jsonFields(row))}"
        }
        guard pending.utf8.count > 1 << 16 else { return true }
        defer { pending = "" }
        return try Console.printData(pending)
    }

    mutating func end() throws {
        switch format {
        case .table: try Console.print(table.text(usesColour: Console.outputUsesColour))
        case .markdown: try Console.print(table.markdownText)
        case .csv: _ = try Console.printData(pending)
        case .json: _ = try Console.printData(pending + (count == 0 ? "[]\n" : "\n]\n"))
        }
    }

    // MARK: - Cells

    private var table: Table {
        let headings = columns.enumerated().map { index, name -> (String, Table.Alignment) in
            let isNumeric = rows.allSatisfy { $0[index].isNumberOrNull }
            return (name, isNumeric && !rows.isEmpty ? .right : .left)
        }
        return Table(columns: headings, rows: rows.map { $0.map(tableCell) })
    }

    private func tableCell(_ value: ResultQuery.Value) -> String {
        if value == .null { return Table.missing }
        let text = value.text
        guard let cellWidth, text.count > cellWidth else { return text }
        return text.prefix(max(cellWidth - 1, 0)) + "…"
    }

    private static func csvCell(_ value: ResultQuery.Value) -> String {
        switch value {
        case .null: ""
        // Told from NULL.
        case .text(""): "\"\""
        default: CSVText.quoted(value.text)
        }
    }

    private func jsonFields(_ row: [ResultQuery.Value]) -> String {
        zip(columns, row).map { name, value in
            "\(Self.jsonText(name)): \(Self.jsonValue(value))"
        }.joined(separator: ", ")
    }

    private static func jsonValue(_ value: ResultQuery.Value) -> String {
        switch value {
        case .null: "null"
        case .integer(let number): "\(number)"
        case .real(let number): number.isFinite ? "\(number)" : jsonText("\(number)")
        case .text, .bytes: jsonText(value.text)
        }
    }

    private static func jsonText(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.properties.generalCategory == .control:
                result += String(format: "\\u%04x", scalar.value)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension ResultQuery.Value {
    fileprivate var isNumberOrNull: Bool {
        switch self {
        case .null, .integer, .real: true
        case .text, .bytes: false
        }
    }

    /// Numbers with as many digits as they need to be read back exactly; bytes as SQL writes them.
    fileprivate var text: String {
        switch self {
        case .null: ""
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): text
        case .bytes(let bytes): "X'" + bytes.map { String(format: "%02X", $0) }.joined() + "'"
        }
    }
}

enum QueryOutputError: Error, CustomStringConvertible {
    case sameName(String)

    var description: String {
        switch self {
        case .sameName(let name):
            "Two columns are called “\(TerminalText.printable(name))”, which an object of JSON cannot "
                + "hold. Give one another name with AS."
        }
    }
}
