import Foundation
import Testing

/// Help and plans as a user reads them, compared whole.
///
/// A snapshot that is missing is recorded and fails the test; `RECORD_SNAPSHOTS=1 scripts/test`
/// records all anew.
@Suite struct SnapshotTests {
    private func check(_ text: String, _ name: String) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Snapshots/\(name).txt")
        let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
        let known = try? String(contentsOf: path, encoding: .utf8)
        guard let known, !isRecording else {
            try text.write(to: path, atomically: true, encoding: .utf8)
            if !isRecording { Issue.record("there was no snapshot \(name); it is recorded now") }
            return
        }
        #expect(text == known, "snapshot \(name)")
    }

    @Test(arguments: ["", "plan", "run", "list", "show", "report", "export", "sensors"])
    func `the help of each command`(command: String) throws {
        let program = try Program()
        defer { program.remove() }
        let arguments = command.isEmpty ? ["--help"] : [command, "--help"]
        let help = try program.finish(program.start(arguments))
        #expect(help.status == 0)
        try check(help.output, command.isEmpty ? "help" : "help-\(command)")
    }

    @Test func `a plan is the same on every machine`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        let plan = try program.run("plan", "two.yaml", "--seed", "20261121", "--blocks", "4")
        #expect(plan.status == 0)
        try check(plan.output, "plan")
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `there are completions for each shell`(shell: String) throws {
        let program = try Program()
        defer { program.remove() }
        let script = try program.run("--generate-completion-script", shell)
        #expect(script.status == 0)
        #expect(script.output.contains("joulebench"))
    }
}
