import Experiment
import Randomness
import Suites
import Testing

@Suite struct SuiteDocumentTests {
    @Test(arguments: ["", "\n", "# only a comment\n", "~\n", "---\n", "\u{FEFF}"])
    func `a file without content says so`(text: String) {
        #expect(
            SuiteText.mistakes(text)
                == ["1:1: the file is empty; suites/README.md shows a suite"]
        )
    }

    @Test(arguments: ["just text", "[a, b]", "5"])
    func `a file that is no mapping says so`(text: String) {
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("1:1: expected a mapping with the keys “suite”") == true)
    }

    @Test(arguments: [
        ("suite: a\ncomparisons: [", 2), ("suite: a\n\tblocks: 5\n", 2),
        ("suite: 'a\n", 1), ("suite: a\n  b: c\n", 2), ("suite: *nowhere\n", 1),
        ("suite: a\nblocks: @5\n", 2),
    ])
    func `what is not YAML is a mistake with its line`(text: String, line: Int) {
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("is not YAML") == true, "\(mistakes)")
        let found = mistakes.first.flatMap { Int($0.prefix { $0.isNumber }) }
        #expect(found.map { $0 >= line && $0 <= line + 1 } == true, "\(mistakes)")
    }

    @Test(arguments: ["\u{7}", "\0", "\u{FFFE}"])
    func `a control character is a mistake with its line`(character: String) {
        let mistakes = SuiteText.mistakes("suite: a\nsummary: b\(character)\n" + SuiteText.minimal)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.hasPrefix("2: is not YAML") == true, "\(mistakes)")
    }

    @Test func `a second document is refused`() {
        #expect(
            SuiteText.mistakes(SuiteText.minimal + "---\n" + SuiteText.minimal) == [
                "9:1: a second document starts here; write one suite in a file, without “---”"
            ]
        )
        #expect(SuiteText.mistakes("---\n" + SuiteText.minimal).isEmpty)
    }

    @Test func `a key that is given twice is a mistake where it stands again`() {
        let top = SuiteText.mistakes(SuiteText.minimal + "# later\nsuite: again\n")
        #expect(
            top == ["10:1: the key “suite” is given more than once, first in line 1; keep one"]
        )
        let variant = SuiteText.mistakes(
            SuiteText.comparison(
                "command: [x]\nvariants:\n  a:\n    command: [y]\n  b:\n  \"a\": {}\n"
            )
        )
        #expect(
            variant == ["10:7: the key “a” is given more than once, first in line 7; keep one"]
        )
        let flow = SuiteText.mistakes("suite: a\ncomparisons: {x: 1, y: 2, x: 3, y: 4}\n")
        #expect(
            flow == [
                "2:15: the key “x” is given more than once, first in line 2; so are “y” in the "
                    + "same mapping; keep one"
            ]
        )
    }

    @Test func `aliases stand for whole values and merge keys are refused`() throws {
        let text = SuiteText.comparison(
            """
            environment: &env {THREADS: 2}
            variants:
              a: {command: &run [run, 1], environment: *env}
              b: {command: *run}
            """
        )
        let suite = try SuiteFile.decode(text: text, path: "x.yaml").suite
        #expect(suite.comparisons[0].variants[1].command.template == ["run", "1"])
        let merge = SuiteText.comparison(
            "variants:\n  a: &base {command: [x]}\n  b:\n    <<: *base\n"
        )
        let mistakes = SuiteText.mistakes(merge)
        #expect(mistakes.last?.hasPrefix("8:9: comparisons[0].variants.b.<<: merge keys") == true)
    }

    @Test func `a mistake inside an alias points at where it is used`() {
        let text = "summary: &s [1]\nblocks: *s\n" + SuiteText.minimal
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 2)
        #expect(mistakes.last?.hasPrefix("2:1: blocks: expected") == true, "\(mistakes)")
    }

    @Test(arguments: [40, 999, 10_000, 100_000])
    func `deep nesting is refused and does not crash`(depth: Int) {
        let flow =
            "suite: " + String(repeating: "[", count: depth)
            + String(repeating: "]", count: depth) + "\n"
        #expect(SuiteText.mistakes(flow).count == 1)
        #expect(SuiteText.mistakes("suite: " + String(repeating: "{a: ", count: depth)).count == 1)
        #expect(SuiteText.mistakes(String(repeating: "- ", count: depth) + "a\n").count == 1)
        let key = "suite: " + String(repeating: "[? ", count: min(depth, 2000)) + "\n"
        #expect(SuiteText.mistakes(key).count == 1)
    }

    @Test func `aliases that unfold without end are refused`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            let uses = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(uses)]\n"
        }
        let mistakes = SuiteText.mistakes(text)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("the aliases unfold to more than") == true)
    }

    @Test func `a byte order mark and line ends of Windows change nothing`() throws {
        let plain = try SuiteFile.decode(text: SuiteText.minimal, path: "x.yaml").suite
        let windows =
            "\u{FEFF}" + SuiteText.minimal.split(separator: "\n").joined(separator: "\r\n")
        #expect(try SuiteFile.decode(text: windows, path: "x.yaml").suite == plain)
    }

    @Test func `keys that are no words are mistakes`() {
        let mistakes = SuiteText.mistakes("? [a]\n: 1\n" + SuiteText.minimal)
        #expect(mistakes == ["1:3: a key must be a word"])
    }

    @Test func `a damaged file is refused with places inside it and never crashes`() {
        let seed: UInt64 = 99
        var generator = SplitMix64(seed: seed)
        let source = Array(SuiteText.everything.unicodeScalars)
        let insertions = Array("{}[]:,-&*!|>'\"%@`#?~\n\t\\ \0\u{7}\u{FEFF}é0<".unicodeScalars)
        for _ in 0..<1500 {
            var scalars = source
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<scalars.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: scalars.remove(at: place)
                case 1:
                    scalars.insert(insertions.randomElement(using: &generator) ?? " ", at: place)
                default: scalars.removeSubrange(place..<min(place + 30, scalars.count))
                }
            }
            let text = String(String.UnicodeScalarView(scalars))
            do throws(SuiteFileError) {
                _ = try SuiteFile.decode(text: text, path: "x.yaml")
            } catch {
                let lines = text.count(where: \.isNewline) + 1
                #expect(!error.mistakes.isEmpty)
                for mistake in error.mistakes {
                    let line = mistake.line ?? 0
                    #expect(line >= 1 && line <= lines, "seed \(seed): \(mistake)\n\(text)")
                }
            }
        }
    }
}
