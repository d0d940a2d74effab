import Experiment
import Reports
import Statistics
import Testing
import Units

@testable import Imports

@Suite struct InferenceSubmissionTests {
    private static func event(_ key: String, _ value: String) -> String {
        #":::MLLOG {"key": "\#(key)", "value": \#(value), "time_ms": 1.5, "event_type": "POINT_IN_TIME", "metadata": {}}"#
            + "\n"
    }

    static func detail(
        scenario: String = "SingleStream",
        begin: String = "07-23-2024 15:48:00.000",
        end: String = "07-23-2024 15:48:04.000"
    ) -> SourceFile {
        SourceFile(
            event("effective_scenario", "\"\(scenario)\"")
                + event("effective_samples_per_query", "1")
                + event("power_begin", "\"\(begin)\"") + event("power_end", "\"\(end)\"")
                + event("result_validity", "\"VALID\"") + event("result_query_count", "800"),
            path: "run_1/mlperf_log_detail.txt"
        )
    }

    private static func sample(_ second: Int, _ watts: String) -> String {
        let text = second < 10 ? "0\(second)" : "\(second)"
        return "Time,07-23-2024 15:\(second < 0 ? 47 : 48):\(second < 0 ? "59" : text).500,Watts,"
            + "\(watts),Volts,230.0,Amps,1.0,PF,0.9,Mark,x\r\n"
    }

    static let power = SourceFile(
        sample(-1, "500.0") + sample(0, "10.5") + sample(1, "20.0") + sample(2, "0.0")
            + sample(3, "31") + sample(4, "700.0"),
        path: "run_1/spl.txt"
    )

    private func read(
        _ detail: SourceFile = detail(),
        _ power: SourceFile = power,
        summary: SourceFile? = nil,
        server: SourceFile? = nil,
        client: SourceFile? = nil
    ) throws(ImportError) -> ImportedData {
        try InferenceSubmission(
            detail: detail,
            power: power,
            summary: summary,
            server: server,
            clientLog: client,
            title: "x"
        ).read()
    }

    @Test func `energy is the mean of the samples above 0 inside, times the window`() throws {
        let found = try Imported(read())
        // (10.5 + 20 + 31) / 3 W over 4 s.
        #expect(found.joules == [82] && found.seconds == [4])
        #expect(found.notes.contains { $0.contains("1 of 4 samples") })
    }

    @Test func `a cut at any byte of the power log is an error or told`() throws {
        let cuts = try Damage.silentCuts(of: Self.power) { cut throws(ImportError) in
            try read(Self.detail(), cut)
        }
        #expect(cuts.isEmpty)
    }

    @Test func `a cut at any byte of the detail log is an error or told`() throws {
        let cuts = try Damage.silentCuts(of: Self.detail()) { cut throws(ImportError) in
            try read(cut)
        }
        #expect(cuts.isEmpty)
    }

    @Test(arguments: [1, 20_261_126] as [UInt64])
    func `damaged logs do no harm`(seed: UInt64) {
        Damage.mutate(Self.power, seed: seed) { file throws(ImportError) in
            try read(Self.detail(), file)
        }
        Damage.mutate(Self.detail(), seed: seed) { file throws(ImportError) in try read(file) }
    }

    @Test func `a log that ends inside the window says so, with how much is missing`() {
        let end = "07-23-2024 15:48:09.500"
        #expect {
            try read(Self.detail(end: end))
        } throws: { error in
            "\(error)".contains("spl.txt")
                && "\(error)".contains("5.0 s before power_end: the log is cut off inside")
        }
    }

    @Test func `a meter in local time is moved by the server's zone, and that is told`() throws {
        let detail = Self.detail(
            begin: "07-23-2024 19:48:00.000",
            end: "07-23-2024 19:48:04.000"
        )
        #expect(throws: ImportError.self) { try read(detail) }
        let server = SourceFile(#"{"timezone": 14400}"#)
        let found = try Imported(read(detail, server: server))
        #expect(found.joules == [82])
        #expect(found.notes.contains { $0.contains("local time") })
        // Where the clocks agree as they are, the zone changes nothing.
        #expect(try Imported(read(server: server)).notes.count == 1)
    }

    @Test func `clocks that are too far apart are told`() throws {
        let client = SourceFile(
            "x [INFO] The time difference between the client and the server is within range "
                + "-901.5 ms..0.3 ms\n"
        )
        let notes = try Imported(read(client: client)).notes
        #expect(notes.contains { $0.contains("901.5 ms") })
    }

    @Test func `a summary of another run is refused`() throws {
        let summary = SourceFile(
            "SUT name : me\nScenario : Offline\nResult is : VALID\n",
            path: "mlperf_log_summary.txt"
        )
        #expect(throws: ImportError.self) { try read(summary: summary) }
        let same = SourceFile("SUT name : me\nScenario : SingleStream\nResult is : VALID\n")
        #expect(try read(summary: same).variants.map(\.name) == ["me"])
    }

    @Test func `mistakes name the file and the line`() {
        var power = Self.power
        power.content = Array(
            String(decoding: power.content, as: UTF8.self).replacing("20.0", with: "20,0").utf8
        )
        #expect {
            try read(Self.detail(), SourceFile("Time,x\n", path: "a/spl.txt"))
        } throws: { "\($0)".hasPrefix("a/spl.txt:1: ") }
    }
}

