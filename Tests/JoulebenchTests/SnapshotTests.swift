import TestSupport
import Testing

/// Help and plans as a user reads them, compared whole.
@Suite struct SnapshotTests {
    private func check(_ text: String, _ name: String) throws {
        let snapshot = Snapshot(name + ".txt", besides: #filePath)
        if let difference = try snapshot.difference(from: text) { Issue.record("\(difference)") }
    }

    @Test(arguments: [
        "", "plan", "run", "list", "show", "report", "compare", "query", "trace", "export",
        "import", "exec", "watch", "sensors", "doctor", "thin", "nightly", "pin", "ack", "history",
        "bisect",
    ])
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
