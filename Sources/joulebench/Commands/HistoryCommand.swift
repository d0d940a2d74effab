import ArgumentParser
import Experiment
import Foundation
import Reports
import Store
import Suites

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show the nights of suites: series, levels and alarms.",
        discussion: """
            A line for each series with its newest value, its level and a sparkline; --html writes \
            charts of all series into one file.
            """
    )

    @Argument(help: "The name of a suite, or its file. (default: all)")
    var suite: String?

    @Option(help: "Only series whose variant has this name.") var variant: String?

    @Option(help: "Only this metric: energy, time, power, memory, operations or quality.")
    var metric: String?

    @Option(help: ArgumentHelp("How many nights the sparklines show.", valueName: "n"))
    var nights = 30

    @Option(
        help: ArgumentHelp("Write the history page as HTML.", valueName: "file"),
        completion: .file()
    )
    var html: String?

    @OptionGroup var resultsOptions: ResultsOptions

    mutating func validate() throws {
        guard (1...10_000).contains(nights) else {
            throw ValidationError("--nights must be from 1 to 10000, not \(nights).")
        }
        if html == "" { throw ValidationError("--html needs the name of a file.") }
        if let metric, FigureMetric(rawValue: metric) == nil {
            let names = FigureMetric.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("“\(metric)” is no metric; there are \(names).")
        }
    }

    func run() throws {
        let store = try resultsOptions.existingStore()
        let histories = try NightArchive(store: store).histories(ofSuite: try suite.map(name))
        guard !histories.isEmpty else { throw NoNights(suite: suite) }
        let known = Set(histories.flatMap(\.series).map(\.key.variant)).sorted()
        if let variant, !known.contains(variant) {
            throw NoNights(suite: suite, variant: variant, known: known)
        }
        if let html {
            try ReportFiles.write(HistoryPage(histories).text, to: html)
            return Console.complain("history: \(html)")
        }
        let texts = histories.map { history in
            HistoryText(
                filtered(history),
                usesColour: Console.outputUsesColour,
                usesUnicode: Console.outputUsesUnicode,
                shownNights: nights
            ).text
        }
        try Console.print(texts.joined(separator: "\n"))
    }

    /// The name of a suite that is given by its file.
    private func name(of suite: String) throws -> String {
        guard suite.hasSuffix(".yaml") || suite.hasSuffix(".yml") else { return suite }
        return try SuiteFile.load(path: suite).suite.name
    }

    private func filtered(_ history: NightHistory) -> NightHistory {
        var history = history
        history.series.removeAll { series in
            variant.map { $0 != series.key.variant } ?? false
                || metric.map { $0 != series.key.metric.rawValue } ?? false
        }
        return history
    }
}

/// No night of a suite, or of any.
struct NoNights: Error, CustomStringConvertible {
    var suite: String?

    /// The variant that no night has, and those that there are.
    var variant: String?
    var known: [String] = []

    var description: String {
        if let variant {
            return
                "No night has a variant “\(variant)”; there are \(known.joined(separator: ", "))."
        }
        let whose = suite.map { " of “\($0)”" } ?? ""
        return "There is no night\(whose) yet. `joulebench nightly SUITE` makes one."
    }
}