@Suite struct TrainingResultsTests {
    private static func event(_ key: String, _ value: String, _ time: Int, _ more: String = "")
        -> String
    {
        #":::MLLOG {"namespace": "", "time_ms": \#(time), "event_type": "POINT_IN_TIME", "key": "\#(key)", "value": \#(value), "metadata": {\#(more)}}"#
            + "\n"
    }

    static func log(start: Int = 10_000, stop: Int = 20_000, status: String = "success")
        -> SourceFile
    {
        SourceFile(
            event("submission_benchmark", "\"bert\"", 1000) + "other text\n"
                + event("run_start", "null", start)
                + event("eval_accuracy", "0.72", stop - 1)
                + event("run_stop", "null", stop, #""status": "\#(status)""#),
            path: "result_0.txt"
        )
    }

    static let node = SourceFile(
        event("power_measurement_start", "null", 5000) + event("power_reading", "100", 7000)
            + event("power_reading", "200", 15_000) + event("conversion_eff", "0.9", 15_000)
            + event("power_reading", "150", 25_000)
            + event("power_measurement_stop", "null", 25_000),
        path: "power/result_0/node_0.txt"
    )
    static let network = SourceFile(
        event("interconnect_power_est", "12.5", 5000),
        path: "power/result_0/sw_0.txt"
    )

    private func read(
        _ log: SourceFile = log(),
        power: [SourceFile]? = [node]
    ) throws(ImportError) -> ImportedData {
        try TrainingResults(
            results: [TrainingResults.Result(log: log, power: power)],
            title: "x"
        ).read()
    }

    @Test func `energy is rectangles backwards, scaled to the training, by the efficiency`() throws
    {
        let found = try Imported(read())
        // (100·2 + 200·8 + 150·10) J × 10 s / 20 s × 0.9
        #expect(found.joules == [1485] && found.seconds == [10])
        #expect(found.notes.isEmpty)
        let both = try Imported(read(power: [Self.node, Self.network]))
        #expect(both.joules == [1485 + 125])
    }

    @Test func `a log that is cut off is refused or the same`() throws {
        let nodeCuts = try Damage.silentCuts(of: Self.node) { cut throws(ImportError) in
            try read(power: [cut])
        }
        #expect(nodeCuts.isEmpty)
        let logCuts = try Damage.silentCuts(of: Self.log()) { cut throws(ImportError) in
            try read(cut)
        }
        #expect(logCuts.isEmpty)
        Damage.mutate(Self.node, seed: 7) { file throws(ImportError) in try read(power: [file]) }
        Damage.mutate(Self.log(), seed: 8) { file throws(ImportError) in try read(file) }
    }

    @Test func `without power logs the energy is missing, with the reason`() throws {
        let report = try Imported.report(read(power: nil))
        let row = try #require(report.comparisons.first?.rows.first)
        #expect(row.energyPerUnit == nil && row.timePerUnit?.mean.seconds == 10)
        #expect(row.energyMissingReason?.contains("no power log") == true)
    }

    @Test func `figures by MLPerf's rule stand in every file`() throws {
        let results = [20_000, 22_000, 30_000].map { stop in
            TrainingResults.Result(log: Self.log(stop: stop), power: [Self.node])
        }
        let report = try Imported.report(TrainingResults(results: results, title: "x").read())
        let row = try #require(report.comparisons.first?.rows.first)
        guard case .training(let training) = row.importedResult else {
            Issue.record("no training")
            return
        }
        // Of 10, 12 and 20 s the one in the middle counts.
        #expect(training.seconds == 12 && training.kept == 1 && training.joules == 1782)
        func column(_ name: String) throws -> String {
            let lines = CSVReport(report).text.split(separator: "\r\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            let place = try #require(lines[0].firstIndex { $0 == name })
            return String(lines[1][place])
        }
        #expect(try column("mlperf_rule") == "training")
        #expect(try column("mlperf_energy_to_train_joules") == "1782")
        #expect(try column("mlperf_time_to_train_seconds") == "12")
        #expect(try column("mlperf_trials_that_count") == "1" && column("mlperf_trials") == "3")
        #expect(try column("mlperf_power_watts").isEmpty)
        let json = try JSONReport(report).text
        #expect(json.contains("\"mlperf_energy_to_train_joules\" : 1782"))
        let tidy = TidyCSV(report).text
        #expect(tidy.contains(",,,,,mlperf_energy_to_train_joules,J,1782,imported\r\n"))
        let prometheus = PrometheusReport(report).text
        #expect(prometheus.contains("# UNIT joulebench_mlperf_energy_to_train_joules joules"))
        #expect(prometheus.contains("provenance=\"imported\"} 1782.0"))
        let bencher = try BencherReport(report).text
        #expect(bencher.contains("\"mlperf_energy_to_train_joules_imported\""))
        let action = try GitHubActionReport(report).text
        #expect(action.contains("MLPerf energy to train (imported)"))
    }

    @Test func `a training that did not converge is in no mean`() throws {
        let report = try Imported.report(read(Self.log(status: "aborted")))
        let row = try #require(report.comparisons.first?.rows.first)
        #expect(row.completedTrials == 0 && row.failedTrials == 1)
        #expect(report.comparisons[0].failures[0].explanation.contains("did not converge"))
    }

    @Test func `readings that go back are taken in the order of the file, and told`() throws {
        let node = SourceFile(
            Self.event("power_measurement_start", "null", 0)
                + Self.event("power_reading", "100", 30_000)
                + Self.event("power_reading", "100", 20_000)
                + Self.event("power_reading", "100", 40_000)
                + Self.event("power_measurement_stop", "null", 0)
        )
        let found = try Imported(read(power: [node]))
        #expect(found.joules == [1000])
        #expect(found.notes.contains { $0.contains("older than the one before") })
    }
}

@Suite struct TinyTraceTests {
    /// 10 samples a second of 1000, 1001, … µJ over 3 s.
    private static func trace(samples: Int = 30) -> SourceFile {
        var content: [UInt8] = [0xF1]
        for value in [Float(10)] + (0..<samples).map({ Float(1000 + $0) }) {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { content += $0 }
        }
        return SourceFile(path: "trace1-energy.bin", content: content)
    }

    private static let results = SourceFile(
        """
        1 ulp-ml: Energy data for window 2 at time 0.50 for 1.00 sec.:
        1 ulp-ml:   Energy       :  10095.000 uJ
        1 ulp-ml: Performance results for window 2:
        1 ulp-ml:   # Inferences :           5

        """,
        path: "results.txt"
    )

    private func read(
        _ trace: SourceFile = trace(),
        _ results: SourceFile = results
    ) throws(ImportError) -> ImportedData {
        try TinyTrace(
            trace: trace,
            timestamps: SourceFile("[0.1, 0.45, 1.45]"),
            results: results,
            title: "x"
        ).read()
    }

    @Test func `a window holds the samples from its begin on and before its end`() throws {
        let found = try Imported(read())
        // Samples 5 to 14.
        #expect(found.joules.compactMap(\.self).map { ($0 * 1e9).rounded() } == [10_095_000])
        #expect(found.notes.count == 1)
    }

    @Test func `a trace that is cut off is refused or the same`() throws {
        let cuts = try Damage.silentCuts(of: Self.trace()) { cut throws(ImportError) in
            try read(cut)
        }
        #expect(cuts.isEmpty)
        let resultCuts = try Damage.silentCuts(of: Self.results) { cut throws(ImportError) in
            try read(Self.trace(), cut)
        }
        #expect(resultCuts.isEmpty)
        Damage.mutate(Self.trace(), seed: 11) { file throws(ImportError) in try read(file) }
    }

    @Test func `a published energy that the trace does not give is told`() throws {
        let other = SourceFile(
            String(decoding: Self.results.content, as: UTF8.self)
                .replacing("10095.000", with: "10195.000")
        )
        #expect(try Imported(read(Self.trace(), other)).notes.contains { $0.contains("states") })
    }
}
