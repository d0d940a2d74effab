import Experiment
import Foundation
import Suites
import Testing

@Suite struct ReadmeTests {
    private func readme() throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: root.appendingPathComponent("suites/README.md"),
            encoding: .utf8
        )
    }

    @Test func `the example of the README is a suite`() throws {
        let blocks = try readme().components(separatedBy: "```yaml\n").dropFirst()
        let example = try #require(blocks.first?.components(separatedBy: "```").first)
        #expect(blocks.count == 1)
        let suite = try SuiteFile.decode(text: example, path: "suites/README.md").suite
        #expect(suite.name == "example")
        #expect(suite.prepare.map(\.name) == ["dense", "pruned"])
        #expect(suite.comparisons[0].variants.map(\.name) == ["dense", "pruned", "pruned-sparse"])
    }

    @Test func `placeholders mean something in the places that the README says`() throws {
        let rows = try readme().components(separatedBy: "\n").filter { $0.hasPrefix("| `{") }
        #expect(rows.count == 5)
        for row in rows {
            let cells = row.components(separatedBy: "|").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let placeholder = cells[1].replacing("STEP", with: "first").replacing("`", with: "")
                .replacing(" and ", with: "")
            let works = (0..<3).map { place in
                let texts = (0..<3).map { $0 == place ? placeholder : "x" }
                let text = """
                    suite: tiny
                    prepare:
                      first: {command: [x]}
                      second:
                        command: [x, "\(texts[0])"]
                        inputs: ["\(texts[1])"]
                    comparisons:
                      - {name: one, baseline: a, command: [x, "\(texts[2])"], variants: {a: }}
                    """
                let parameter = placeholder == "{NAME}" ? "parameters: {NAME: 1}\n" : ""
                return SuiteText.mistakes(parameter + text).isEmpty ? "yes" : "no"
            }
            #expect(Array(cells[2...4]) == works, "\(row)")
        }
    }

    @Test(arguments: SuiteFormat.records.map(\.name))
    func `the table of a record has the decoder's keys`(name: String) throws {
        let format = try #require(SuiteFormat.records.first { $0.name == name })
        let rows = try table(below: format.heading)
        let documented = Set(rows.map(\.key))
        let keys = Set(format.keys.map(\.name))
        #expect(
            keys.subtracting(documented).isEmpty,
            "the table below “\(format.heading)” in suites/README.md lacks these keys"
        )
        #expect(
            documented.subtracting(keys).isEmpty,
            "the decoder (SuiteFormat) does not know these keys of a \(name)"
        )
    }

    @Test func `tables give the decoder's ranges and defaults`() throws {
        for format in SuiteFormat.records {
            let keys = Dictionary(uniqueKeysWithValues: format.keys.map { ($0.name, $0) })
            for row in try table(below: format.heading) {
                guard let key = keys[row.key] else { continue }
                if let range = key.range {
                    #expect(row.type.contains(Self.words(range)), "the type of \(row)")
                }
                // A table without defaults is one whose keys are all optional.
                guard let standard = row.standard else { continue }
                #expect((standard == "required") == key.isRequired, "the default of \(row)")
                if let text = key.standard {
                    #expect(standard.replacing("`", with: "") == text, "the default of \(row)")
                }
            }
        }
    }

    private struct Row {
        var key: String
        var type: String

        /// The cell of the column “default”.
        var standard: String?
    }

    /// The rows of the first table after a line.
    private func table(below heading: String) throws -> [Row] {
        let lines = try readme().components(separatedBy: "\n")
        let start = try #require(
            lines.firstIndex(of: heading),
            "suites/README.md has no line “\(heading)”"
        )
        let rows = lines[(start + 1)...].drop { !$0.hasPrefix("|") }.prefix { $0.hasPrefix("|") }
        return rows.dropFirst(2).map { row in
            let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            return Row(
                key: cells[0].replacing("`", with: ""),
                type: cells[1],
                standard: cells.count > 2 ? cells[2] : nil
            )
        }
    }

    private static func words(_ range: KeyFormat.Range) -> String {
        switch range {
        case .whole(let range):
            let upper = range.upperBound == .max ? "2⁶⁴ − 1" : "\(range.upperBound)"
            return "whole number, \(range.lowerBound) to \(upper)"
        case .number(let range):
            return "number, \(SuiteFormat.number(range.lowerBound)) to "
                + SuiteFormat.number(range.upperBound)
        }
    }
}
