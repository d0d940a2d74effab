import Foundation
import Testing

/// Pins of other checkouts and of commits, and what nights make of them.
@Suite struct PinPlaceTests {
    private static let suite = """
        suite: placed
        blocks: 2
        warmup_blocks: 0
        sampling_interval_seconds: 0.01
        prepare:
          model: {command: [sh, train.sh, "{output}"], inputs: [data.txt]}
        comparisons:
          - name: sleep
            unit: trial
            baseline: script
            variants:
              script: {command: [sh, work.sh, "{artifact.model}/model"]}

        """

    /// The project as it is today lies in the current folder.
    private func writeProject(_ write: (String, String) throws -> Void, name: String) throws {
        try write("cat data.txt > $1/model\n", "train.sh")
        try write("\(name)\n", "data.txt")
        try write("test \"$(cat $1)\" = \(name) || exit 8\nsleep 0.02\n", "work.sh")
    }

    private func night(_ program: Program) throws -> Program.Outcome {
        try program.run(
            "nightly",
            "suite.yaml",
            "--simulate-power",
            "40",
            "--no-gates",
            "--idle-windows",
            "0",
            "--no-canary",
            "--rerun-blocks",
            "0"
        )
    }

    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.suite, to: "suite.yaml")
        try writeProject({ try program.write($0, to: $1) }, name: "today")
        try body(program)
    }

    @Test func `a checkout that is kept runs beside the suite until it changes`() throws {
        try withProgram { program in
            let folder = program.folder.appendingPathComponent("release")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try writeProject({ try program.write($0, to: "release/\($1)") }, name: "release")
            let pinned = try program.run("pin", "suite.yaml", "--folder", "release")
            #expect(pinned.status == 0, "\(pinned.errors)")
            #expect(pinned.output.contains("runs in \(folder.path)"))
            let first = try night(program)
            #expect(!first.output.contains("no longer what it was"))
            // Its script finds what was prepared there, and that of today what was prepared here.
            let failed = try program.run(
                "query",
                "SELECT count(*) AS failed FROM trial_table WHERE outcome != 'completed'",
                "--format",
                "csv"
            ).output.split(whereSeparator: \.isNewline)
            #expect(failed == ["failed", "0"])

            try program.write("exit 0\n", to: "release/work.sh")
            let changed = try night(program)
            #expect(changed.status == 4, "\(changed.errors)")
            #expect(changed.errors.contains("\(folder.path)/work.sh has changed"))
        }
    }

    @Test(.enabled(if: GitProject.isThere, "needs git"))
    func `a commit is built, built again where its tree is gone, and else cannot be judged`() throws
    {
        try withProgram { program in
            let project = try GitProject(in: program)
            // Each build is another one.
            let build =
                "test -e \(program.folder.path)/allowed || { echo no compiler >&2; exit 3; }; "
                + "echo \"# $(date +%s%N)\" >> work.sh"
            // The suite's folder is one below the repository's root, which is a linked worktree.
            try writeProject({ try project.write($0, to: "bench/\($1)") }, name: "commit")
            let commit = try project.commit("Make it")
            try project.run("worktree", "add", "--quiet", "--detach", "../linked")
            let pinned = try program.run(
                "pin",
                "suite.yaml",
                "--commit",
                "main",
                "--build",
                build,
                "--repository",
                "linked/bench"
            )
            #expect(pinned.status == 69)
            #expect(pinned.errors.contains("no compiler"))
            try program.write("", to: "allowed")
            let good = try program.run(
                "pin",
                "suite.yaml",
                "--commit",
                "main",
                "--build",
                build,
                "--repository",
                "linked/bench"
            )
            #expect(good.status == 0, "\(good.errors)")
            #expect(good.output.contains("of \(commit.prefix(12))"))

            let builds = program.folder.appendingPathComponent("results/builds")
            try FileManager.default.removeItem(at: builds)
            let again = try night(program)
            #expect(
                again.errors.contains("is gone or changed: it is built again"),
                "\(again.errors)"
            )
            #expect(again.errors.contains("not byte for byte"))
            // From then on it is that.
            let after = try night(program)
            #expect(!after.errors.contains("not byte for byte"), "\(after.errors)")
            #expect(after.errors.contains("beside the pinned reference"))

            try FileManager.default.removeItem(at: builds)
            try FileManager.default.removeItem(at: program.folder.appendingPathComponent("allowed"))
            let lost = try night(program)
            #expect(lost.status == 4, "\(lost.errors)")
            #expect(lost.errors.contains("cannot be built again"))
            #expect(lost.errors.contains("no compiler"))
        }
    }

    @Test func `mistakes are named`() throws {
        try withProgram { program in
            let mistakes: [([String], Int32, String)] = [
                (["--folder", "a", "--commit", "b", "--build", "c"], 64, "exclude each other"),
                (["--commit", "b"], 64, "--commit and --build belong together"),
                (["--build", "make"], 64, "--commit and --build belong together"),
                (["--repository", "."], 64, "--repository belongs to --commit"),
                (["--folder", "a", "--copy", "b"], 64, "--copy copies from the current folder"),
                (["--folder", "nowhere"], 66, "There is no folder nowhere"),
            ]
            for (arguments, status, text) in mistakes {
                let outcome = try program.finish(program.start(["pin", "suite.yaml"] + arguments))
                #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
                #expect(outcome.errors.contains(text), "\(outcome.errors)")
            }
        }
    }
}
