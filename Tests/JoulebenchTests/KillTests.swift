import Foundation
import Randomness
import Testing

/// SIGKILL at chosen and at random instants of a run: `JOULEBENCH_KILLS` says how many random
/// ones, a few by default, and `JOULEBENCH_KILL_SEED` plays the instants of an earlier test again.
@Suite(.enabled(if: SQLiteProgram.isThere, "needs the sqlite3 program"))
struct KillTests {
    private static let marker = "JOULEBENCH_KILL_TEST"

    /// Variants that last some 20 ms; the first leaves something running.
    private static let suite = """
        suite: killed
        blocks: 4
        warmup_blocks: 1
        sampling_interval_seconds: 0.005
        prepare:
          data: {command: [sh, -c, "sleep 0.02; echo data > $0/data", "{output}"]}
          model:
            command: [sh, -c, "sleep 0.02; cat $1/data > $0/model", "{output}", "{artifact.data}"]
        comparisons:
          - name: c
            unit: trial
            baseline: a
            command: [sh, work.sh, "{artifact.model}/model", "{kind}"]
            variants:
              a: {parameters: {kind: forks}}
              b: {parameters: {kind: waits}}

        """

    private static let script = """
        test -s "$1" || exit 9
        if test $2 = forks; then (setsid sleep 1000 &); fi
        sleep 0.02
        echo it is done

        """

    /// What came of all kills.
    private struct Tally {
        var reported = 0
        var beforeTheRun = 0
        var afterItsEnd = 0
        var resumptions = 0
    }

    @Test func `a run can be killed at any instant and is gone on with, and nothing is lost`()
        throws
    {
        let environment = ProcessInfo.processInfo.environment
        let kills = environment["JOULEBENCH_KILLS"].flatMap(Int.init) ?? 4
        let seed =
            environment["JOULEBENCH_KILL_SEED"].flatMap(UInt64.init)
            ?? UInt64(UInt32.random(in: 0...UInt32.max))
        print("\(kills) kills, JOULEBENCH_KILL_SEED=\(seed)")
        var random = SplitMix64(seed: seed)
        var tally = Tally()
        let (planned, time) = try whole()
        try #require(planned.split(separator: "\n").count == 10)
        for kill in 0..<kills {
            let program = try self.program()
            defer { program.remove() }
            let place = Comment(rawValue: "kill \(kill) of seed \(seed)")
            let gpu = kill % 4 == 3 ? ["--simulate-gpu-power", "100"] : []
            let arguments = ["run", "killed.yaml", "--simulate-power", "40", "--seed", "7"] + gpu
            try endEarly(arguments, of: program, time: time, &random, &tally, place)
            let errors = try program.read("err")
            if Bool.random(using: &random) {
                try endEarly(["resume"], of: program, time: time, &random, &tally, place)
            }
            var outcome = try program.run("resume")
            // Once a step has begun, there is a run.
            if outcome.status == 66, !errors.contains("prepare ") {
                tally.beforeTheRun += 1
                outcome = try program.finish(program.start(arguments))
            }
            #expect(outcome.status == 0, place)
            if outcome.status != 0 { print(place, outcome.errors) }
            if outcome.errors.contains("nothing is missing") { tally.afterItsEnd += 1 }
            tally.resumptions += outcome.errors.contains("Going on with run") ? 1 : 0
            #expect(try places(program) == planned, place)
            #expect(try program.run("list").output.contains("finished"), place)
            #expect(remaining(program).isEmpty, place)
        }
        print(
            "\(kills) runs killed (\(tally.beforeTheRun) before the run was stored, "
                + "\(tally.afterItsEnd) after its end), \(tally.reported) trials reported and "
                + "found, \(tally.resumptions) gone on with at the last"
        )
    }

