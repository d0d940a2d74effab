import Foundation
import TestSupport
import Testing

/// Nights by the real command, against a simulated sensor.
@Suite struct NightlyCommandTests {
    private static let suite = """
        suite: demo
        blocks: 5
        warmup_blocks: 0
        sampling_interval_seconds: 0.02
        timeout_seconds: 60
        version: [cat, VERSION]
        comparisons:
          - name: training
            unit: trial
            baseline: small
            command: [sh, work.sh]
            variants:
              small: {}

        """

    /// What matters is made far larger than what a loaded machine does to short trials.
    private static let bounds = ["energy", "time", "power", "memory"]
        .flatMap { ["--bound", "\($0)=0.5"] }

    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.suite, to: "demo.yaml")
        try program.write("sleep 0.05\n", to: "work.sh")
        try program.write("c001\n", to: "VERSION")
        try body(program)
    }

    private func night(_ program: Program, _ more: String...) throws -> Program.Outcome {
        let words = [
            "nightly", "demo.yaml", "--simulate-power", "40", "--no-gates", "--idle-windows", "0",
        ]
        return try program.finish(program.start(words + Self.bounds + more))
    }

    /// A file with its lines joined: texts are folded.
    private func words(_ name: String, _ program: Program) throws -> String {
        try program.read(name).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// 30 nights with a regression on night 20 that is three times the time.
    @Test func `thirty nights find the regression of night 20 and name its commits`() throws {
        try withProgram { program in
            let pinned = try program.run("pin", "demo.yaml", "--note", "the release")
            #expect(pinned.status == 0, "\(pinned.errors)")
            var found: (night: Int, outcome: Program.Outcome)?
            for number in 1...30 {
                let digits = "00\(number)".suffix(3)
                try program.write("c\(digits)\n", to: "VERSION")
                if number == 20 { try program.write("sleep 0.15\n", to: "work.sh") }
                let outcome = try night(
                    program,
                    "--junit",
                    "junit.xml",
                    "--markdown",
                    "night.md",
                    "--quiet"
                )
                if found == nil, outcome.status == 2 { found = (number, outcome) }
                if number < 20 {
                    #expect(outcome.status == 0, "night \(number): \(outcome.output)")
                } else if found != nil {
                    #expect(outcome.status == 2, "night \(number): \(outcome.output)")
                }
            }
            let alarm = try #require(found)
            #expect((20...22).contains(alarm.night))
            let words = alarm.outcome.output.split(whereSeparator: \.isWhitespace)
                .joined(separator: " ")
            #expect(words.contains("REGRESSED (SIMULATED)"))
            #expect(words.contains("since night 20"))
            #expect(words.contains("c019…c020"))
            #expect(try program.read("junit.xml").contains("<failure"))
            #expect(try program.read("night.md").contains("c019…c020"))
            let page = try program.read("results/demo/history.html")
            #expect(page.contains("c019…c020") && page.contains("SIMULATED"))
            let history = try program.run("history", "demo")
            #expect(history.status == 0 && history.output.contains("30 nights"))
            // One alarm a series, and none after it is acknowledged.
            let open = try program.run("ack").output
            #expect(open.split(separator: "\n").count == 2 + 2, "\(open)")
            #expect(try program.run("ack", "all", "--note", "wanted").status == 0)
            let quiet = try night(program)
            #expect(quiet.status == 0, "\(quiet.output)")
            let check = try program.run("nightly", "demo.yaml", "--check")
            #expect(check.status == 0)
            #expect(check.output.contains("night 31 of demo was judged: quiet"))
        }
    }

    @Test func `a pinned reference that changed could not be judged beside, and is told`() throws {
        try withProgram { program in
            #expect(try program.run("pin", "demo.yaml").status == 0)
            let pins = program.folder.appendingPathComponent("results/pins")
            let names = try FileManager.default.contentsOfDirectory(atPath: pins.path)
            let copy = pins.appendingPathComponent("\(try #require(names.first))/files/work.sh")
            try "sleep 0.01\n".write(to: copy, atomically: true, encoding: .utf8)
            let changed = try night(program, "--notify", "cat > notice.txt")
            #expect(changed.status == 4)
            #expect(changed.errors.contains("work.sh has changed"))
            #expect(try words("notice.txt", program).contains("work.sh has changed"))
            try FileManager.default.removeItem(at: copy)
            #expect(try night(program).errors.contains("work.sh is no longer there"))
            let check = try program.run(
                "nightly",
                "demo.yaml",
                "--check",
                "--notify",
                "cat > notice.txt"
            )
            #expect(check.status == 4 && check.output.contains("NO JUDGED NIGHT: night 2"))
            #expect(try words("notice.txt", program).contains("work.sh is no longer there"))
        }
    }

    @Test func `a night without a trial that works could not be judged`() throws {
        try withProgram { program in
            try program.write("exit 3\n", to: "work.sh")
            let outcome = try night(program)
            #expect(outcome.status == 4)
            #expect(outcome.output.contains("COULD NOT JUDGE"))
            let pin = try program.run("pin", "demo.yaml")
            #expect(pin.status == 69 && pin.errors.contains("does not run"))
            #expect(try program.run("pin", "--list").output.contains("Nothing is pinned"))
        }
    }

    @Test func `a killed night is told, resumed and judged`() throws {
        try withProgram { program in
            try program.write("sleep 0.3\n", to: "work.sh")
            let process = try program.start([
                "nightly", "demo.yaml", "--simulate-power", "40", "--no-gates", "--idle-windows",
                "0",
            ])
            while try !program.read("err").contains("[1/"), process.isRunning { usleep(5000) }
            kill(process.processIdentifier, SIGKILL)
            _ = try program.finish(process)
            let check = try program.run("nightly", "demo.yaml", "--check")
            #expect(check.status == 4, "\(check.output) \(check.errors)")
            #expect(check.output.contains("it was killed; `joulebench resume"))
            let resumed = try program.run("resume")
            #expect(resumed.status == 4, "\(resumed.errors)")
            #expect(resumed.output.contains("night 1 of suite demo"))
            #expect(try program.run("nightly", "demo.yaml", "--check").status == 0)
        }
    }

    @Test func `an interrupted night says how to go on and is no judged night`() throws {
        try withProgram { program in
            try program.write("sleep 0.3\n", to: "work.sh")
            let process = try program.start([
                "nightly", "demo.yaml", "--simulate-power", "40", "--no-gates", "--idle-windows",
                "0",
            ])
            while try !program.read("err").contains("[1/"), process.isRunning { usleep(5000) }
            kill(process.processIdentifier, SIGINT)
            let outcome = try program.finish(process)
            #expect(outcome.status == 130, "\(outcome.errors)")
            #expect(outcome.errors.contains("joulebench resume"))
            let check = try program.run("nightly", "demo.yaml", "--check")
            #expect(check.status == 4 && check.output.contains("failed: it was interrupted"))
        }
    }

    @Test func `a pin that holds nothing of the project is refused`() throws {
        try withProgram { program in
            try program.write(
                Self.suite.replacing("[sh, work.sh]", with: "[sh, -c, \"sh work.sh\"]"),
                to: "hidden.yaml"
            )
            let hidden = try program.run("pin", "hidden.yaml", "--copy", "work.sh")
            #expect(hidden.status == 69, "\(hidden.errors)")
            #expect(hidden.errors.contains("its own reference"))
            let here = try program.run("pin", "demo.yaml", "--folder", ".")
            #expect(here.status == 69 && here.errors.contains("is the current folder"))
            #expect(try program.run("pin", "--list").status != 1)
        }
    }

    @Test func `an output that cannot be written hides no finding`() throws {
        try withProgram { program in
            #expect(try program.run("pin", "demo.yaml").status == 0)
            try program.write("exit 3\n", to: "work.sh")
            let outcome = try night(
                program,
                "--export-github",
                "g.json",
                "--export-bencher",
                "b.json",
                "--annotations",
                "github",
                "--notify",
                "cat > notice.txt"
            )
            #expect(outcome.status == 4, "\(outcome.errors)")
            #expect(outcome.output.contains("::warning") || outcome.output.contains("::error"))
            #expect(try program.read("notice.txt").contains("COULD NOT JUDGE"))
            // A folder stands where a file should be.
            try FileManager.default.removeItem(
                at: program.folder.appendingPathComponent("results/demo/history.html")
            )
            try FileManager.default.createDirectory(
                at: program.folder.appendingPathComponent("results/demo/history.html/x"),
                withIntermediateDirectories: true
            )
            let blocked = try night(program)
            #expect(blocked.status == 4 && blocked.output.contains("COULD NOT JUDGE"))
            #expect(blocked.errors.contains("history.html"))
        }
    }

    @Test
    func
        `a night that is interrupted in its re-run keeps what it found, and the next one settles it`()
        throws
    {
        try withProgram { program in
            #expect(try program.run("pin", "demo.yaml").status == 0)
            try program.write("sleep 0.4\n", to: "work.sh")
            let process = try program.start(
                [
                    "nightly", "demo.yaml", "--simulate-power", "40", "--no-gates",
                    "--idle-windows", "0",
                ] + Self.bounds
            )
            while try !program.read("err").contains("suspected, so run again"), process.isRunning {
                usleep(5000)
            }
            kill(process.processIdentifier, SIGINT)
            let interrupted = try program.finish(process)
            #expect(interrupted.status == 130, "\(interrupted.errors)")
            #expect(interrupted.output.contains("there was no re-run: it was interrupted"))
            // The re-run is no night of its own.
            #expect(try program.run("resume").status == 69)
            let next = try night(program)
            #expect(next.status == 2, "\(next.output)")
            #expect(next.output.contains("since night 1"))
            #expect(try program.run("ack").output.split(separator: "\n").count == 2 + 2)
        }
    }

    @Test func `what is mistyped or not there is told with what to do`() throws {
        try withProgram { program in
            let none = try program.run("history")
            #expect(none.status == 66, "\(none.errors)")
            let check = try program.run("nightly", "demo.yaml", "--check")
            #expect(check.status == 4 && check.output.contains("no night has run"))
            for (bound, word) in [
                ("energy", "METRIC=SHARE"), ("joules=0.1", "is no metric"), ("time=-1", "above 0"),
            ] {
                let outcome = try program.run("nightly", "demo.yaml", "--bound", bound)
                #expect(outcome.status == 64 && outcome.errors.contains(word), "\(outcome.errors)")
            }
            let variant = try program.run("pin", "demo.yaml", "--variant", "large")
            #expect(variant.status == 66 && variant.errors.contains("there are small"))
            let copy = try program.run("pin", "demo.yaml", "--copy", "nowhere")
            #expect(copy.status == 66 && copy.errors.contains("nowhere"))
            #expect(try program.run("pin").status == 64)
            #expect(try program.run("pin", "--remove", "abc").status == 66)
            let alarm = try program.run("ack", "abc")
            #expect(alarm.status == 66 && alarm.errors.contains("`joulebench ack` lists"))
            let junit = try program.run("nightly", "demo.yaml", "--junit", "no/folder/x.xml")
            #expect(junit.status == 73, "\(junit.errors)")
        }
    }
}
