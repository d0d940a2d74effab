import Foundation
import TestSupport

/// The built program `joulebench`, run as a user runs it.
struct Program {
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// A folder of its own, which is the current folder of every call.
    let folder: URL

    /// Variables that every call gets besides those of the tests.
    var variables: [String: String] = [:]

    init() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent("joulebench-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    static var executable: String { BuiltProducts.folder.appendingPathComponent("joulebench").path }

    func write(_ text: String, to name: String) throws {
        try text.write(
            to: folder.appendingPathComponent(name),
            atomically: true,
            encoding: .utf8
        )
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// What a run gets that says nothing of its conditions: tests wait for no quiet machine.
    private static let noConditions = ["--no-gates", "--idle-windows", "0"]

    private static let conditionOptions: Set<String> = [
        "--gates", "--no-gates", "--max-load", "--temperature-band", "--gate-wait", "--cooldown",
        "--idle-windows", "--idle-seconds",
    ]

    /// The arguments with the options above, for a `run` that has none of them and is no cry for
    /// help.
    private static func withoutConditions(_ arguments: [String]) -> [String] {
        guard arguments.first == "run", !arguments.contains("--help"),
            conditionOptions.isDisjoint(with: arguments)
        else { return arguments }
        return ["run"] + noConditions + arguments.dropFirst()
    }

    /// Starts the program with arguments, or through `nohup`, or `bash` with its own arguments.
    func start(_ arguments: [String], through wrapper: [String] = []) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let program = wrapper.first == "bash" ? [] : [Self.executable]
        process.arguments = wrapper + program + Self.withoutConditions(arguments)
        process.currentDirectoryURL = folder
        var environment = ProcessInfo.processInfo.environment
        // Help and tables are as wide on every machine.
        environment["COLUMNS"] = "80"
        // Tests run side by side, and beside whatever else the machine measures.
        environment["JOULEBENCH_LOCK"] = folder.path + "/lock"
        process.environment = environment.merging(variables) { $1 }
        process.standardInput = FileHandle.nullDevice
        for name in ["out", "err"] {
            try write("", to: name)
        }
        process.standardOutput = try FileHandle(
            forWritingTo: folder.appendingPathComponent("out")
        )
        process.standardError = try FileHandle(
            forWritingTo: folder.appendingPathComponent("err")
        )
        try process.run()
        return process
    }

    func finish(_ process: Process) throws -> Outcome {
        process.waitUntilExit()
        return Outcome(
            status: process.terminationReason == .exit
                ? process.terminationStatus : -process.terminationStatus,
            output: try read("out"),
            errors: try read("err")
        )
    }

    func run(_ arguments: String...) throws -> Outcome { try finish(start(arguments)) }
}

/// Suites whose workloads are shell scripts that print events.
enum SuiteText {
    /// Two variants with windows of 0.3 s; the second does twice the work in it.
    static let twoVariants = """
        suite: two
        blocks: 2
        warmup_blocks: 0
        sampling_interval_seconds: 0.02
        prepare:
          model:
            command: [sh, -c, "echo weights > $0/model", "{output}"]
        comparisons:
          - name: speed
            quality: {event: eval_accuracy}
            baseline: slow
            command: [sh, script.sh, "{count}", "{artifact.model}/model", "{seed}"]
            variants:
              slow: {parameters: {count: 100}}
              fast: {parameters: {count: 200}}

        """

    static let script = """
        test -s "$2" || exit 9
        log() { echo ":::MLLOG {\\"event_type\\": \\"$1\\", \\"key\\": \\"$2\\", \\"value\\": $3}"; }
        log INTERVAL_START run_start null
        sleep 0.3
        log INTERVAL_END run_stop null
        log POINT_IN_TIME samples $1
        log POINT_IN_TIME eval_accuracy 0.9
        log POINT_IN_TIME flops_executed ${1}000

        """

    /// Opens a window and never closes it.
    static let openScript = """
        echo ':::MLLOG {"event_type": "INTERVAL_START", "key": "run_start"}'

        """

    /// One variant for each way of going wrong.
    static let failures = """
        suite: failures
        blocks: 1
        warmup_blocks: 0
        timeout_seconds: 0.5
        comparisons:
          - name: ends
            unit: samples
            baseline: good
            variants:
              good: {command: [sh, script.sh, "5", "script.sh"]}
              missing: {command: [no-such-program-anywhere]}
              three: {command: [sh, -c, "echo it broke >&2; exit 3"]}
              open: {command: [sh, open.sh]}
              hangs: {command: [sh, -c, "sleep 1000 & sleep 1000"]}

        """

    /// Two commands that do nothing for a hundredth of a second and two.
    static let quick = """
        suite: quick
        blocks: 2
        sampling_interval_seconds: 0.005
        comparisons:
          - name: sleep
            unit: trial
            baseline: short
            command: [sleep, "{time}"]
            parameters: {time: 0.01}
            variants:
              short:
              long: {command: [sleep, "{time}", "{time}"]}

        """
}
