import Experiment
import Foundation
import Sensors
import TestSupport
import Testing
import Units

@testable import Trials

/// Trials of programs that leave LoadGen's log in a folder of their own: scripts of `/bin/sh`.
@Suite struct LoadGenTrialTests {
    private static let functions = """
        log() {
            printf ':::MLLOG {"key": "%s", "value": %s, "time_ms": 1.5, "namespace": ' "$1" "$2"
            printf '"mlperf::logging", "event_type": "POINT_IN_TIME", "metadata": {}}\\n'
        }
        now() { date -u '+"%m-%d-%Y %H:%M:%S.%N"' | sed 's/......"$/"/'; }

        """

    /// Runs a script with its folder as `$1`.
    private func run(
        _ script: String,
        in folder: TemporaryFolder,
        logs: String? = ""
    ) throws -> Trial {
        let runner = try TrialRunner(
            inventory: SensorCatalog.probe(
                SensorOptions(simulatedPower: .watts(40), allowsEstimates: false)
            ),
            samplingInterval: .milliseconds(20),
            timeout: .seconds(60),
            locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
            prepared: .none,
            household: .guest,
            outputs: TrialOutputs(root: folder.path + "/trials")
        )
        let planned = PlannedTrial(
            sequence: 0,
            comparison: "c",
            variant: "v",
            block: 0,
            position: 0,
            blockSeed: 1
        )
        let command = Command(
            arguments: [
                [.text("sh")], [.text("-c")], [.text(Self.functions + script)], [.text("sh")],
                [.output],
            ],
            loadGenFolder: logs
        )
        return runner.run(planned, command: command)
    }

    private func left(in folder: TemporaryFolder) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/trials")) ?? []
    }

    private static let performance = """
        begin=$(now); sleep 0.3; end=$(now)
        { log effective_scenario '"Offline"'; log power_begin "$begin"; log power_end "$end"
          log result_validity "$validity"; log result_samples_per_second 12.5
          log result_min_duration_met false; } > "$1/mlperf_log_detail.txt"

        """

    @Test func `the window is LoadGen's, its results are events, and the folder goes`() throws {
        let folder = try TemporaryFolder()
        let trial = try run(
            "test -d \"$1\" || exit 9; sleep 0.2; validity='\"VALID\"'\n" + Self.performance
                + "sleep 0.1",
            in: folder
        )
        #expect(trial.outcome == .completed, "\(trial.warnings)")
        let window = try #require(trial.window)
        // To the millisecond, which LoadGen cuts off.
        #expect(window.start - trial.started >= .milliseconds(199))
        #expect(window.duration >= .milliseconds(298))
        #expect(trial.ended - window.stop >= .milliseconds(99))
        #expect(
            trial.events.contains { $0.key == "result_samples_per_second" && $0.number == 12.5 }
        )
        let result = try #require(ScenarioResult(of: trial))
        #expect(result.scenario == "Offline" && result.validity == .valid)
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        let uncertainty = try #require(energy.uncertainty)
        let error = (energy.value.joules - 40 * window.duration.inSeconds).magnitude
        #expect(error <= uncertainty.joules)
        #expect(left(in: folder).isEmpty)
    }

    @Test func `an INVALID trial is marked, and its folder kept`() throws {
        let folder = try TemporaryFolder()
        let trial = try run("validity='\"INVALID\"'\n" + Self.performance, in: folder)
        #expect(trial.outcome == .completed)
        #expect(ScenarioResult(of: trial)?.exclusion?.contains("minimum duration") == true)
        #expect(left(in: folder) == [trial.id])
        let kept = trial.warnings.contains { warning in
            if case .workload(.outputKept(let path, 0)) = warning {
                path.hasSuffix("/trials/\(trial.id)")
            } else {
                false
            }
        }
        #expect(kept)
    }

    @Test(arguments: [
        ("true", "there is no mlperf_log_detail.txt"),
        (": > \"$1/mlperf_log_detail.txt\"", "empty"),
        ("mkdir \"$1/mlperf_log_detail.txt\"", "there is no"),
        ("head -c 5000 /dev/urandom > \"$1/mlperf_log_detail.txt\"", "no event"),
        (
            "{ log effective_scenario '\"Server\"'; printf ':::MLLOG {\"ke'; } > "
                + "\"$1/mlperf_log_detail.txt\"",
            "ends before its results"
        ),
        (
            "{ log a 1; log result_validity '\"VALID\"'; } > \"$1/mlperf_log_detail.txt\"",
            "run_start"
        ),
        (
            "{ log power_begin '\"02-24-2023 20:54:34.270\"'; log power_end "
                + "'\"02-24-2023 21:04:34.281\"'; log result_validity '\"VALID\"'; } > "
                + "\"$1/mlperf_log_detail.txt\"",
            "outside the trial's own time"
        ),
        (
            "{ log power_begin '\"01-01-0001 00:00:00.000\"'; log power_end "
                + "'\"12-31-9999 23:59:59.999\"'; log result_validity '\"VALID\"'; } > "
                + "\"$1/mlperf_log_detail.txt\"",
            "outside the trial's own time"
        ),
    ])
    func `a log that cannot be used marks the trial and ends nothing`(
        script: String,
        problem: String
    ) throws {
        let folder = try TemporaryFolder()
        let trial = try run(script, in: folder)
        #expect(trial.loadGenProblem?.contains(problem) == true, "\(trial.warnings)")
        #expect(trial.outcome == .windowNotClosed)
        #expect(trial.window == nil)
        let reason = trial.energy(estimateModel: nil).missingReason
        #expect(reason?.contains(problem) == true)
    }

    @Test func `a window that the program prints stands in for one that the log lacks`() throws {
        let folder = try TemporaryFolder()
        let script = """
            echo ':::MLLOG {"event_type": "INTERVAL_START", "key": "run_start"}'
            sleep 0.1
            echo ':::MLLOG {"event_type": "INTERVAL_END", "key": "run_stop"}'
            mkdir "$1/run_1"
            { log a 1; log result_validity '"VALID"'; } > "$1/run_1/mlperf_log_detail.txt"
            """
        let trial = try run(script, in: folder, logs: "run_1")
        #expect(trial.outcome == .completed && trial.loadGenProblem == nil)
        #expect(trial.window != nil)
    }

    @Test func `a folder is kept up to a bound, the largest files go first`() throws {
        let folder = try TemporaryFolder()
        try folder.write(String(repeating: "a", count: 500), to: "out/large")
        try folder.write(String(repeating: "b", count: 300), to: "out/below/middle")
        try folder.write("c", to: "out/small")
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/out/link",
            withDestinationPath: "/etc"
        )
        let outputs = TrialOutputs(root: folder.path)
        let path = folder.path + "/out"
        #expect(outputs.keep(path, atMost: 400) == .outputKept(path: path, removedBytes: 500))
        let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
        #expect(names == ["below", "below/middle", "link", "small"])
        #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
        try FileManager.default.createDirectory(
            atPath: folder.path + "/none",
            withIntermediateDirectories: false
        )
        #expect(outputs.keep(folder.path + "/none") == nil)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/none"))
    }

    @Test func `a folder that cannot be made is a trial that was not started`() throws {
        let folder = try TemporaryFolder()
        try folder.write("in the way", to: "trials")
        let trial = try run("exit 0", in: folder)
        guard case .notStarted(let reason) = trial.outcome else {
            Issue.record("\(trial.outcome)")
            return
        }
        #expect(reason.contains("Cannot use the folder"))
    }
}
