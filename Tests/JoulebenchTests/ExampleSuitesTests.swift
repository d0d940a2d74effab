import Foundation
import Testing

/// The example suites of `suites/`, run as a user runs them, with little work.
@Suite struct ExampleSuitesTests {
    /// A python3 that has PyTorch: the first of PATH, or Debian's.
    static let torch = ["python3", "/usr/bin/python3"].first {
        PythonModuleTests.works($0, "-c", "import torch")
    }

    private func columns(of csv: String) -> [[String: String]] {
        let rows = csv.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard let heading = rows.first else { return [] }
        return rows.dropFirst().map { row in
            Dictionary(zip(heading, row), uniquingKeysWith: { first, _ in first })
        }
    }

    @Test func `commands without any log are compared by trial`() throws {
        let program = try Program()
        defer { program.remove() }
        let suite = try String(
            contentsOfFile: PythonModuleTests.suites + "/commands.yaml",
            encoding: .utf8
        )
        // The same commands on a thousandth of the work.
        let small = suite.replacing("count: 16384", with: "count: 16")
            .replacing("count: 4194304", with: "count: 4096")
            .replacing("seq 1 10000000", with: "seq 1 10000")
        #expect(small != suite)
        try program.write(small, to: "commands.yaml")
        let run = try program.run(
            "run",
            "commands.yaml",
            "--simulate-power",
            "40",
            "--blocks",
            "2",
            "--warmup-blocks",
            "0"
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("energy/trial"))
        #expect(run.output.contains("Comparison: compression"))
        let rows = columns(of: try program.run("export", "--format", "csv", "--trials").output)
        #expect(rows.count == 8)
        #expect(rows.allSatisfy { $0["work"] == "1" && $0["outcome"] == "completed" })
        #expect(rows.allSatisfy { $0["energy_provenance"] == "simulated" })
    }

    @Test(.enabled(if: torch != nil, "needs PyTorch: Debian's python3-torch, or pip's torch"))
    func `the PyTorch suite runs all of its variants`() throws {
        let program = try Program()
        defer { program.remove() }
        // The suite takes its program from the checkout, so the run begins with its files here.
        try FileManager.default.createSymbolicLink(
            at: program.folder.appendingPathComponent("suites"),
            withDestinationURL: URL(fileURLWithPath: PythonModuleTests.suites)
        )
        let arguments = [
            "run", "suites/pytorch.yaml", "--simulate-power", "40", "--blocks", "1",
            "--warmup-blocks", "0",
            "--set", "data=synthetic", "--set", "hidden=16", "--set", "seconds=0",
            "--set", "python=\(Self.torch ?? "")",
        ]
        let run = try program.finish(program.start(arguments))
        #expect(run.status == 0, "\(run.errors)")
        let rows = columns(of: try program.run("export", "--format", "csv", "--trials").output)
        #expect(
            Set(rows.compactMap { $0["variant"] })
                == ["fp32", "int8", "pruned", "batch-64", "batch-512"]
        )
        for row in rows {
            let work = try #require(Double(row["work"] ?? ""))
            // Whole passes over the 2,000 images.
            #expect(work >= 2000 && work.remainder(dividingBy: 2000) == 0)
            let quality = try #require(Double(row["quality"] ?? ""))
            #expect(quality > 0 && quality <= 1)
        }
    }
}
