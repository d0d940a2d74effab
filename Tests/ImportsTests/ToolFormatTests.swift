import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

@testable import Imports

@Suite struct SMILogTests {
    static let log = SourceFile(
        """
        timestamp, index, name, power.draw [W]
        2023/07/08 19:28:27.000, 0, NVIDIA A10, 100.00 W
        2023/07/08 19:28:27.001, 1, NVIDIA A10, 50.00 W
        2023/07/08 19:28:28.000, 0, NVIDIA A10, 200.00 W
        2023/07/08 19:28:28.001, 1, NVIDIA A10, [N/A]
        2023/07/08 19:28:29.000, 0, NVIDIA A10, 100.00 W
        2023/07/08 19:28:29.001, 1, NVIDIA A10, 50.00 W

        """,
        path: "smi.csv"
    )

    private func read(_ text: String) throws(ImportError) -> ImportedData {
        try SMILog(file: SourceFile(text, path: "smi.csv")).read()
    }

    @Test func `the boards' power is integrated over their common time`() throws {
        let found = try Imported(SMILog(file: Self.log).read())
        // 300 J and 100 J over 2 s, less a millisecond at an edge.
        let joules = try #require(found.joules[0])
        #expect((joules - 400).magnitude < 0.2 && (found.seconds[0] ?? 0) == 1.999)
        #expect(found.notes.contains { $0.contains("1 of 3 readings of board 1") })
    }

    @Test func `a cut within a line is told, and one at its end gives the lines that are there`()
        throws
    {
        let cuts = try Damage.silentCuts(of: Self.log, endsAnywhere: true) {
            cut throws(ImportError) in
            try SMILog(file: cut).read()
        }
        #expect(cuts.isEmpty)
        Damage.mutate(Self.log, seed: 3) { file throws(ImportError) in
            try SMILog(file: file).read()
        }
    }

    @Test(arguments: [
        ("timestamp, power.draw [W]\n2023/07/08 19:28:27.000, 100,50 W\n", ":2: 3 cells"),
        ("0, NVIDIA A10, 45\n", ":1: no heading"),
        ("power.draw [W]\n1 W\n", ":1: no timestamp"),
        ("timestamp, power.draw [W]\n2023/07/08 19:28:27.000, 100 W\n", "needs two"),
        ("timestamp, power.draw [W]\n2023/07/08 19:28:27.000, -5 W\n", ":2: “-5 W” is no power"),
        (
            "timestamp, power.draw [W]\n"
                + "2023/07/08 19:28:27.000, 5 W\n2023/07/08 19:28:27.000, 6 W\n"
                + "2023/07/08 19:28:28.000, 5 W\n2023/07/08 19:28:28.000, 6 W\n", "index or uuid"
        ),
        // Two boards, a millisecond apart; the last row is cut off.
        (
            "timestamp, power.draw [W]\n"
                + (10...19).flatMap { second in
                    ["000, 100 W", "001, 5 W"].map { "2023/07/08 19:28:\(second).\($0)\n" }
                }.dropLast().joined(),
            "bursts of 2, as those of 2 boards do"
        ),
    ])
    func `mistakes are named`(text: String, message: String) {
        #expect { try read(text) } throws: { "\($0)".contains(message) }
    }

    @Test func `a log without an index is of one board, which it says, whatever its steps`() throws
    {
        let steps = [0, 100, 190, 310, 330, 500, 620, 700, 790, 900, 9900, 10_000, 10_100]
        let rows = steps.map { step in
            let (seconds, rest) = step.quotientAndRemainder(dividingBy: 1000)
            return "2023/07/08 19:28:\(10 + seconds).\(String(1000 + rest).dropFirst()), 100 W\n"
        }
        let found = try Imported(read("timestamp, power.draw [W]\n" + rows.joined()))
        #expect(found.joules == [1010])
        #expect(found.notes.contains { $0.contains("taken to be of one board") })
        let told = try Imported(SMILog(file: Self.log).read())
        #expect(!told.notes.contains { $0.contains("one board") })
    }

