import Foundation
import TestSupport
import Testing

/// The version of the project under test, from the suite to the reports.
@Suite struct ProjectVersionCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        // The suite's folder is another one than that of the call.
        try FileManager.default.createDirectory(
            at: program.folder.appendingPathComponent("project"),
            withIntermediateDirectories: true
        )
        let suite = SuiteText.quick.replacing(
            "blocks: 2",
            with: "blocks: 2\nwarmup_blocks: 0\nversion: [cat, VERSION]"
        )
        try program.write(suite, to: "project/quick.yaml")
        try body(program)
    }

    private func run(_ program: Program) throws -> Program.Outcome {
        try program.run("run", "project/quick.yaml", "--simulate-power", "40")
    }

    @Test func `two versions are kept, listed, reported and compared`() throws {
        try withProgram { program in
            for version in ["v1.0", "v1.1-dirty"] {
                try program.write(version + "\n", to: "project/VERSION")
                let outcome = try run(program)
                #expect(outcome.status == 0, "\(outcome.errors)")
                #expect(
                    outcome.output.contains("version of the project \(version), by `cat VERSION`")
                )
            }
            let list = try program.run("list").output
            #expect(
                list.contains("version") && list.contains("v1.0") && list.contains("v1.1-dirty")
            )
            let json = try program.run("export", "--format", "json").output
            #expect(json.contains("\"version\" : \"v1.1-dirty\""))
            #expect(try program.run("export", "--format", "csv").output.contains(",v1.1-dirty,"))
            #expect(try program.run("export", "--format", "html").output.contains("v1.1-dirty"))
            let ids = try program.run(
                "query",
                "SELECT run_id FROM run_table ORDER BY started_at_ms",
                "--format",
                "csv"
            ).output.split(separator: "\n").dropFirst().map(String.init)
            try #require(ids.count == 2)
            let compared = try program.run("compare", ids[0], ids[1])
            #expect(compared.status == 0, "\(compared.errors)")
            #expect(
                compared.output.contains(
                    "B: the version of the project was v1.0 and is v1.1-dirty: that is what is compared."
                )
            )
            // Another version is no other method.
            #expect(!compared.output.contains("no winner"))
        }
    }

    @Test func `a command that fails is a warning, and no version is made up`() throws {
        try withProgram { program in
            let outcome = try run(program)
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(
                outcome.errors.contains(
                    "! the version of the project is not known (cat VERSION): it exited with status 1"
                )
            )
            #expect(
                outcome.output.contains("version of the project NOT KNOWN, by `cat VERSION`: it")
            )
            #expect(try !program.run("list").output.contains("version"))
        }
    }

    @Test func `a run does not go on with another version unasked`() throws {
        try withProgram { program in
            try program.write("v1\n", to: "project/VERSION")
            // The first trial fails and ends the run; the others are missing.
            let suite = SuiteText.quick.replacing(
                "blocks: 2",
                with: "blocks: 2\nwarmup_blocks: 0\non_failure: stop\nversion: [cat, VERSION]"
            ).replacing("command: [sleep, \"{time}\"]", with: "command: [test, -e, \"{time}\"]")
            try program.write(suite, to: "project/quick.yaml")
            let stopped = try run(program)
            #expect(stopped.status == 3, "\(stopped.errors)")
            try program.write("v2\n", to: "project/VERSION")
            let refused = try program.run("resume")
            #expect(refused.status == 69)
            #expect(refused.errors.contains("the version of the project was v1 and is v2"))
            let accepted = try program.run("resume", "--accept-changes")
            #expect(accepted.output.contains("the version of the project was v1 and is v2"))
        }
    }
}
