internal import Foundation

/// What a cell of a table is sorted by.
enum SortKey: Hashable {
    case missing
    case number(Double)
    case text

    /// The first number of a cell with the prefix of its unit: "≈ 412.3 ± 1.2 µJ est." is 0.0004123.
    ///
    /// - Parameter cell: as the tables of a report show it.
    init(of cell: String) {
        if cell == Table.missing || cell.isEmpty {
            self = .missing
            return
        }
        let words = cell.split(separator: " ")
        guard let first = words.firstIndex(where: { $0 != "≈" && $0 != "±" }),
            let number = Self.number(words[first])
        else {
            self = .text
            return
        }
        let unit = words[(first + 1)...].first { word in
            Self.number(word) == nil && !["±", "sim.", "est.", "int."].contains(word)
                && !word.hasPrefix("[") && !word.hasSuffix("]")
        }
        self = .number(number * Self.scale(unit.map(String.init) ?? ""))
    }

    /// A number, or the first of two with a bar between them: "3/4".
    private static func number(_ word: Substring) -> Double? {
        let plain = word.replacing("−", with: "-").replacing("+", with: "")
        let part = plain.split(separator: "/").first ?? ""
        guard let first = part.unicodeScalars.first, "-0123456789.".unicodeScalars.contains(first)
        else { return nil }
        return Double(part).flatMap { $0.isFinite ? $0 : nil }
    }

    private static let units = ["J", "W", "s", "FLOP", "op", "B", "/s", "", "Wh", "g", "Hz"]

    private static func scale(_ unit: String) -> Double {
        let binary = ["KiB": 1024.0, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40]
        if let factor = binary[unit] { return factor }
        let prefixes: [Character: Double] = [
            "p": 1e-12, "n": 1e-9, "µ": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
            "P": 1e15,
        ]
        guard let first = unit.first, let factor = prefixes[first] else { return 1 }
        return units.contains(String(unit.dropFirst())) ? factor : 1
    }
}
