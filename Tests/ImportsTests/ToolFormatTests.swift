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
    ])
    func `mistakes are named`(text: String, message: String) {
        #expect { try read(text) } throws: { "\($0)".contains(message) }
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

    @Test(arguments: [
        ("2024-02-29T12:00:00,a,1,10,0,,,,\"0,001\",Linux,8,CPU,15.5,machine\n", "no number"),
        ("2024-02-29T12:00:00,a,1,10,0,,,,,Linux,8,CPU,15.5,machine\n", "energy_consumed"),
        ("2024-02-29T12:00:00,a,1,10,0,,,,1e9,Linux,8,CPU,15.5,machine\n", "energy_consumed"),
        ("2024-02-29T12:00:00,a,1,0,0,,,,1,Linux,8,CPU,15.5,machine\n", "duration"),
        ("2024-02-30T12:00:00,a,1,10,0,,,,1,Linux,8,CPU,15.5,machine\n", "timestamp"),
        ("2024-02-29T12:00:00,a,1,10\n", "4 cells"),
    ])
    func `mistakes are named with their line`(row: String, message: String) {
        let file = SourceFile(Self.heading + row, path: "emissions.csv")
        #expect { try CodeCarbon(file: file).read() } throws: { error in
            "\(error)".contains(message) && "\(error)".hasPrefix("emissions.csv:2:")
        }
    }
}