    /// Samples of one board, in minutes since midnight.
    private func summary(_ samples: [(minute: Int, watts: Int)]) throws -> (
        TrialSummary, notes: [String]
    ) {
        let rows = samples.map { sample in
            let (hour, minute) = sample.minute.quotientAndRemainder(dividingBy: 60)
            let time = "\(String(100 + hour).dropFirst()):\(String(100 + minute).dropFirst())"
            return "2023/07/08 \(time):00.000, 0, \(sample.watts) W\n"
        }
        let data = try read("timestamp, index, power.draw [W]\n" + rows.joined())
        let made = try Imported.run(data)
        let comparison = try #require(made.run.comparisons.first)
        let trial = try #require(made.trials.first)
        return (
            TrialSummary(of: trial, in: comparison, estimateModel: nil),
            data.variants.flatMap(\.trials).flatMap(\.notes)
        )
    }

    @Test func `a gap is in the uncertainty`() throws {
        // 100 min at 100 W but for a minute at 300 W, and 20 min without a sample.
        let (summary, notes) = try summary(
            (0...40).map { ($0, $0 == 10 ? 300 : 100) } + (60...100).map { ($0, 100) }
        )
        let figure = try #require(summary.energy.figure)
        #expect((figure.value.joules - 612_000).magnitude < 1e-6)
        // ± half of 200 W for 1200 s, as a bound.
        let sampling = try #require(figure.budget?.sampling.joules)
        #expect((sampling - 120_000).magnitude < 1e-6 && figure.budget?.isAccuracyStated == false)
        #expect(notes.contains { $0.contains("no power for up to 1200.0 s") })
    }

    @Test(arguments: [[(0, 100), (480, 100)], [(0, 100), (1, 100), (2, 100), (480, 100)]])
    func `across most of the time there is no line`(samples: [(minute: Int, watts: Int)]) throws {
        let (summary, notes) = try summary(samples)
        #expect(summary.energy.missingReason?.contains("more than half of the time") == true)
        #expect(notes.contains { $0.contains("there is no energy") })
    }

    @Test func `an even log has no uncertainty that it does not state`() throws {
        let (summary, notes) = try summary((0...9).map { ($0, 100 + $0) })
        #expect(summary.energy.figure?.budget == nil && notes.isEmpty)
    }

    @Test(.enabled(if: Fixtures.areAvailable, "\(Fixtures.skipReason)"))
    func `a real log has the energy that was worked out beside a meter`() throws {
        var folder = ImportFolder(
            path: Fixtures.path("traces/gpu-smi-update-period/V100_gpudata.csv")
        )
        let found = try Imported(folder.read(as: nil))
        let joules = try #require(found.joules[0])
        #expect((joules - 31_720.175).magnitude < 5e-4)
    }

    @Test(.enabled(if: Fixtures.areAvailable, "\(Fixtures.skipReason)"))
    func `real captures of one moment are power and no energy`() throws {
        let root = Fixtures.path("nvidia-smi/captures")
        var count = 0
        for capture in try FileManager.default.contentsOfDirectory(atPath: root) {
            for state in ["idle", "load"] {
                var folder = ImportFolder(path: "\(root)/\(capture)/\(state)/query-gpu.csv")
                #expect { try folder.read(as: nil) } throws: { "\($0)".contains("needs two") }
                count += 1
            }
        }
        #expect(count == 8)
    }
}

@Suite struct PerfStatTests {
    static let stat = SourceFile(
        """
        # started on Thu Nov 26 04:00:00 2026

        595.11,Joules,power/energy-pkg/,2000000000,100.00,,
        12.50,Joules,power/energy-ram/,2000000000,100.00,,
        300.00,Joules,power/energy-cores/,2000000000,100.00,,
        2000000000,ns,duration_time,2000000000,100.00,,
        123456,,instructions,2000000000,100.00,0.50,insn per cycle

        """,
        path: "stat.csv"
    )

    private func read(_ text: String) throws(ImportError) -> ImportedData {
        try PerfStat(file: SourceFile(text, path: "stat.csv")).read()
    }

