import Foundation
import TestSupport
import Testing

/// Exports in formats of other tools, and what a user states for a footprint.
@Suite struct ExportFormatTests {
    /// A folder with a small simulated run.
    private func program() throws -> Program {
        let program = try Program()
        try program.write(SuiteText.quick, to: "quick.yaml")
        let run = try program.run("run", "quick.yaml", "--simulate-power", "40", "--quiet")
        #expect(run.status == 0, "\(run.errors)")
        return program
    }

    @Test func `a run is exported in every format`() throws {
        let program = try program()
        defer { program.remove() }
        let begins = [
            "tidy": "run_id,comparison,variant", "github-action-benchmark": "[\n",
            "bencher": "{\n  \"quick/sleep/long\"", "hyperfine": "{\n  \"results\"",
            "prometheus": "# HELP joulebench_run_labels", "codecarbon": "timestamp,project_name",
        ]
        for (format, beginning) in begins.sorted(by: { $0.key < $1.key }) {
            let export = try program.run("export", "--format", format)
            #expect(export.status == 0 && export.errors.isEmpty, "\(format): \(export.errors)")
            #expect(export.output.hasPrefix(beginning), "\(format): \(export.output.prefix(80))")
            #expect(
                format == "hyperfine" || export.output.contains("simulated") || format == "tidy"
            )
        }
        let log = try program.run("export", "--format", "spl", "--trial", "1", "-o", "spl.txt")
        #expect(log.status == 0)
        #expect(try program.read("spl.txt").contains("Mark,joulebench-informative-simulated\n"))
    }

    @Test func `options that go with nothing are refused`() throws {
        let program = try program()
        defer { program.remove() }
        let cases: [([String], Int32, String)] = [
            (["export", "--format", "spl"], 64, "--format spl needs --trial"),
            (["export", "--format", "csv", "--trial", "1"], 64, "--trial goes with --format spl"),
            (["export", "--format", "spl", "--trial", "9"], 66, "trial 9"),
            (["report", "--pue", "0.9", "--country", "DE"], 64, "--pue is a number of 1 or more"),
            (["report", "--pue", "1.2"], 64, "--pue multiplies carbon and cost"),
            (["report", "--country", "Atlantis"], 64, "no average of the country “Atlantis”"),
            (["report", "--country", "DE", "--carbon-intensity", "1"], 64, "Give either"),
            (["report", "--tariff", "0.3"], 64, "--tariff needs --currency"),
            (["report", "--currency", "EUR"], 64, "--currency goes with --tariff"),
            (["report", "--tariff", "1", "--currency", "euro"], 64, "three capital letters"),
            (["report", "--tariff-zone", "UTC"], 64, "--tariff-zone goes with --tariff"),
            (["report", "--carbon-intensity", "no.csv"], 65, "is neither a number nor a file"),
            (["report", "--carbon-intensity", "1e999"], 65, "no finite number from 0 on"),
            (["report", "--carbon-intensity=-3"], 65, "no finite number from 0 on"),
            (["report", "--peak-gflops", "100"], 64, "needs both"),
            (["report", "--peak-gflops", "0", "--peak-bandwidth", "9"], 64, "above 0"),
        ]
        for (arguments, status, message) in cases {
            let outcome = try program.finish(program.start(arguments))
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(arguments): \(outcome.errors)")
        }
    }

    @Test func `a footprint is shown by report, export and run, and mistakes come before the run`()
        throws
    {
        let program = try program()
        defer { program.remove() }
        let statements = [
            "--country", "DE", "--tariff", "0.30", "--currency", "EUR", "--pue", "1.2",
        ]
        let report = try program.finish(program.start(["report"] + statements))
        #expect(report.status == 0 && report.output.contains("Footprint of the run (gross):"))
        #expect(report.output.contains("g CO2e sim.") && report.output.contains("EUR sim."))
        let json = try program.finish(program.start(["export", "--format", "json"] + statements))
        #expect(json.output.contains("\"carbon_per_unit_grams\" : 0.0"))
        try program.write("time,g\n2026-01-01T00:00:00Z,1\nnever,2\n", to: "grid.csv")
        let late = try program.run(
            "run",
            "quick.yaml",
            "--simulate-power",
            "40",
            "--carbon-intensity",
            "grid.csv"
        )
        #expect(late.status == 65 && late.errors.contains("grid.csv:3: “never” is no time"))
        #expect(late.output.isEmpty)
        let run = try program.finish(
            program.start(["run", "quick.yaml", "--simulate-power", "40"] + statements)
        )
        #expect(run.status == 0 && run.output.contains("Footprint (for each trial):"))
    }
}
