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

    @Test func `every key that the README documents is known, and no other`() throws {
        // A key that is not known is named with all that are, which is the decoder's own list.
        let text = """
            zzzzzzzz: 1
            suite: tiny
            blocks: {half_width: 0.01, maximum: 9, zzzzzzzz: 1}
            prepare: {s: {zzzzzzzz: 1, command: [x]}}
            comparisons:
              - zzzzzzzz: 1
                name: one
                baseline: a
                quality: {event: e, zzzzzzzz: 1}
                variants: {a: {command: [x], zzzzzzzz: 1}}
            """
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 6)
        let known = mistakes.flatMap { mistake in
            mistake.components(separatedBy: "there is ").dropFirst().joined()
                .components(separatedBy: ", ").map { $0.trimmingCharacters(in: ["“", "”"]) }
        }
        let rows = try readme().components(separatedBy: "\n").filter { $0.hasPrefix("| `") }
        let documented = rows.compactMap { row -> String? in
            let name = row.dropFirst(3).prefix { $0 != "`" }
            return name.hasPrefix("{") ? nil : String(name)
        }
        #expect(documented.sorted() == known.sorted())
    }
}
