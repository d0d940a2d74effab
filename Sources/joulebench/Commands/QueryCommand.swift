import ArgumentParser
import Foundation
import Reports
import Store

struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Ask the database a question in SQL, without being able to change it.",
        discussion: """
            The tables and views are described in results/README.md. NULL is an empty cell in CSV \
            (an empty text is "") and “—” in a table; CSV and JSON are written as the rows come, a \
            line each.

              joulebench query 'SELECT suite, variant, energy_ratio FROM comparison_table'
              joulebench query - --format csv < history.sql
            """
    )

    @Argument(
        help: ArgumentHelp(
            "One SELECT statement, or “-” to read it from standard input.",
            valueName: "sql"
        )
    )
    var sql: String

    @Option(help: "The format of the output.")
    var format = QueryOutput.Format.table

    @Option(
        help: ArgumentHelp(
            "In a table, cut cells after so many characters; 0 cuts none. CSV and JSON hold all.",
            valueName: "n"
        )
    )
    var cellWidth = 60

    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        if cellWidth < 0 { throw ValidationError("--cell-width is 0 or more.") }
    }

    func run() throws {
        let query = ResultQuery(path: resultsOptions.databasePath, sql: try text())
        var output = QueryOutput(format: format, cellWidth: cellWidth == 0 ? nil : cellWidth)
        try query.run(
            columns: { try output.begin($0) },
            row: { try output.add($0) }
        )
        try output.end()
    }

    private func text() throws -> String {
        guard sql == "-" else { return sql }
        let data = try FileHandle.standardInput.readToEnd() ?? Data()
        guard let text = String(data: data, encoding: .utf8) else {
            throw ValidationError("Standard input is not UTF-8 text.")
        }
        return text
    }
}
