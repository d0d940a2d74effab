import Foundation
import TestSupport
import Testing

/// Events by name, as a user asks for them.
@Suite struct CounterTests {
    private func withProgram(_ counters: String, _ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("counters: \(counters)\n" + SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        try body(program)
    }

    @Test func `a typo in a suite ends the run before it begins`() throws {
        try withProgram("[task-clock, instructoins]") { program in
            let outcome = try program.run("run", "two.yaml", "--papi-library", "/nonexistent")
            #expect(outcome.status == 65)
            #expect(
                outcome.errors.contains(
                    "counters of the suite “two”: No event is called “instructoins”. "
                        + "Did you mean “instructions”?"
                )
            )
            #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/results"))
        }
    }

    @Test(arguments: [
        ("task-clokc", "Did you mean “task-clock”?"),
        ("cycles,,cs", "--counters has an empty name"),
        ("PAPI_TOT_INZ", "Did you mean “PAPI_TOT_INS”"),
    ])
    func `a typo on the command line is one of the command line`(
        counters: String,
        error: String
    ) throws {
        try withProgram("[]") { program in
            for command in [["sensors"], ["run", "two.yaml"]] {
                let options = ["--counters", counters, "--papi-library", "/nonexistent"]
                let outcome = try program.finish(program.start(command + options))
                #expect(outcome.status == 64)
                #expect(outcome.errors.contains(error), "\(outcome.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: program.folder.path + "/results"))
        }
    }

    @Test func `what was asked for and is not there is said before the start and in the report`()
        throws
    {
        // Not even the one that PAPI would count: this PAPI knows no event.
        try withProgram("[PAPI_L1_DCM]") { program in
            let papi = program.folder.path + "/libpapi.so"
            try FileManager.default.copyItem(
                at: BuiltProducts.folder.appendingPathComponent("libCFakePAPI.so"),
                to: URL(fileURLWithPath: papi)
            )
            let outcome = try program.run(
                "run",
                "two.yaml",
                "--blocks",
                "1",
                "--papi-library",
                papi
            )
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("no counters: PAPI_L1_DCM (PAPI"), "\(outcome.errors)")
            let report = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(report.contains("counters: absent:"))
            #expect(report.contains("PAPI_L1_DCM (PAPI"))
        }
    }

    @Test(.enabled(if: Surroundings.countsPageFaults, "perf_event_open is forbidden here"))
    func `counts go from the processes through the database into the reports`() throws {
        try withProgram("[task-clock, page-faults]") { program in
            // A scope of one word: the rows are taken apart at their commas.
            let run = try program.run("run", "two.yaml", "--blocks", "1", "--simulate-power", "5")
            #expect(run.output.contains("Events (for each sample):"), "\(run.output)\(run.errors)")
            let csv = try program.run("export", "--format", "csv", "--trials")
            let rows = csv.output.split(separator: "\r\n").map {
                $0.split(separator: ",", omittingEmptySubsequences: false)
            }
            let column = try #require(rows.first?.firstIndex(of: "event_task-clock"))
            // Windows of 0.3 s in which a shell sleeps.
            for row in rows.dropFirst() {
                let clock = try #require(Double(row[column]))
                #expect(clock > 0 && clock < 0.3e9)
            }
            let none = try program.run("run", "two.yaml", "--blocks", "1", "--counters", "none")
            #expect(!none.output.contains("Events"))
        }
    }
}
