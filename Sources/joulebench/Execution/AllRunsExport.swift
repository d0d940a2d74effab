import Experiment
import Foundation
import Reports
import Store

/// The reports of many runs in one file, one run in memory at a time.
struct AllRunsExport {
    enum Content {
        case csv(CSVReport.Content)
        case tidy
        /// An object a line, as `export --format json` writes it.
        case jsonLines
    }

    var content: Content

    /// The name of the suite whose runs are exported; `nil` for all runs.
    var suite: String?

    /// Writes them, the oldest run first.
    ///
    /// - Parameters:
    ///   - store: with the runs.
    ///   - database: its path.
    ///   - path: of the file; `nil` for standard output.
    /// - Throws: `StoreError.noRuns` where there is none, `NoSuchSuite`, `OutputError`.
    func write(from store: ResultStore, path database: String, to path: String?) throws {
        let all = try store.runs()
        if all.isEmpty { throw StoreError.noRuns(path: database) }
        let chosen = all.filter { suite == nil || $0.suiteName == suite }
        if let suite, chosen.isEmpty {
            throw NoSuchSuite(name: suite, known: Set(all.map(\.suiteName)))
        }
        let writer = try path.map { try ReportFiles.Stream(to: $0) }
        for (number, run) in chosen.reversed().enumerated() {
            let text = try text(of: try Report.load(run.id, from: store), isFirst: number == 0)
            if let writer {
                try writer.write(text)
            } else if try !Console.printData(text) {
                return
            }
        }
        try writer?.finish()
    }

    private func text(of report: Report, isFirst: Bool) throws -> String {
        switch content {
        case .jsonLines: return try JSONReport(report).lineText
        case .tidy:
            let tidy = TidyCSV(report)
            return isFirst ? tidy.text : tidy.rowText
        case .csv(let content):
            // Which events were counted differs from run to run, and columns must not.
            let csv = CSVReport(report, content: content, hasEvents: false)
            return isFirst ? csv.text : csv.rowText
        }
    }
}

/// A suite that no run is of.
struct NoSuchSuite: Error, CustomStringConvertible {
    var name: String
    var known: Set<String>

    var description: String {
        let names = known.sorted().prefix(10).map { "“\(TerminalText.printable($0))”" }
        return "No run is of a suite “\(TerminalText.printable(name))”. There is: "
            + names.joined(separator: ", ") + (known.count > 10 ? ", …" : "") + "."
    }
}
