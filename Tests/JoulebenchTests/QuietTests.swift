import Foundation
import Testing

/// What `--quiet` leaves: the results on standard output, and what went wrong.
@Suite struct QuietTests {
    private func program() throws -> Program {
        let program = try Program()
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.failures, to: "failures.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        try program.write(SuiteText.openScript, to: "open.sh")
        return program
    }

    @Test func `a quiet run prints its tables and nothing beside them, and leaves its files`()
        throws
    {
        let program = try program()
        defer { program.remove() }
        let run = try program.run("run", "two.yaml", "--simulate-power", "40", "--quiet")
        #expect(run.status == 0)
        #expect(run.errors == "")
        #expect(run.output.contains("Comparison: speed"))
        let folder = program.folder.path + "/results/two"
        let report = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(report)/report.md"))

        // Progress alone is another thing.
        let none = try program.run(
            "run",
            "two.yaml",
            "--simulate-power",
            "40",
            "--progress",
            "none"
        )
        #expect(none.errors.contains("report: results/two/"))
        #expect(none.errors.contains("SIMULATED rapl"))
    }

    @Test func `a quiet exec gives no hints`() throws {
        let program = try program()
        defer { program.remove() }
        let outcome = try program.run(
            "exec",
            "-q",
            "--simulate-power",
            "40",
            "--runs",
            "3",
            "--",
            "true"
        )
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("Comparison: commands"))
    }

    @Test func `a quiet run says what failed`() throws {
        let program = try program()
        defer { program.remove() }
        let outcome = try program.run(
            "run",
            "failures.yaml",
            "--simulate-power",
            "40",
            "--quiet"
        )
        #expect(outcome.status != 0)
        #expect(outcome.errors.contains(", missing: "), "\(outcome.errors)")
        #expect(outcome.errors.contains("see `joulebench show "))
        #expect(!outcome.errors.contains(", good: "))
        #expect(!outcome.errors.contains("report: "))
    }
}