    @Test func `packages and memory are added up, and cores are inside`() throws {
        let found = try Imported(PerfStat(file: Self.stat).read())
        #expect(found.joules.compactMap(\.self).map { ($0 * 1e9).rounded() } == [607_610_000_000])
        #expect(found.seconds == [2] && found.notes.isEmpty)
    }

    @Test func `a cut is refused or told but at the end of a line`() throws {
        let cuts = try Damage.silentCuts(of: Self.stat, endsAnywhere: true) {
            cut throws(ImportError) in
            try PerfStat(file: cut).read()
        }
        #expect(cuts.isEmpty)
        Damage.mutate(Self.stat, seed: 5) { file throws(ImportError) in
            try PerfStat(file: file).read()
        }
    }

    @Test func `without a time there is an energy, and neither time nor power`() throws {
        let data = try read("955.95,Joules,power/energy-pkg/,20005191333,100.00,,\n")
        let found = try Imported(data)
        #expect(found.joules == [955.95] && found.seconds == [nil])
        let row = try #require(Imported.report(data).comparisons.first?.rows.first)
        #expect(row.averagePower == nil && row.timePerUnit == nil && row.energyPerUnit != nil)
        #expect(found.notes.contains { $0.contains("duration_time") })
    }

    @Test func `intervals are added up`() throws {
        let found = try Imported(
            read(
                """
                     1.001078602,9.93,Joules,power/energy-pkg/,2002451247,100.00,,
                     2.002387877,9.76,Joules,power/energy-pkg/,2002592581,100.00,,

                """
            )
        )
        #expect(found.joules.compactMap(\.self).map { ($0 * 1e6).rounded() } == [19_690_000])
        #expect(found.seconds == [2.002387877])
    }

    @Test func `runs that were appended are trials`() throws {
        let line =
            "10.00,Joules,power/energy-pkg/,1,100.00,,\n1000000000,ns,duration_time,1,100.00,,\n"
        let found = try Imported(read(line + line.replacing("10.00", with: "11.00")))
        #expect(found.joules == [10, 11])
    }

    @Test func `what perf could not count is missing, and no part stands for the whole`() throws {
        let found = try Imported(
            read(
                "<not supported>,Joules,power/energy-pkg/,0,100.00,,\n"
                    + "5.00,Joules,power/energy-ram/,1,100.00,,\n"
            )
        )
        #expect(found.joules == [nil])
    }

    @Test func `a mean of repeats says that it is one`() throws {
        let found = try Imported(
            read("10.00,Joules,power/energy-pkg/,0.52%,1,100.00,,\n")
        )
        #expect(found.joules == [10])
        #expect(found.notes.contains { $0.contains("0.52%") })
    }

    @Test func `with another separator the decimal comma is read`() throws {
        let found = try Imported(read("595,11;Joules;power/energy-pkg/;1;100,00;;\n"))
        #expect(found.joules == [595.11])
    }

    @Test(arguments: [
        ("595,11,Joules,power/energy-pkg/,1,100,00,,\n", "decimal comma"),
        ("S0,1,595.11,Joules,power/energy-pkg/,1,100.00,,\n", "single sockets"),
        ("595.11,Joules\n", "too few fields"),
        ("1e300,Joules,power/energy-pkg/,1,100.00,,\n", "more than can be kept"),
        ("595.11,Joules,power/energy-pkg/,1,100.00,,", "cut off"),
    ])
    func `mistakes are named with their line`(text: String, message: String) {
        #expect { try read(text) } throws: { error in
            "\(error)".contains(message) && "\(error)".hasPrefix("stat.csv:1:")
        }
    }

    @Test(.enabled(if: Fixtures.areAvailable, "\(Fixtures.skipReason)"))
    func `real outputs have their energy`() throws {
        func joules(_ name: String) throws -> Imported {
            var folder = ImportFolder(path: Fixtures.path("traces/perf-stat-csv/\(name)"))
            return try Imported(folder.read(as: nil))
        }
        let node = try joules("cloudlab-c220g1-interval-30s.csv")
        #expect(((node.joules[0] ?? 0) - 595.11).magnitude < 1e-6)
        #expect(node.seconds == [30.001688646])
        // The package contains cores and graphics.
        #expect(try joules("icelake-chrome-power-test-i915.csv").joules == [7214.52])
        #expect(try joules("sleep10-performance-3.csv").joules == [1477.48])
    }
}

