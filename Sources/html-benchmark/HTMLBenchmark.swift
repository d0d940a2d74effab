import ArgumentParser
import Experiment
import Foundation
import Reports
import TestSupport

/// Makes the HTML report of a made-up run, and says how large it is and how long that took.
@main
struct HTMLBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "html-benchmark",
        abstract: "Make the HTML report of a made-up run."
    )

    @Option(help: "How many variants the run has.")
    var variants = 20

    @Option(help: "How many blocks it has.")
    var blocks = 50

    @Flag(help: "Let a load generator state latencies.")
    var scenario = false

    @Option(name: [.short, .long], help: "Where the report is written.")
    var output: String

    @Option(help: "A folder for the plots.")
    var plots: String?

    func validate() throws {
        guard variants > 0, blocks > 0 else {
            throw ValidationError("A run has at least one variant and one block.")
        }
    }

    func run() throws {
        var made = SyntheticRun(variants: variants, blocks: blocks)
        made.hasScenario = scenario
        let trials = made.trials
        let clock = ContinuousClock()
        var report: Report?
        let summarizing = clock.measure {
            report = Report(run: made.run, trials: trials, hasCurves: true)
        }
        guard let report else { return }
        var text = ""
        let writing = clock.measure { text = HTMLReport(report).text }
        try Data(text.utf8).write(to: URL(fileURLWithPath: output))
        print("\(variants) variants × \(blocks) blocks: \(text.utf8.count) bytes")
        print("figures from readings: \(summarizing); HTML from figures: \(writing)")
        guard let plots else { return }
        try FileManager.default.createDirectory(
            atPath: plots,
            withIntermediateDirectories: true
        )
        for plot in report.plots {
            try Data(plot.file.utf8).write(to: URL(fileURLWithPath: "\(plots)/\(plot.name).svg"))
        }
    }
}
