/// A table of RFC 4180, with headings: quotes, doubled quotes, and line ends inside them.
struct CSVTable {
    struct Row {
        var line: Int
        var cells: [String]
    }

    let file: SourceFile
    var heading: [String]
    var rows: [Row] = []

    /// - Throws: `ImportError` where a row has another number of cells, where a quote is not closed and
    ///   where the last line has no end.
    init(_ file: SourceFile) throws(ImportError) {
        self.file = file
        let text = try file.text()
        guard text.utf8.last == 0x0A else {
            throw file.mistake(
                "the last line has no end: the file is cut off (or add the line end by hand)"
            )
        }
        var found = try Self.rows(of: text, file)
        guard !found.isEmpty else { throw file.mistake("the file is empty") }
        heading = found.removeFirst().cells
        for row in found where row.cells.count != heading.count {
            throw file.mistake(
                "\(row.cells.count) cells where the heading has \(heading.count)",
                line: row.line
            )
        }
        rows = found
    }

    private static func rows(
        of text: String,
        _ file: SourceFile
    ) throws(ImportError) -> [Row] {
        var rows: [Row] = []
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        var line = 1
        var start = 1
        var bytes = Array(text.utf8)[...]
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
        func decoded(_ cell: [UInt8]) -> String { String(decoding: cell, as: UTF8.self) }
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "\"") where isQuoted && bytes.first == UInt8(ascii: "\""):
                cell.append(byte)
                bytes = bytes.dropFirst()
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                cells.append(decoded(cell))
                cell = []
            case 0x0A where !isQuoted:
                line += 1
                if cell.last == 0x0D { cell.removeLast() }
                if !(cells.isEmpty && cell.isEmpty) {
                    rows.append(Row(line: start, cells: cells + [decoded(cell)]))
                }
                (cells, cell, start) = ([], [], line)
            default:
                if byte == 0x0A { line += 1 }
                cell.append(byte)
            }
        }
        guard !isQuoted else { throw file.mistake("a quote is not closed", line: start) }
        return rows
    }
}