@Suite struct HyperfineTests {
    static let export = SourceFile(
        """
        {"results": [{"command": "sleep 0.1 | \\"x\\"", "mean": 0.15, "times": [0.1, 0.2],
          "memory_usage_byte": [1000, 3000], "exit_codes": [0, 1], "parameters": {"n": "2"}},
         {"command": "sleep 0.2", "mean": 0.2, "times": [0.2]}]}

        """,
        path: "bench.json"
    )

    @Test func `times are trials, and energy is missing with its reason`() throws {
        let data = try Hyperfine(file: Self.export).read()
        let found = try Imported(data)
        #expect(found.joules == [nil, nil, nil] && found.seconds == [0.1, 0.2, 0.2])
        let report = try Imported.report(data)
        let row = try #require(report.comparisons.first?.rows.first)
        #expect(row.completedTrials == 1 && row.failedTrials == 1)
        #expect(row.energyMissingReason?.contains("hyperfine measures times") == true)
        #expect(row.peakMemory?.bytes == 1000)
    }

    @Test func `a file that is cut off is refused`() throws {
        let cuts = try Damage.silentCuts(of: Self.export) { cut throws(ImportError) in
            try Hyperfine(file: cut).read()
        }
        #expect(cuts.isEmpty)
        Damage.mutate(Self.export, seed: 13) { file throws(ImportError) in
            try Hyperfine(file: file).read()
        }
    }

    @Test(arguments: [
        "{}", #"{"results": []}"#, #"{"results": [{"command": "x", "times": []}]}"#,
        #"{"results": [{"command": "x", "times": [-1]}]}"#,
        #"{"results": [{"command": "x", "times": [1e300]}]}"#,
    ])
    func `what gives no times is refused`(text: String) {
        #expect(throws: ImportError.self) { try Hyperfine(file: SourceFile(text)).read() }
    }
}

@Suite struct CodeCarbonTests {
    static let heading =
        "timestamp,project_name,run_id,duration,emissions,cpu_energy,gpu_energy,ram_energy,"
        + "energy_consumed,os,cpu_count,cpu_model,ram_total_size,tracking_mode\n"
    static let emissions = SourceFile(
        heading
            + "2024-02-29T12:00:00,\"a, \"\"b\"\"\",1,100.5,0.001,0.001,0.002,0.0005,0.0035,Linux,8,CPU,15.5,machine\n"
            + "2024-02-29T13:00:00,other,2,50.0,0.001,0.001,0.0,0.0005,0.0015,Linux,8,CPU,15.5,machine\n",
        path: "emissions.csv"
    )

    @Test func `each row is a trial with the energy that the tracker states`() throws {
        let data = try CodeCarbon(file: Self.emissions).read()
        let found = try Imported(data)
        #expect(found.joules == [12_600, 5400] && found.seconds == [100.5, 50])
        #expect(data.variants.map(\.name) == ["a, \"b\"", "other"])
        #expect(data.host.cpuModel == "CPU" && data.host.logicalCPUs == 8)
        let row = try #require(Imported.report(data).comparisons.first?.rows.first)
        #expect(row.scope == "CodeCarbon's estimate, tracking_mode machine")
        #expect(row.provenance == .imported)
    }

    @Test func `a cut is refused but at the end of a line`() throws {
        let cuts = try Damage.silentCuts(of: Self.emissions, endsAnywhere: true) {
            cut throws(ImportError) in try CodeCarbon(file: cut).read()
        }
        #expect(cuts.isEmpty)
        Damage.mutate(Self.emissions, seed: 17) { file throws(ImportError) in
            try CodeCarbon(file: file).read()
        }
    }

    @Test func `of running totals the last row counts`() throws {
        let flushed = SourceFile(
            Self.heading
                + "2024-02-29T12:00:00,a,1,10,0,,,,0.001,Linux,8,CPU,15.5,machine\n"
                + "2024-02-29T12:00:10,a,1,20,0,,,,0.002,Linux,8,CPU,15.5,machine\n"
        )
        let found = try Imported(CodeCarbon(file: flushed).read())
        #expect(found.joules == [7200])
        #expect(found.notes.contains { $0.contains("running totals") })
    }

