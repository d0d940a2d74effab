import ArgumentParser
import Experiment
import Foundation
import Reports
import TestSupport

/// Makes the HTML report of a made-up run or the page of a made-up history, and says how large it is and
/// how long that took.
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

    @Option(help: "Instead, the page of a history of so many nights.")
    var nights: Int?

    @Option(help: "How many variants the history has, each with 10 series.")
    var seriesVariants = 5

    @Option(help: "Fail where the page is larger than so many bytes.")
    var largest: Int?

    func validate() throws {
        guard nights.map({ $0 >= 0 }) ?? true, seriesVariants >= 0 else {
            throw ValidationError("A history has no fewer than no nights and no variants.")
        }
        guard variants > 0, blocks > 0 else {
            throw ValidationError("A run has at least one variant and one block.")
        }
    }

    func run() throws {
        if let nights {
            try writeHistory(nights: nights)
        } else {
            try writeReport()
        }
    }

    private func writeHistory(nights: Int) throws {
        let history = SyntheticHistory(nights: nights, variants: seriesVariants).history
        var text = ""
        let writing = ContinuousClock().measure { text = HistoryPage([history]).text }
        try Data(text.utf8).write(to: URL(fileURLWithPath: output))
        print("\(nights) nights × \(history.series.count) series: \(text.utf8.count) bytes")
        print("HTML from figures: \(writing)")
        if let largest, text.utf8.count > largest {
            print("  that is more than the limit of \(largest) bytes")
            throw ExitCode.failure
        }
    }

    private func writeReport() throws {
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
