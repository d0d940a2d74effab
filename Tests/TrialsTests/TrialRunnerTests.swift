import Experiment
import Foundation
import Sensors
import Testing
import Units

@testable import Trials

/// Trials of real programs: small scripts of `/bin/sh`.
@Suite struct TrialRunnerTests {
    private static let start =
        ##":::MLLOG {"event_type": "INTERVAL_START", "key": "run_start"}"##
    private static let stop =
        ##":::MLLOG {"event_type": "INTERVAL_END", "key": "run_stop"}"##

    private func runner(
        timeout: Duration = .seconds(60),
        ignoresExitStatus: Bool = false
    ) throws -> TrialRunner {
        try TrialRunner(
            inventory: SensorCatalog.probe(
                SensorOptions(simulatedPower: .watts(40), allowsEstimates: false)
            ),
            samplingInterval: .milliseconds(20),
            timeout: timeout,
            locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
            prepared: PreparedArtifacts(artifacts: [], folders: [:]),
            household: .guest,
            ignoresExitStatus: ignoresExitStatus
        )
    }

    private func run(
        _ words: [String],
        timeout: Duration = .seconds(60),
        ignoresExitStatus: Bool = false,
        environment: [String: String] = [:]
    ) throws -> Trial {
        let planned = PlannedTrial(
            sequence: 0,
            comparison: "c",
            variant: "v",
            block: 0,
            position: 0,
            blockSeed: 41
        )
        let command = Command(
            arguments: words.map { $0 == "{seed}" ? [.blockSeed] : [.text($0)] },
            environment: environment
        )
        return try runner(timeout: timeout, ignoresExitStatus: ignoresExitStatus).run(
            planned,
            command: command
        )
    }

    private func script(_ text: String, timeout: Duration = .seconds(60)) throws -> Trial {
        try run(["sh", "-c", text], timeout: timeout)
    }

    @Test func `an exit status that is to be ignored is a warning`() throws {
        let ended = try run(["sh", "-c", "exit 3"], ignoresExitStatus: true)
        #expect(ended.outcome == .completed)
        #expect(ended.warnings.contains(.exitStatusIgnored(status: 3)))
        let signalled = try run(["sh", "-c", "kill -9 $$"], ignoresExitStatus: true)
        #expect(signalled.outcome == .signalled(signal: 9))
        let open = try run(["sh", "-c", "echo '\(Self.start)'; exit 3"], ignoresExitStatus: true)
        #expect(open.outcome == .windowNotClosed)
        #expect(try run(["sh", "-c", "exit 3"]).outcome == .exited(status: 3))
    }

    /// Processes that were started by a trial and still run.
    private func survivors(of trial: Trial) -> [String] {
        let marker = "JOULEBENCH_TRIAL=\(trial.id)"
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { process in
            guard Int(process) != nil,
                let environment = FileManager.default.contents(
                    atPath: "/proc/\(process)/environ"
                )
            else { return false }
            return environment.split(separator: 0).contains { $0.elementsEqual(marker.utf8) }
        }
    }

    @Test func `a window is measured between run_start and run_stop`() throws {
        let trial = try script(
            """
            echo warm-up; sleep 0.1; echo '\(Self.start)'; sleep 0.3
            echo ':::MLLOG {"event_type": "POINT_IN_TIME", "key": "samples", "value": 10}'
            echo '\(Self.stop)'; echo after >&2
            """
        )
        #expect(trial.outcome == .completed)
        let window = try #require(trial.window)
        // Arrival may be late on a busy machine, but never early.
        #expect(window.start - trial.started >= .milliseconds(100))
        #expect(window.stop - trial.started >= .milliseconds(400))
        #expect(trial.reported("samples") == 10)
        #expect(trial.output.standardOutput == "warm-up")
        #expect(trial.events.map(\.key) == ["run_start", "samples", "run_stop"])
        #expect(trial.output.standardError == "after")
        // The simulated package and DRAM have 40 W together.
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        let power = energy.value.joules / window.duration.inSeconds
        let uncertainty = try #require(energy.uncertainty).joules / window.duration.inSeconds
        #expect(abs(power - 40) <= uncertainty)
        let counters = trial.channels.filter { $0.quantity == .energyMicrojoules }
        #expect(counters.count == 2)
        #expect(counters.allSatisfy { $0.isSimulated })
        #expect(trial.resourceUsage != nil)
        #expect(trial.started <= window.start && window.stop <= trial.ended)
    }

    @Test func `without events the window is the life of the process`() throws {
        let trial = try script("sleep 0.05")
        #expect(trial.outcome == .completed)
        #expect(trial.window == Window(start: trial.started, stop: trial.ended))
        #expect(trial.energy(estimateModel: nil).figure != nil)
    }