    @Test func `projects that count their runs alike keep all of them`() throws {
        let rows = ["a,1,10", "b,1,20", "a,2,30", "b,2,40", "b,2,50"].map {
            "2024-02-29T12:00:00,\($0),0,,,,0.001,Linux,8,CPU,15.5,machine\n"
        }
        let data = try CodeCarbon(file: SourceFile(Self.heading + rows.joined())).read()
        #expect(data.variants.map(\.name) == ["a", "b"])
        let found = try Imported(data)
        #expect(found.seconds == [10, 30, 20, 50])
        let notes = data.variants.map { $0.trials.map(\.notes.count) }
        #expect(notes == [[0, 0], [0, 1]], "told of the run that it is true of")
    }

    @Test func `sums that do not add up are told once, with the worst`() throws {
        let rows = [
            "0.001,0,0.001,0.003", "0.001,0,0.001,0.002", "0.001,0,0.001,0.004",
        ].enumerated().map {
            "2024-02-29T12:00:00,a,\($0),10,0,\($1),Linux,8,CPU,15.5,machine\n"
        }
        let file = SourceFile(Self.heading + rows.joined(), path: "emissions.csv")
        let data = try CodeCarbon(file: file).read()
        let notes = data.variants.flatMap(\.trials).map(\.notes)
        #expect(notes.map(\.count) == [1, 0, 1] && notes[0] == notes[2])
        #expect(
            notes[0][0].contains("in 2 of 3 rows of emissions.csv, most of all in line 4: 0.004")
        )
    }

    @Test(arguments: [("0", false), ("", false), ("1", true)])
    func `no board is no part with 0`(count: String, isRead: Bool) throws {
        let file = SourceFile(
            Self.heading.replacing("timestamp,", with: "gpu_count,timestamp,")
                + "\(count),2024-02-29T12:00:00,a,1,10,0,0.001,0.0,0.001,0.002,Linux,8,CPU,15.5,machine\n"
        )
        let data = try CodeCarbon(file: file).read()
        let domains = data.variants.flatMap(\.trials).flatMap(\.channels).map(\.domain)
        #expect(domains.contains(.gpu) == isRead && domains.contains(.dram))
    }

    @Test(arguments: [
        ("2024-02-29T12:00:00,a,1,10,0,,,,\"0,001\",Linux,8,CPU,15.5,machine\n", "no number"),
        ("2024-02-29T12:00:00,a,1,10,0,,,,,Linux,8,CPU,15.5,machine\n", "energy_consumed"),
        ("2024-02-29T12:00:00,a,1,10,0,,,,1e9,Linux,8,CPU,15.5,machine\n", "energy_consumed"),
        ("2024-02-29T12:00:00,a,1,0,0,,,,1,Linux,8,CPU,15.5,machine\n", "duration"),
        ("2024-02-30T12:00:00,a,1,10,0,,,,1,Linux,8,CPU,15.5,machine\n", "timestamp"),
        ("2024-02-29T12:00:00,a,1,10\n", "4 cells"),
        // What is replaced by a later row is read, too.
        (
            "2024-02-29T12:00:00,a,1,10,0,,,,-1,Linux,8,CPU,15.5,machine\n"
                + "2024-02-29T12:00:10,a,1,20,0,,,,1,Linux,8,CPU,15.5,machine\n", "energy_consumed"
        ),
        (
            "2024-02-29T12:00:00,a,1,10,0,nan,,,1,Linux,8,CPU,15.5,machine\n"
                + "2024-02-29T12:00:10,a,1,20,0,,,,1,Linux,8,CPU,15.5,machine\n", "no number"
        ),
    ])
    func `mistakes are named with their line`(row: String, message: String) {
        let file = SourceFile(Self.heading + row, path: "emissions.csv")
        #expect { try CodeCarbon(file: file).read() } throws: { error in
            "\(error)".contains(message) && "\(error)".hasPrefix("emissions.csv:2:")
        }
    }
}
