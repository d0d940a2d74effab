import Foundation
import Testing

/// `joulebench bisect` on a repository of a script that sleeps; times differ by factors, so that no
/// load of the machine decides.
@Suite(.enabled(if: GitProject.isThere, "needs git"))
struct BisectCommandTests {
    private let program: Program
    private let project: GitProject
    private var commits: [String] = []

    private static let suite = """
        suite: sleeper
        blocks: 2
        warmup_blocks: 0
        sampling_interval_seconds: 0.01
        prepare:
          model: {command: [sh, train.sh, "{output}"]}
        comparisons:
          - name: sleep
            unit: trial
            baseline: script
            variants:
              script: {command: [build/work, "{artifact.model}/model"]}
              other: {command: [sleep, "0.01"]}

        """

    /// A dozen commits: the tenth sleeps longer, the sixth does not build.
    init() throws {
        program = try Program()
        try program.write(Self.suite, to: "suite.yaml")
        project = try GitProject(in: program)
        try project.write("build/\n", to: ".gitignore")
        try project.write("cat name.txt > $1/model\n", to: "train.sh")
        for number in 1...12 {
            let seconds = number < 10 ? "0.02" : "0.15"
            try project.write(
                "#!/bin/sh\ntest -s \"$1\" || exit 9\nsleep \(seconds)\n",
                to: "work.sh"
            )
            try project.write("\(number)\n", to: "name.txt")
            try project.write(
                number == 6
                    ? "echo the sixth is broken >&2; exit 4\n"
                    : "test ${#JOULEBENCH_COMMIT} = 40 && git describe --always && "
                        + "mkdir -p build && cp work.sh build/work && chmod +x build/work\n",
                to: "build.sh"
            )
            commits.append(try project.commit("Make it \(number)"))
        }
    }

    private func bisect(_ more: [String]) throws -> Program.Outcome {
        let usual = [
            "bisect", "suite.yaml", "--variant", "script", "--simulate-power", "40", "--no-gates",
            "--seed", "5",
        ]
        return try program.finish(program.start(usual + more))
    }

    private func range(_ good: Int, _ bad: Int, build: String = "sh build.sh") -> [String] {
        [
            "--good", commits[good - 1], "--bad", commits[bad - 1], "--build", build,
            "--repository",
            "project",
        ]
    }

    private func state() throws -> [String] {
        try [
            project.run("status", "--porcelain"), project.run("worktree", "list"),
            project.run("for-each-ref"), project.run("rev-parse", "HEAD"),
            project.run("fsck", "--strict"),
        ]
    }

