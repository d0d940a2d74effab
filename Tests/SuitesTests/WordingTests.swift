import Testing

@testable import Suites

@Suite struct WordingTests {
    private let known = ["command", "parameters", "environment", "timeout_seconds"]

    @Test(arguments: [
        ("comand", "command"), ("Command", "command"), ("commnad", "command"),
        ("parameter", "parameters"), ("enviroment", "environment"),
        ("timeout-seconds", "timeout_seconds"), ("timeout", nil), ("x", nil), ("", nil),
    ])
    func `the nearest word is one that a slip of the finger explains`(
        word: String,
        expected: String?
    ) {
        #expect(nearest(to: word, among: known) == expected)
    }

    @Test func `a hint names the nearest word, else all, else nothing`() {
        #expect(hint(for: "comand", among: known) == "; did you mean “command”?")
        #expect(hint(for: "x", among: ["aaa", "bbb"]) == "; there is “aaa”, “bbb”")
        #expect(hint(for: "x", among: []) == "")
        let many = (0..<20).map { "name-\($0)" }
        #expect(hint(for: "x", among: many).hasSuffix("“name-11” and others"))
    }

    @Test func `quoted text is one line without control characters and not endless`() {
        #expect(quoted("a\nb\u{1B}[1m") == "“a\\u{a}b\\u{1b}[1m”")
        #expect(quoted(String(repeating: "x", count: 100)).count == 63)
        #expect(quoted("é 𝛼") == "“é 𝛼”")
    }

    @Test func `a key that would act on a terminal is shown harmless`() {
        let mistakes = SuiteText.mistakes("\"a\\nb\\e\": 1\n" + SuiteText.minimal)
        #expect(mistakes.first?.hasPrefix("1:1: a\\u{a}b\\u{1b}: unknown key") == true)
    }
}
