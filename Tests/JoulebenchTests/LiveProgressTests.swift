import Foundation
import Testing

/// What a run shows on a terminal; `ProgressTests` has the frames themselves.
@Suite(.enabled(if: Terminal.isThere, "python3, which makes the terminal, is not here"))
struct LiveProgressTests {
    private func run(_ arguments: String, environment: String = "") throws -> String {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        let command =
            "env TERM=xterm LANG=C.UTF-8 \(environment) python3 -c "
            + "'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' "
            + "\(Program.executable) run two.yaml --simulate-power 40 --blocks 2 "
            + "--warmup-blocks 0 --no-gates --idle-windows 0 \(arguments)"
        let outcome = try program.finish(program.start(["-c", command], through: ["bash"]))
        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        return outcome.output
    }

    @Test func `lines are written over in place and leave one line a trial`() throws {
        let output = try run("")
        #expect(output.contains("\u{1B}[4A"), "it goes back up")
        #expect(output.contains("ratio to slow so far, with its 95 % interval"))
        #expect(
            output.contains("W now SIMULATED") || output.contains("power in a moment SIMULATED")
        )
        let screen = Terminal.screen(after: output)
        for number in 1...4 {
            let lines = screen.filter { $0.hasPrefix("[\(number)/4] speed, block ") }
            #expect(lines.count == 1 && lines[0].contains(" J simulated, "), "\(lines)")
        }
        #expect(screen.contains { $0.contains(", energy × ") })
        #expect(!screen.contains { $0.contains("so far") || $0.contains("SIMULATED now") })
        #expect(screen.contains { $0.hasPrefix("report: results/two/") })
    }

    @Test func `with lines nothing is written over, and with quiet only the results are there`()
        throws
    {
        let lines = try run("--progress lines", environment: "NO_COLOR=1")
        #expect(!lines.contains("\u{1B}"))
        #expect(lines.contains("[4/4] speed, block 2/2, "))
        let quiet = try run("--quiet", environment: "NO_COLOR=1")
        #expect(!quiet.contains("[4/4]"))
        #expect(quiet.contains("Comparison: speed"))
        #expect(!quiet.contains("report: ") && !quiet.contains("database: "))
        let none = try run("--progress none", environment: "NO_COLOR=1")
        #expect(!none.contains("[4/4]") && none.contains("report: results/two/"))
    }

    @Test func `a terminal without UTF-8 gets ASCII lines`() throws {
        let output = try run("", environment: "LC_ALL=C NO_COLOR=1")
        let live = try #require(output.range(of: "[4/4]")?.upperBound)
        let first = output[..<live].split(separator: "\r\n").filter { $0.contains("/4] ") }
        #expect(!first.isEmpty && first.allSatisfy { $0.allSatisfy(\.isASCII) }, "\(first)")
    }
}

/// A terminal of as many rows as are needed.
private enum Terminal {
    static let isThere = ["/usr/bin/python3", "/usr/local/bin/python3"].contains {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The rows when everything was written: knows new lines, returns, and the sequences that a
    /// progress display uses.
    static func screen(after output: String) -> [String] {
        var rows: [[Character]] = [[]]
        var (row, column) = (0, 0)
        var rest = Array(output.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\r": column = 0
            case "\n":
                row += 1
                if row == rows.count { rows.append([]) }
            case "\u{1B}":
                let sequence = rest.prefix { !$0.properties.isAlphabetic }
                rest = rest.dropFirst(sequence.count)
                let count = Int(String(String.UnicodeScalarView(sequence.dropFirst()))) ?? 1
                guard let end = rest.popFirst() else { break }
                switch end {
                case "A": row = max(row - count, 0)
                case "K": rows[row] = Array(rows[row].prefix(column))
                case "J":
                    rows[row] = Array(rows[row].prefix(column))
                    rows.removeLast(rows.count - row - 1)
                default: break
                }
            default:
                while rows[row].count <= column { rows[row].append(" ") }
                rows[row][column] = Character(scalar)
                column += 1
            }
        }
        return rows.map { String($0) }
    }
}