    @Test func `the commit that is slower is found, and the repository stays as it is`() throws {
        defer { program.remove() }
        let before = try state()
        let outcome = try bisect(range(1, 12))
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("first bad commit: \(commits[9])"))
        #expect(outcome.output.contains("Ada <ada@example.org>"))
        #expect(outcome.output.contains("subject  Make it 10"))
        // 6 is in the middle.
        #expect(outcome.output.contains("does not build"))
        #expect(outcome.errors.contains("the sixth is broken"))
        #expect(outcome.output.contains("SIMULATED"))
        #expect(
            outcome.errors.contains(
                "11 commits after the good one: at most 6 builds and 5 comparisons"
            )
        )
        #expect(try state() == before)
        // Each comparison is a run of the suite, of the commit's version.
        let runs = try program.run(
            "query",
            "SELECT suite, project_version FROM run_table ORDER BY started_at_ms",
            "--format",
            "csv"
        ).output.split(separator: "\n").dropFirst().map(String.init)
        #expect(runs.first == "sleeper,\(commits[11])")
        #expect(runs.contains("sleeper,\(commits[9])"))
        #expect(try program.run("report").status == 0)

        // Once more, by the time: what was built is there.
        let again = try bisect(range(9, 10) + ["--metric", "time"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.errors.contains("build \(commits[9].prefix(12)): already there"))
        #expect(again.output.contains("first bad commit: \(commits[9])"))
    }

    @Test func `where nothing has changed it says so, and a range is no commit`() throws {
        defer { program.remove() }
        // A bound that no load of the machine gets beyond.
        let same = try bisect(range(2, 4) + ["--max-blocks", "8", "--bound", "5"])
        #expect(same.status == 4)
        #expect(same.errors.contains("no change of the energy beyond 500 %"))
        // All between the ends do not build.
        let only =
            "case $JOULEBENCH_COMMIT in \(commits[8])|\(commits[11])) sh build.sh;; "
            + "*) exit 7;; esac"
        let range = try bisect(range(9, 12, build: only) + ["--max-blocks", "8"])
        #expect(range.status == 4, "\(range.errors)")
        #expect(range.output.contains("The first bad commit is one of these 3"))
        #expect(range.output.contains("Make it 11 (does not build)"))
    }

    @Test func `an end that does not build or fails cannot be judged`() throws {
        defer { program.remove() }
        let outcome = try bisect(range(6, 12))
        #expect(outcome.status == 4)
        #expect(outcome.errors.contains("the good commit cannot be used"))
        #expect(outcome.errors.contains("the sixth is broken"))
        let failing = try bisect(
            range(1, 12, build: "sh build.sh && printf '#!/bin/sh\\nexit 6\\n' > build/work")
        )
        #expect(failing.status == 4)
        #expect(failing.errors.contains("exited with status 6"))
        // Of half a build nothing is left but its log.
        let names = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.path + "/results/builds"
        )
        #expect(!names.contains { $0.hasPrefix(commits[5]) && !$0.hasSuffix(".log") })
    }

    @Test func `builds that are there are bisected, too`() throws {
        defer { program.remove() }
        for (name, seconds) in [("v1", "0.02"), ("v2", "0.02"), ("v3", "0.15"), ("v4", "0.15")] {
            for (text, file) in [
                ("#!/bin/sh\nsleep \(seconds)\n", "build/work"),
                ("echo a > $1/model\n", "train.sh"),
            ] {
                try project.write(text, to: "../builds/\(name)/\(file)")
            }
            chmod(program.folder.path + "/builds/\(name)/build/work", 0o755)
        }
        let folders = ["v1", "v2", "v3", "v4"].map { "builds/\($0)" }
        let outcome = try bisect(["--max-blocks", "8", "--builds"] + folders)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("first bad build: v3"))
        let missing = try bisect(["--builds", "builds/v1", "builds/v9"])
        #expect(missing.status == 66)
        #expect(missing.errors.contains("There is no folder builds/v9"))
    }

    @Test(.enabled(if: Surroundings.lacksRAPL, "only without RAPL is energy estimated"))
    func `an estimate decides nothing, and the time may`() throws {
        defer { program.remove() }
        let arguments = ["bisect", "suite.yaml", "--variant", "script", "--no-gates"]
        let estimated = try program.finish(program.start(arguments + range(9, 10)))
        #expect(estimated.status == 4, "\(estimated.errors)")
        #expect(estimated.errors.contains("an estimate decides nothing"))
        let timed = try program.finish(
            program.start(arguments + range(9, 10) + ["--metric", "time"])
        )
        #expect(timed.status == 0, "\(timed.errors)")
        #expect(timed.output.contains("first bad commit: \(commits[9])"))
    }

    @Test func `mistakes are named`() throws {
        defer { program.remove() }
        let mistakes: [([String], Int32, String)] = [
            (["--good", commits[0]], 64, "--bad and --build missing"),
            (["--builds", "a"], 64, "two folders or more"),
            (["--builds", "a", "b", "--good", "x"], 64, "--builds excludes"),
            (range(1, 12) + ["--max-blocks", "3"], 64, "--max-blocks must be"),
            (range(1, 12) + ["--metric", "power"], 64, "metric"),
            (range(12, 1), 65, "is not an ancestor"),
            (
                [
                    "--good", "nowhere", "--bad", "HEAD", "--build", "true", "--repository",
                    "project",
                ], 66,
                "has no commit “nowhere”"
            ),
            (
                ["--good", "a", "--bad", "b", "--build", "true", "--repository", "results"], 66,
                "is not in a git repository"
            ),
        ]
        try FileManager.default.createDirectory(
            atPath: program.folder.path + "/results",
            withIntermediateDirectories: true
        )
        for (arguments, status, text) in mistakes {
            let outcome = try bisect(arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(text), "\(outcome.errors)")
        }
        let variant = try program.finish(
            program.start(["bisect", "suite.yaml", "--variant", "scrpt"] + range(1, 12))
        )
        #expect(variant.status == 66)
        #expect(variant.errors.contains("no variant “scrpt”; there are script, other"))
    }

    @Test func `an interrupted build leaves no process and no half of a tree`() throws {
        defer { program.remove() }
        let before = try state()
        let started = program.folder.path + "/started"
        let process = try program.start(
            ["bisect", "suite.yaml", "--variant", "script", "--simulate-power", "40", "--no-gates"]
                + range(1, 12, build: "echo $$ > \(started); sleep 1000 & sleep 1000")
        )
        var pid: pid_t?
        let limit = ContinuousClock.now + .seconds(60)
        while pid == nil, ContinuousClock.now < limit {
            usleep(20_000)
            pid = (try? String(contentsOfFile: started, encoding: .utf8))
                .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
        kill(process.processIdentifier, SIGINT)
        let outcome = try program.finish(process)
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(outcome.errors.contains("the same command builds none of it again"))
        let shell = try #require(pid)
        #expect(kill(shell, 0) == -1)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.path + "/results/builds"
        )
        #expect(names.allSatisfy { $0.hasSuffix(".log") }, "\(names)")
        #expect(try state() == before)
    }
}
