import Foundation
import TestSupport
import Testing

/// `scripts/nightly install`, `remove` and `status` below a made-up root; nothing of the machine is
/// touched.
@Suite struct NightlyTimerTests {
    /// Something for each way of quoting.
    private static let notify = "cat >> \"told\"; : '100%' $HOME \\% `true`"

    private static let canVerify = PythonModuleTests.works("systemd-analyze", "--version")

    private func absolute(_ script: NightlyScript, _ name: String) -> String {
        URL(fileURLWithPath: script.program.folder.path).appendingPathComponent(name).path
    }

    @Test func `systemd's units are made, found, made anew and removed`() throws {
        let script = try NightlyScript()
        let made = try script.call("install", "--at", "3:05", "--check-at", "07:30")
        #expect(made.status == 0, "\(made.text)")
        #expect(script.units.count == 4)
        #expect(
            script.units.allSatisfy { $0.hasPrefix("config/systemd/user/joulebench-nightly-two-") }
        )
        let timer = try script.unit(endingIn: ".timer")
        #expect(timer.contains("OnCalendar=*-*-* 03:05:00\n"))
        #expect(timer.contains("Persistent=true\n"))
        #expect(try script.unit(endingIn: "-check.timer").contains("OnCalendar=*-*-* 07:30:00\n"))
        #expect(script.commands.contains("systemctl --user daemon-reload\n"))
        #expect(script.commands.contains("systemctl --user enable joulebench-nightly-two-"))
        let status = try script.call("status")
        #expect(status.status == 0)
        #expect(status.text.contains("installed: systemd, --user"))
        #expect(status.text.contains("last night: none yet"))

        let before = try script.units.map { try script.program.read("root/" + $0) }
        #expect(try script.call("install", "--at", "3:05", "--check-at", "07:30").status == 0)
        #expect(try script.units.map { try script.program.read("root/" + $0) } == before)
        #expect(try script.call("install", "--at", "4:00").status == 0)
        #expect(try script.unit(endingIn: ".timer").contains("OnCalendar=*-*-* 04:00:00\n"))
        #expect(script.units.count == 4)

