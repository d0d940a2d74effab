import Randomness
import TestSupport
import Testing

@testable import joulebench

@Suite struct ShellWordsTests {
    @Test(arguments: [
        ("sort -n a", ["sort", "-n", "a"]), ("  sort\t a\n", ["sort", "a"]),
        ("echo 'a  b' \"c d\"", ["echo", "a  b", "c d"]), ("a''b ''", ["ab", ""]),
        (#"a\ b "\"\\x\y""#, ["a b", #""\x\y"#]), ("--opt=1 a=b", ["--opt=1", "a=b"]),
        ("x '*' a#b a~ \\$HOME", ["x", "*", "a#b", "a~", "$HOME"]), ("", []),
        ("'|'", ["|"]),
    ])
    func `words are split as a shell splits them`(text: String, words: [String]) throws {
        #expect(try ShellWords.split(text) == words)
    }

    @Test(arguments: [
        ("sort a | uniq", ShellWords.Mistake.needsShell("|")), ("a > b", .needsShell(">")),
        ("a; b", .needsShell(";")), ("ls *.c", .needsShell("*")), ("echo $HOME", .needsShell("$")),
        ("echo \"$HOME\"", .needsShell("$")), ("echo `date`", .needsShell("`")),
        ("ls ~/x", .needsShell("~")), ("A=1 env", .needsShell("A=…")),
        ("echo 'a", .unclosedQuote("'")), ("echo \"a", .unclosedQuote("\"")),
        ("a \\", .endsWithBackslash),
    ])
    func `what only a shell can do is a mistake`(text: String, mistake: ShellWords.Mistake) {
        #expect(throws: mistake) { try ShellWords.split(text) }
    }

    @Test func `quoted words are split back into themselves`() throws {
        let characters = Array("ab 'x\"\\$|*~#=\n")
        try Properties.check(300) { random, seed in
            let words = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                String(
                    (0..<Int.random(in: 0...6, using: &random)).map { _ in
                        characters[Int.random(in: 0..<characters.count, using: &random)]
                    }
                )
            }
            // A first word NAME=value is plain to `quoted`, and an assignment to a shell.
            let line = (["run"] + words).map(ShellWords.quoted).joined(separator: " ")
            let split = try ShellWords.split(line)
            #expect(split == ["run"] + words, "seed \(seed)")
        }
    }

    @Test func `commands are those in quotes, or the one after the terminator`() throws {
        func parse(
            _ arguments: [String],
            names: [String] = [],
            usesShell: Bool = false
        ) throws -> [[String]] {
            try ExecCommands(
                words: arguments.filter { $0 != "--" },
                commandLine: ["joulebench", "exec"] + arguments,
                names: names,
                usesShell: usesShell
            ).entries.map { [$0.name] + $0.words }
        }
        #expect(
            try parse(["sort a", "sort b"])
                == [["sort a", "sort", "a"], ["sort b", "sort", "b"]]
        )
        #expect(try parse(["--", "sort", "a b"]) == [["sort 'a b'", "sort", "a b"]])
        #expect(
            try parse(["a | b"], names: ["pipe"], usesShell: true)
                == [["pipe", "sh", "-c", "a | b"]]
        )
        #expect(throws: ExecCommands.Mistake.none) { try parse([]) }
        #expect(throws: ExecCommands.Mistake.both) { try parse(["a", "--", "b"]) }
        #expect(throws: ExecCommands.Mistake.empty(number: 2)) { try parse(["a", " "]) }
        #expect(throws: ExecCommands.Mistake.nameTwice("a")) { try parse(["a", "a"]) }
        #expect(throws: ExecCommands.Mistake.names(given: 1, commands: 2)) {
            try parse(["a", "b"], names: ["x"])
        }
        #expect(throws: ExecCommands.Mistake.shellAfterTerminator) {
            try parse(["--", "a"], usesShell: true)
        }
    }

    @Test func `only a first run that is slower than all others is told`() {
        #expect(ExecAdvice.slowStart([3, 1, 1.1, 0.9]) == 3)
        #expect(ExecAdvice.slowStart([1.1, 1, 1]) == nil)
        #expect(ExecAdvice.slowStart([3, 1, 4]) == nil)
        #expect(ExecAdvice.slowStart([3, 1]) == nil)
    }
}
