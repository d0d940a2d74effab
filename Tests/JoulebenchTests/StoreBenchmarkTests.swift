import Foundation
import TestSupport
import Testing

/// `store-benchmark`, on a small database.
@Suite(.enabled(if: SQLiteProgram.isThere, "needs the sqlite3 program"))
struct StoreBenchmarkTests {
    @Test func `filling and asking are set beside SQLite's own shell`() throws {
        let program = try Program()
        defer { program.remove() }
        let benchmark = BuiltProducts.folder.appendingPathComponent("store-benchmark").path
        let options = "--trials 400 --trials-per-run 4 --repetitions 1"
        let outcome = try program.finish(
            program.start(["-c", "\(benchmark) \(options)"], through: ["bash"])
        )
        let rows = outcome.output.split(separator: "\n")
        #expect(rows.first?.hasPrefix("400 trials stored in ") == true, "\(outcome.errors)")
        #expect(rows.dropFirst().first?.hasPrefix("sqlite3 copies the rows of 400 trials") == true)
        for name in ["list", "report", "compare"] {
            let row = try #require(rows.first { $0.hasPrefix(name) })
            let numbers = row.split(whereSeparator: { " (),".contains($0) }).compactMap {
                Double($0)
            }
            #expect(numbers.count == 4 && numbers.allSatisfy { $0 > 0 }, "\(row)")
        }
        // What it wrote is taken away again.
        let left = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(!left.contains { $0.hasPrefix(".store") })
    }
}
