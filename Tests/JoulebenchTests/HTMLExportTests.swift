import Foundation
import Testing

/// The HTML report and the plots of a run, as a user gets them.
@Suite struct HTMLExportTests {
    @Test func `a run leaves its HTML report and its plots, and export writes them again`() throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(SuiteText.twoVariants, to: "two.yaml")
        try program.write(SuiteText.script, to: "script.sh")
        let run = try program.run("run", "two.yaml", "--simulate-power", "40")
        #expect(run.status == 0)
        #expect(run.errors.contains("/report.html, report.md, report.csv"))
        let results = program.folder.path + "/results/two"
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: results).first)
        let report = try program.read("results/two/\(name)/report.html")
        #expect(report.contains("SIMULATED"))
        #expect(report.hasSuffix("</html>\n"))
        let plots = try FileManager.default.contentsOfDirectory(atPath: "\(results)/\(name)/plots")
        #expect(plots.contains("speed-energy.svg"))
        #expect(plots.contains { $0.hasPrefix("speed-power-1-") })

        let again = try program.run("export", "--format", "html")
        #expect(again.status == 0 && again.output == report)
        let drawn = try program.run("export", "--format", "svg", "--output", "drawn")
        #expect(drawn.status == 0 && drawn.output == "")
        let files = try FileManager.default
            .contentsOfDirectory(atPath: program.folder.path + "/drawn")
        #expect(files.sorted() == plots.sorted())
        let nowhere = try program.run("export", "--format", "svg")
        #expect(nowhere.status != 0)
        #expect(nowhere.errors.contains("give a folder with --output"))
    }
}