    /// What a run has said last when it is killed.
    @Test(arguments: [
        "prepare data: sh", "prepare data: done", "prepare model: sh", "prepare model: done",
        "[1/10]", "[10/10]",
    ])
    func `a run that is killed when it has said something is gone on with`(word: String) throws {
        let program = try self.program()
        defer { program.remove() }
        let process = try program.start(
            ["run", "killed.yaml", "--simulate-power", "40", "--seed", "7"]
        )
        while try !program.read("err").contains(word), process.isRunning { usleep(500) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        let outcome = try program.run("resume")
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.errors.contains("Going on with run")
                || outcome.errors.contains("nothing is missing")
        )
        #expect(try places(program).split(separator: "\n").count == 10)
        #expect(try program.run("list").output.contains("finished"))
        let database = SQLiteProgram(path: program.folder.path + "/results/joulebench.sqlite")
        #expect(try database.run("SELECT count(*) FROM run") == "1")
        // A step whose folder was finished before its row was stored is found made.
        #expect(
            try database.run("SELECT step FROM artifact ORDER BY position") == "data\nmodel"
        )
    }

    private func program() throws -> Program {
        var program = try Program()
        program.variables[Self.marker] = UUID().uuidString
        try program.write(Self.suite, to: "killed.yaml")
        try program.write(Self.script, to: "work.sh")
        return program
    }

    /// A run that is left alone: its places, and the seconds that it takes.
    private func whole() throws -> (places: String, seconds: Double) {
        let program = try self.program()
        defer { program.remove() }
        let started = ContinuousClock.now
        let arguments = ["run", "killed.yaml", "--simulate-power", "40", "--seed", "7"]
        let outcome = try program.finish(program.start(arguments))
        let time = ContinuousClock.now - started
        #expect(outcome.status == 0, "\(outcome.errors)")
        return (try places(program), time / .seconds(1))
    }

    /// Kills the program at a random instant, and looks at what is left.
    private func endEarly(
        _ arguments: [String],
        of program: Program,
        time: Double,
        _ random: inout SplitMix64,
        _ tally: inout Tally,
        _ place: Comment
    ) throws {
        let process = try program.start(arguments)
        usleep(useconds_t(Double.random(in: 0...time, using: &random) * 1e6))
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        process.waitUntilExit()
        let path = program.folder.path + "/results/joulebench.sqlite"
        let reported = try program.read("err").split(separator: "\n")
            .filter { $0.hasPrefix("[") && $0.contains("simulated") }
            .compactMap { Int($0.dropFirst().prefix { $0.isNumber }) }
        tally.reported += reported.count
        // The guardian needs a moment, and on a busy machine a longer one.
        let deadline = ContinuousClock.now + .seconds(30)
        while !remaining(program).isEmpty, ContinuousClock.now < deadline { usleep(10_000) }
        #expect(remaining(program).isEmpty, place)
        guard FileManager.default.fileExists(atPath: path) else {
            #expect(reported.isEmpty, place)
            return
        }
        let database = SQLiteProgram(path: path)
        #expect(try database.run("PRAGMA integrity_check") == "ok", place)
        guard !reported.isEmpty else { return }
        let stored = try database.run(
            "SELECT sequence + 1 FROM trial WHERE outcome = 'completed'"
        ).split(separator: "\n").compactMap { Int($0) }
        #expect(Set(reported).isSubset(of: stored), place)
    }

    /// The places of completed trials, in order, each with how often it is there.
    private func places(_ program: Program) throws -> String {
        try SQLiteProgram(path: program.folder.path + "/results/joulebench.sqlite").run(
            """
            SELECT sequence, comparison, variant, block, is_warm_up, block_seed, count(*)
            FROM trial WHERE outcome = 'completed'
            GROUP BY sequence, comparison, variant, block, is_warm_up ORDER BY sequence
            """
        )
    }

    /// The processes that a program has started and that still run.
    private func remaining(_ program: Program) -> [String] {
        let wanted = Data("\(Self.marker)=\(program.variables[Self.marker] ?? "")".utf8)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.filter { Int($0) != nil }.filter { name in
            guard let data = FileManager.default.contents(atPath: "/proc/\(name)/environ") else {
                return false
            }
            // The marker ends in a UUID: no other variable's text holds it.
            return data.range(of: wanted) != nil
        }
    }
}