    @Test func `arguments are handed on as they are and the block's seed is put in`() throws {
        let trial = try run(["sh", "-c", "echo \"$1|$2\"", "sh", "a b'\"$HOME", "{seed}"])
        #expect(trial.output.standardOutput == "a b'\"$HOME|41")
    }

    @Test func `the environment of the suite is added`() throws {
        let trial = try run(
            ["sh", "-c", "echo $JB_A $JOULEBENCH_TRIAL"],
            environment: ["JB_A": "x"]
        )
        #expect(trial.output.standardOutput == "x \(trial.id)")
    }

    @Test func `how a program ends is kept`() throws {
        #expect(try script("exit 3").outcome == .exited(status: 3))
        #expect(try script("kill -SEGV $$").outcome == .signalled(signal: SIGSEGV))
        #expect(try script("echo '\(Self.start)'").outcome == .windowNotClosed)
    }

    @Test func `a program that does not exist or cannot be executed is a marked trial`() throws {
        guard case .notStarted(let reason) = try run(["no-such-program-here"]).outcome else {
            Issue.record("it was started")
            return
        }
        #expect(reason.contains("no-such-program-here"))
        let path = NSTemporaryDirectory() + "joulebench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "not a program".write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        guard case .notStarted(let refusal) = try run([path]).outcome else {
            Issue.record("it was started")
            return
        }
        #expect(refusal.contains("Exec format error"))
    }

    @Test func `a program that hangs is ended with its children`() throws {
        let trial = try script("sleep 1000 & sleep 1000", timeout: .milliseconds(200))
        #expect(trial.outcome == .timedOut(limit: .milliseconds(200)))
        #expect(survivors(of: trial).isEmpty)
    }

    @Test func `a program that ignores SIGTERM is killed`() throws {
        let trial = try script(
            "trap '' TERM; while :; do sleep 0.05; done",
            timeout: .milliseconds(200)
        )
        #expect(trial.outcome == .timedOut(limit: .milliseconds(200)))
        #expect(survivors(of: trial).isEmpty)
    }

    @Test func `what left the process group is ended, too`() throws {
        let trial = try script("setsid sleep 1000 & setsid sh -c 'sleep 1000 & exit' & exit 0")
        #expect(trial.outcome == .completed)
        #expect(survivors(of: trial).isEmpty)
    }

    @Test func `a program that prints without end does not hide its time limit`() throws {
        let trial = try script("yes joule", timeout: .milliseconds(300))
        #expect(trial.outcome == .timedOut(limit: .milliseconds(300)))
        #expect(trial.output.standardOutput.utf8.count <= TrialRunner.keptOutput)
        #expect(trial.output.droppedBytes > 0)
    }

    @Test func `a program that closes its output and goes on is followed to its end`() throws {
        let trial = try script("exec >&- 2>&-; sleep 0.2; exit 4")
        #expect(trial.outcome == .exited(status: 4))
        #expect(trial.ended - trial.started >= .milliseconds(200))
    }

    @Test func `events are found in the output of several processes on both streams`() throws {
        let point = ##":::MLLOG {"event_type": "POINT_IN_TIME", "key": "samples", "value": "##
        let trial = try script(
            #"""
            printf '\033[32mINFO %s\033[0m\n' '\#(Self.start)'
            printf ' 10%%|#\r 20%%|##\r%s' '\#(point)3}' >&2; printf 'tail\r\n' >&2
            printf '%s%s' '\#(point)' '\#(point)5}' ; printf '\377\n'
            printf '%s' '\#(Self.stop)'; printf ':::MLLOG {"event_ty'
            """#
        )
        #expect(trial.outcome == .completed)
        #expect(Set(trial.events.map(\.key)) == ["run_start", "samples", "run_stop"])
        #expect(Set(trial.events.compactMap(\.number)) == [3, 5])
        #expect(trial.output.standardOutput.contains("INFO "))
        #expect(trial.output.standardError.contains("tail"))
        #expect(trial.output.standardOutput.contains("\u{FFFD}"))
        let broken = trial.warnings.compactMap { warning -> String? in
            guard case .malformedEvent(let line) = warning else { return nil }
            return line
        }
        #expect(broken == [point, ":::MLLOG {\"event_ty"])
    }

    @Test func `an event that cannot be read is a warning and not the end`() throws {
        let trial = try script("echo ':::MLLOG {\"key\": 3}'")
        #expect(trial.outcome == .completed)
        #expect(trial.warnings.contains(.malformedEvent(line: ":::MLLOG {\"key\": 3}")))
    }
}
