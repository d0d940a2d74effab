import Foundation
import Testing

/// A suite whose workload is MLCommons' own LoadGen, from the Python package mlcommons-loadgen.
@Suite(
    .enabled(
        if: PythonModuleTests.works("python3", "-c", "import mlperf_loadgen"),
        "needs the Python package mlcommons-loadgen"
    )
)
struct LoadGenPackageTests {
    /// A system under test that takes a few milliseconds for each sample.
    private static let program = """
        import sys, threading, time
        import mlperf_loadgen as lg

        folder, scenario, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])

        def issue(samples):
            def answer():
                for sample in samples:
                    time.sleep(0.001)
                    lg.QuerySamplesComplete([lg.QuerySampleResponse(sample.id, 0, 0)])
            threading.Thread(target=answer).start()

        settings = lg.TestSettings()
        settings.scenario = getattr(lg.TestScenario, scenario)
        settings.mode = lg.TestMode.PerformanceOnly
        settings.min_duration_ms = int(seconds * 1000)
        settings.min_query_count = 1
        settings.server_target_qps = 50
        settings.server_target_latency_ns = 1_000_000
        log = lg.LogSettings()
        log.log_output.outdir = folder
        sut = lg.ConstructSUT(issue, lambda: None)
        library = lg.ConstructQSL(64, 64, lambda indices: None, lambda indices: None)
        lg.StartTestWithLogSettings(sut, library, settings, log, "")
        lg.DestroyQSL(library)
        lg.DestroySUT(sut)

        """

    private static let suite = """
        suite: loadgen
        sampling_interval_seconds: 0.02
        comparisons:
          - name: scenarios
            unit: queries
            baseline: single
            command: [python3, sut.py, "{output}", "{scenario}", 0.6]
            loadgen: "{output}"
            variants:
              single: {parameters: {scenario: SingleStream}}
              server: {parameters: {scenario: Server}}

        """

    @Test func `its log gives window, work and validity, and INVALID trials are kept`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.program, to: "sut.py")
        try program.write(Self.suite, to: "loadgen.yaml")
        let run = try program.run(
            "run",
            "loadgen.yaml",
            "--simulate-power",
            "40",
            "--blocks",
            "1",
            "--warmup-blocks",
            "0"
        )
        // 30 queries are too few for Server's 99th percentile, whatever their latency.
        #expect(run.status != 0)
        #expect(run.output.contains("gave an INVALID result (Server)"), "\(run.output)")
        for scenario in ["SingleStream", "Server"] {
            #expect(run.output.contains("(\(scenario), QUICK: no MLPerf result)"))
        }
        #expect(run.output.contains("Work: Server, fixed rate, 50 queries/s, quick"))
        let csv = try program.run("export", "--format", "csv", "--trials").output
        let rows = csv.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let heading = try #require(rows.first)
        func value(_ name: String, of variant: String) throws -> String {
            let place = try #require(heading.firstIndex(of: name))
            return try #require(rows.first { $0.contains(variant) })[place]
        }
        #expect(try value("validity", of: "single") == "VALID")
        #expect(try value("validity", of: "server") == "INVALID")
        let window = try #require(Double(value("window_seconds", of: "single")))
        #expect(window >= 0.599)
        let queries = try #require(Double(value("queries", of: "single")))
        #expect(try value("work", of: "single") == "\(Int(queries))")
        let energy = try #require(Double(value("energy_joules", of: "single")))
        let uncertainty = try #require(Double(value("energy_uncertainty_joules", of: "single")))
        #expect((energy - 40 * window).magnitude <= uncertainty)
        let kept = try FileManager.default.contentsOfDirectory(
            atPath: program.folder.path + "/results/trials"
        )
        #expect(kept.count == 1)
    }
}
