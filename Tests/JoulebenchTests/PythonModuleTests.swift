import Foundation
import Testing

/// The Python module of `suites/python` and the shell functions of `suites/shell`, read by the real
/// harness.
@Suite struct PythonModuleTests {
    /// The checkout: the folders of the suites are found from the place of this file.
    static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    static let suites = checkout.appendingPathComponent("suites").path

    /// Whether a program runs and ends well.
    static func works(_ words: String...) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }

    static let hasPython = works("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 8))")

    @Test(.enabled(if: hasPython, "needs python3, 3.8 or later"))
    func `the module passes its own tests`() throws {
        let program = try Program()
        defer { program.remove() }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "\(Self.suites)/python/test_joulebench.py"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try program.write("", to: "said")
        let said = program.folder.appendingPathComponent("said")
        process.standardError = try FileHandle(forWritingTo: said)
        try process.run()
        process.waitUntilExit()
        let text = try program.read("said")
        #expect(process.terminationStatus == 0, "\(text)")
        #expect(text.contains("\nOK"), "\(text)")
    }

    @Test(.enabled(if: hasPython, "needs python3, 3.8 or later"))
    func `the harness reads what the module prints`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(
            """
            import sys, threading
            sys.path.insert(0, sys.argv[1])
            import joulebench
            print("loading", end="")
            with joulebench.window(note="a b"):
                with joulebench.phase("epoch", epoch_num=0):
                    threads = [
                        threading.Thread(target=joulebench.metric, args=(f"t{n}", n))
                        for n in range(4)
                    ]
                    for thread in threads: thread.start()
                    for thread in threads: thread.join()
                joulebench.metric("loss", float("nan"))
            joulebench.metric("samples", 500)
            """,
            to: "work.py"
        )
        let run = try program.run(
            "exec",
            "--simulate-power",
            "40",
            "--",
            "python3",
            "work.py",
            "\(Self.suites)/python"
        )
        #expect(run.status == 0, "\(run.errors)")
        let shown = try program.run("show", "--trial", "1").output
        for event in [
            "run_start", "epoch_start", "t0 0", "t3 3", "epoch_stop", "loss \"NaN\"", "run_stop",
            "samples 500",
        ] {
            #expect(shown.contains(event), "\(event) in \(shown)")
        }
        #expect(shown.contains("loading"))
        let database = "results/joulebench.sqlite"
        #expect(
            FileManager.default.fileExists(
                atPath: program.folder.appendingPathComponent(database).path
            )
        )
    }

    @Test(arguments: ["bash", "sh"])
    func `the shell functions print events, and keep the status of a phase`(shell: String) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(
            """
            . "$1/shell/joulebench.sh"
            jb_start run
            jb_phase work sh -c 'sleep 0.05; exit 3'
            test $? = 3 || exit 9
            jb_stop run
            jb_metric samples 1.5e3
            jb_metric name 'it is "odd" \\ 007'
            jb_metric code 007
            """,
            to: "work.sh"
        )
        let run = try program.run(
            "exec",
            "--simulate-power",
            "40",
            "--",
            shell,
            "work.sh",
            Self.suites
        )
        #expect(run.status == 0, "\(run.errors)")
        let shown = try program.run("show", "--trial", "1").output
        for event in [
            "run_start", "work_start", "work_stop", "run_stop", "samples 1500",
            #"name "it is \"odd\" \\ 007""#, #"code "007""#,
        ] {
            #expect(shown.contains(event), "\(event) in \(shown)")
        }
        #expect(!shown.contains("could not be read"))
    }
}