        #expect(try script.call("remove").status == 0)
        #expect(script.units == [])
        #expect(script.commands.contains("systemctl --user disable --now joulebench-nightly-two-"))
        let again = try script.call("remove")
        #expect(again.status == 0)
        #expect(again.text.contains("nothing to remove"))
        #expect(try script.call("status").status == 1)
        script.program.remove()
    }

    @Test func `a unit says its limits, and runs as who asked`() throws {
        let script = try NightlyScript()
        #expect(try script.call("install", "--system", "--limit", "90m").status == 0)
        let service = try script.unit(endingIn: ".service")
        for line in [
            "Type=oneshot", "TimeoutStartSec=12600", "KillSignal=SIGINT", "SuccessExitStatus=3",
            "User=\(NSUserName())",
        ] {
            #expect(service.contains("\(line)\n"), "\(line) in \(service)")
        }
        for setting in ["Nice", "CPUAffinity", "IOSchedulingClass"] {
            #expect(!service.contains(setting))
        }
        #expect(script.units.allSatisfy { $0.hasPrefix("etc/systemd/system/") })
        #expect(script.commands.contains("systemctl daemon-reload\n"))
        script.program.remove()
    }

    @Test(.enabled(if: canVerify, "needs systemd-analyze"))
    func `systemd finds nothing wrong with the units, whatever the names`() throws {
        let script = try NightlyScript(suite: NightlyScript.awkward)
        let made = try script.call("install", "--notify", Self.notify, "--", "--blocks", "$5 %n")
        #expect(made.status == 0, "\(made.text)")
        let verified = try script.shell(
            "systemd-analyze verify --man=no root/config/systemd/user/*"
        )
        #expect(verified.status == 0)
        #expect(verified.text == "")
        script.program.remove()
    }

    @Test func `what systemd calls comes to joulebench word for word`() throws {
        let script = try NightlyScript(suite: NightlyScript.awkward)
        let made = try script.call("install", "--notify", Self.notify, "--", "--set", "a=$b %n")
        #expect(made.status == 0, "\(made.text)")
        let service = try script.unit(endingIn: ".service")
        let line = try #require(
            service.split(separator: "\n").first { $0.hasPrefix("ExecStart=") }
        )
        // As systemd.unit(5) and systemd.service(5) undo it; what is left a shell reads alike.
        let command = line.dropFirst("ExecStart=".count)
            .replacingOccurrences(of: "%%", with: "%")
            .replacingOccurrences(of: "$$", with: "\\$")
            .replacingOccurrences(of: "`", with: "\\`")
        #expect(try script.shell(command).status == 0)
        #expect(script.called == nightWords(script))
        script.program.remove()
    }

    @Test func `what cron calls comes to joulebench word for word`() throws {
        let script = try NightlyScript(suite: NightlyScript.awkward)
        let made = try script.call(
            "install",
            "--cron",
            "--notify",
            Self.notify,
            "--",
            "--set",
            "a=$b %n"
        )
        #expect(made.status == 0, "\(made.text)")
        let line = try #require(
            script.crontab.split(separator: "\n").first { $0.hasPrefix("30 2 ") }
        )
        // As cron undoes it: a backslash before a percent sign goes, and the rest is a shell's.
        let command = line.dropFirst("30 2 * * * ".count)
        #expect(Self.isWhole(command))
        let outcome = try script.shell(command.replacingOccurrences(of: "\\%", with: "%"))
        #expect(outcome.status == 0)
        #expect(outcome.text == "", "cron sends a letter for each word")
        #expect(script.called == nightWords(script))
        script.program.remove()
    }

    private func nightWords(_ script: NightlyScript) -> [String] {
        [
            script.program.folder.path, "nightly", absolute(script, script.suite), "--results",
            absolute(script, "results"), "--wait=3600", "--notify", Self.notify, "--set", "a=$b %n",
        ]
    }

    /// Whether cron takes no percent sign of a line for its end; a backslash that another one stands
    /// before protects nothing.
    private static func isWhole(_ line: Substring) -> Bool {
        var isEscaped = false
        for letter in line {
            if letter == "%", !isEscaped { return false }
            isEscaped = letter == "\\" && !isEscaped
        }
        return true
    }

    @Test func `a crontab keeps what is not ours, also where ours is torn`() throws {
        let script = try NightlyScript()
        let others = "# mine\n0 1 * * * echo 'joulebench nightly' # here\n"
        try script.program.write(others, to: "root/crontab")
        for _ in 0..<2 {
            #expect(try script.call("install", "--cron").status == 0)
            #expect(script.crontab.hasPrefix(others))
            #expect(script.crontab.split(separator: "\n").count == 7)
        }
        let status = try script.call("status")
        #expect(status.text.contains("at 02:30 the night begins"))
        #expect(status.text.contains("at 07:00 it is looked after"))
        let torn = script.crontab.split(separator: "\n")
            .filter { !$0.hasSuffix(": end") && !$0.hasPrefix("30 2") }
            .joined(separator: "\n")
        try script.program.write(torn + "\n0 3 * * * true\n", to: "root/crontab")
        #expect(try script.call("remove").status == 0)
        #expect(script.crontab == others + "0 3 * * * true\n")
        script.program.remove()
    }

    @Test func `a crontab that install made goes when it is empty`() throws {
        let script = try NightlyScript()
        #expect(try script.call("install", "--cron").status == 0)
        #expect(try script.call("remove").status == 0)
        #expect(script.units == [])
        #expect(script.commands == "crontab -\ncrontab -r\n")
        script.program.remove()
    }

    @Test func `half of an installation is named, and removed`() throws {
        let script = try NightlyScript()
        #expect(try script.call("install").status == 0)
        let gone = try #require(script.units.first { $0.hasSuffix("-check.timer") })
        let path = absolute(script, "root/" + gone)
        try FileManager.default.removeItem(atPath: path)
        #expect(try script.call("status").text.contains("MISSING: joulebench-nightly-two-"))
        #expect(try script.call("remove").status == 0)
        #expect(script.units == [])
        script.program.remove()
    }

    @Test func `when the timer last elapsed is forgotten with it`() throws {
        let script = try NightlyScript()
        #expect(try script.call("install").status == 0)
        let timer = try #require(
            script.units.first { $0.hasSuffix(".timer") && !$0.contains("-check") }
        )
        let stamp = "root/data/systemd/timers/stamp-" + (timer.split(separator: "/").last ?? "")
        let place = URL(fileURLWithPath: absolute(script, stamp)).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try script.program.write("", to: stamp)
        #expect(try script.call("remove").status == 0)
        #expect(script.units == [])
        script.program.remove()
    }

    @Test func `files of others stay, and nothing outside the root is written`() throws {
        let script = try NightlyScript()
        #expect(try script.call("install").status == 0)
        let service = try #require(script.units.first { $0.hasSuffix("-check.service") })
        try script.program.write("mine\n", to: "root/" + service)
        #expect(try script.call("install").status == 1)
        #expect(try script.call("remove").status == 1)
        #expect(try script.program.read("root/" + service) == "mine\n")
        #expect(script.units.count == 4)

        let linked = try NightlyScript()
        let outside = try TemporaryFolder()
        try FileManager.default.createSymbolicLink(
            atPath: absolute(linked, "root/config"),
            withDestinationPath: outside.path
        )
        #expect(try linked.call("install").status == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: outside.path) == [])
        script.program.remove()
        linked.program.remove()
    }

    @Test func `a suite is installed in one place`() throws {
        let script = try NightlyScript()
        #expect(try script.call("install", "--cron").status == 0)
        let second = try script.call("install", "--user")
        #expect(second.status == 1)
        #expect(second.text.contains("remove"))
        #expect(script.units == ["crontab"])
        script.program.remove()
    }

    @Test(arguments: [[], ["--cron"]])
    func `a dry run shows all and writes nothing`(place: [String]) throws {
        let script = try NightlyScript()
        let words = [NightlyScript.path, "install", script.suite, "--root", "root", "--dry-run"]
        let outcome = try script.program.finish(
            script.program.start(words + ["--program", "./fake"] + place, through: ["bash"])
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains(place == [] ? "OnCalendar=*-*-* 02:30:00" : "30 2 * * *"))
        #expect(script.files(below: "root") == [])
        #expect(script.files(below: "results") == [])
        script.program.remove()
    }

    @Test(arguments: [
        ["--at", "25:00"], ["--limit", "soon"], ["--keep-readings", "0"], ["--at"],
        ["--notify", ""],
        ["--user", "--cron"], ["--at", "07:00"], ["--sometimes"], ["other.yaml"],
        ["--notify", "one\ntwo"], ["--root", "/proc/self/root"],
    ])
    func `a wrong command line is refused`(options: [String]) throws {
        let script = try NightlyScript()
        let words = [NightlyScript.path, "install", script.suite, "--root", "root"] + options
        let outcome = try script.program.finish(script.program.start(words, through: ["bash"]))
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(script.files(below: "root") == [])
        script.program.remove()
    }

    @Test func `what is missing is said before anything is written`() throws {
        let script = try NightlyScript()
        let noProgram = try script.call("install", "--program", "./none")
        #expect(noProgram.status == 1)
        #expect(noProgram.text.contains("no program at"))
        var other = script
        other.suite = "none.yaml"
        #expect(try other.call("install").text.contains("no suite at"))
        #expect(script.files(below: "root") == [])
        script.program.remove()
    }

    @Test(
        .enabled(
            if: !FileManager.default.fileExists(atPath: "/run/systemd/system"),
            "needs a machine without systemd"
        )
    )
    func `where systemd does not run that is said with what to do`() throws {
        let script = try NightlyScript()
        for place in ["--user", "--system"] {
            let words = [NightlyScript.path, "install", script.suite, "--program", "./fake", place]
            let outcome = try script.program.finish(script.program.start(words, through: ["bash"]))
            #expect(outcome.status == 69)
            #expect(outcome.errors.contains("--cron"))
            #expect(outcome.errors.contains("scripts/nightly run"))
        }
        script.program.remove()
    }
}
