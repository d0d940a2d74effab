import Foundation
import TestSupport
import Testing

/// `scripts/nightly run`, `check` and `ended` with a program in joulebench's place.
@Suite struct NightlyScriptTests {
    private static let tell = "cat > told"

    @Test(arguments: [0, 1, 2, 3, 4])
    func `a night that joulebench lives to speak of passes its status on`(status: Int32) throws {
        let script = try NightlyScript()
        try script.program.write("\(status)", to: "status")
        let night = try script.call("run", "--notify", Self.tell, "--", "--junit", "a b.xml")
        #expect(night.status == status, "\(night.text)")
        #expect(night.text.contains("the program speaks"))
        #expect(
            script.called.suffix(5) == ["--wait=3600", "--notify", Self.tell, "--junit", "a b.xml"]
        )
        #expect(script.told == nil, "joulebench tells it itself")
        #expect(script.log.contains("the program speaks\n"))
        #expect(script.log.contains("ended after "))
        #expect(script.log.contains("with status \(status): "))
        script.program.remove()
    }

    @Test func `a night of which joulebench could not speak is told by the script`() throws {
        let script = try NightlyScript()
        try script.program.write("66", to: "status")
        let night = try script.call("run", "--notify", Self.tell)
        #expect(night.status == 66)
        let told = try #require(script.told)
        #expect(told.contains("status 66: a file, database or run does not exist"))
        #expect(told.contains("the program speaks"), "the last lines of the log are there")
        script.program.remove()
    }

    @Test func `a killed joulebench is told by its signal`() throws {
        let script = try NightlyScript(program: "#!/bin/bash\nkill -SEGV $$\n")
        let night = try script.call("run", "--notify", Self.tell)
        #expect(night.status == 139)
        #expect(script.told?.contains("ended by signal SEGV") == true)
        script.program.remove()
    }

    @Test func `a joulebench that is not there is told`() throws {
        let script = try NightlyScript()
        let night = try script.call("run", "--program", "./none", "--notify", Self.tell)
        #expect(night.status == 69)
        #expect(script.told?.contains("there is no program at") == true)
        let folderless = try script.call(
            "run",
            "--folder",
            "/none",
            "--results",
            script.program.folder.path + "/results",
            "--notify",
            "cat > \(script.program.folder.path)/told2"
        )
        #expect(folderless.status == 66)
        #expect(try script.program.read("told2").contains("the folder /none is gone"))
        script.program.remove()
    }

    @Test func `results that cannot be written are told`() throws {
        let script = try NightlyScript()
        try script.program.write("a file\n", to: "results")
        let night = try script.call("run", "--notify", Self.tell)
        #expect(night.status == 73)
        #expect(script.told?.contains("cannot be written") == true)
        #expect(script.called == [])
        script.program.remove()
    }

    @Test func `a notify command that fails is said, and changes no status`() throws {
        let script = try NightlyScript()
        try script.program.write("70", to: "status")
        #expect(try script.call("run", "--notify", "cat >/dev/null; exit 7").status == 70)
        #expect(script.log.contains("the notify command failed with 7"))
        script.program.remove()
    }

    /// Ends in order at SIGINT only.
    private static let patient = """
        #!/bin/bash
        trap 'echo ended in order; exit 130' INT
        touch started
        while :; do sleep 0.02; done

        """

    @Test func `at its limit a night is asked to end, and that is told`() throws {
        let script = try NightlyScript(program: Self.patient)
        let night = try script.call("run", "--limit", "1s", "--notify", Self.tell)
        #expect(night.status == 124)
        #expect(script.log.contains("ended in order"))
        #expect(script.told?.contains("its limit was reached") == true)
        script.program.remove()
    }

    @Test(arguments: ["INT", "TERM", "HUP"])
    func `a signal is handed on, and the night ends in order`(signal: String) throws {
        let script = try NightlyScript(program: Self.patient)
        let night = try script.call(
            through: """
                "$@" & script=$!
                until [ -e started ]; do sleep 0.02; done
                kill -\(signal) $script
                wait $script
                """,
            "run",
            "--notify",
            Self.tell
        )
        #expect(night.status == 130, "\(night.text)")
        #expect(script.log.contains("ended in order"))
        #expect(script.told?.contains("SIG\(signal) came") == true)
        script.program.remove()
    }

    @Test func `two nights of a suite never overlap`() throws {
        let script = try NightlyScript()
        try FileManager.default.createDirectory(
            at: script.program.folder.appendingPathComponent("results/two nights"),
            withIntermediateDirectories: true
        )
        let night = try script.call(
            through: "exec flock 'results/two nights/nightly.lock' \"$@\"",
            "run",
            "--notify",
            Self.tell
        )
        #expect(night.status == 75)
        #expect(script.told?.contains("another one is under way") == true)
        #expect(script.called == [])
        #expect(try script.call("run").status == 0, "and then it is free again")
        script.program.remove()
    }

    /// Kills the script that called it: the parent of `timeout`, its own.
    private static let murderous = """
        #!/bin/bash
        kill -KILL "$(cut -d' ' -f4 /proc/$PPID/stat)"

        """

    @Test func `a night that was killed is told once`() throws {
        let script = try NightlyScript(program: Self.murderous)
        #expect(try script.call("run", "--notify", Self.tell).status != 0)
        #expect(script.told == nil)
        #expect(try script.call("status").text.contains("and was killed"))
        let ended = try script.call("ended", "--notify", Self.tell)
        #expect(ended.status == 0)
        #expect(script.told?.contains("was killed: it did not say how it ended") == true)
        try script.program.write("", to: "told")
        #expect(try script.call("ended", "--notify", Self.tell).status == 0)
        #expect(script.told == "")
        script.program.remove()
    }

    @Test(arguments: ["run", "check"])
    func `what comes after a killed night tells it, too`(verb: String) throws {
        let script = try NightlyScript(program: Self.murderous)
        #expect(try script.call("run").status != 0)
        try script.install(NightlyScript.obedient)
        #expect(try script.call(verb, "--notify", Self.tell).status == 0)
        #expect(script.told?.contains("was killed") == true)
        script.program.remove()
    }

    @Test func `a night that was quiet needs no word after it`() throws {
        let script = try NightlyScript()
        #expect(try script.call("run").status == 0)
        let ended = try script.call("ended", "--notify", Self.tell)
        #expect(ended.status == 0)
        #expect(ended.text == "")
        #expect(script.told == nil)
        let status = try script.call("status").text
        #expect(status.contains("with status 0: quiet"), "\(status)")
        script.program.remove()
    }

    @Test func `the check asks joulebench, from when the night was due`() throws {
        let script = try NightlyScript()
        try script.program.write("4", to: "status")
        let at = try script.shell("date -d '5 hours ago' +%H:00").text
        let time = at.trimmingCharacters(in: .whitespacesAndNewlines)
        let check = try script.call(
            "check",
            "--at",
            time,
            "--notify",
            Self.tell,
            "--",
            "--database",
            "x.sqlite",
            "--junit",
            "j.xml"
        )
        #expect(check.status == 4)
        #expect(script.told == nil, "joulebench tells it itself")
        let called = script.called
        #expect(called.contains("--check"))
        let within = called.firstIndex(of: "--within").flatMap { Int(called[$0 + 1]) }
        #expect([6, 7, 8].contains(within), "\(called)")
        #expect(called.contains("x.sqlite"))
        #expect(!called.contains("--junit"))
        script.program.remove()
    }

    @Test func `before the first night is due there is nothing to check`() throws {
        let script = try NightlyScript()
        let now = String(Int(Date().timeIntervalSince1970))
        #expect(try script.call("check", "--since", now).status == 0)
        #expect(script.called == [])
        #expect(script.log.contains("the first night is still to come"))
        script.program.remove()
    }

    @Test func `nights that were due and are not there are told by the next one`() throws {
        let script = try NightlyScript()
        #expect(try script.call("run").status == 0)
        let state = "results/two nights/nightly.state"
        let old = Int(Date().timeIntervalSince1970) - 5 * 86_400
        try script.program.write("began \(old)\nended \(old)\n", to: state)
        #expect(try script.call("run", "--notify", Self.tell).status == 0)
        #expect(script.told == nil, "only timers know when nights are due")
        try script.program.write("began \(old)\nended \(old)\n", to: state)
        let night = try script.call("run", "--since", "\(old - 86_400)", "--notify", Self.tell)
        #expect(night.status == 0)
        #expect(script.told?.contains("nights of “two nights” are missing") == true)
        script.program.remove()
    }

    @Test func `a large log is put aside, and five are kept`() throws {
        let script = try NightlyScript()
        for _ in 0..<8 { #expect(try script.call("run", "--log-size", "100").status == 0) }
        let logs = script.files(below: "results/two nights").filter { $0.hasPrefix("nightly.log") }
        #expect(logs == ["nightly.log"] + (1...5).map { "nightly.log.\($0)" })
        let newest = try script.program.read("results/two nights/nightly.log")
        #expect(newest.components(separatedBy: "begins").count == 2)
        script.program.remove()
    }

    @Test func `old readings are thinned after the night, whose status stays`() throws {
        let script = try NightlyScript()
        try script.program.write("2", to: "status")
        let night = try script.call(
            "run",
            "--keep-readings",
            "30",
            "--notify",
            Self.tell,
            "--",
            "--database=x.sqlite"
        )
        #expect(night.status == 2)
        let thin = try #require(script.called.firstIndex(of: "thin"))
        let words = ["thin", "--older-than", "30", "--suite", "two nights", "--results"]
        #expect(Array(script.called[thin...].prefix(6)) == words)
        #expect(script.called.last == "--database=x.sqlite")
        #expect(script.told?.contains("were not thinned") == true, "the program ended with 2")
        script.program.remove()
    }

    @Test func `options of the user's own take the place of the usual wait`() throws {
        let script = try NightlyScript()
        #expect(try script.call("run", "--", "--wait=5").status == 0)
        #expect(!script.called.contains("--wait=3600"))
        #expect(script.called.contains("--wait=5"))
        script.program.remove()
    }

    @Test func `into cron's letters goes only what went wrong`() throws {
        let script = try NightlyScript()
        #expect(try script.call("run", "--log-only").text == "")
        try script.program.write("2", to: "status")
        #expect(try script.call("run", "--log-only").text.contains("the program speaks"))
        script.program.remove()
    }
}
