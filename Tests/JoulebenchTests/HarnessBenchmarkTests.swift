import Foundation
import TestSupport
import Testing

/// `harness-benchmark`, which makes real trials.
@Suite struct HarnessBenchmarkTests {
    @Test func `a trial and an event are set beside doing without the harness`() throws {
        let program = try Program()
        defer { program.remove() }
        let benchmark = BuiltProducts.folder.appendingPathComponent("harness-benchmark").path
        let outcome = try program.finish(
            program.start(["-c", "\(benchmark) --trials 3 --events 50"], through: ["bash"])
        )
        let rows = outcome.output.split(separator: "\n")
        #expect(rows.first == "3 trials, medians (least to most)", "\(outcome.errors)")
        for start in ["  started plainly ", "  as a trial ", "  and its commit ", "  added by "] {
            let row = try #require(rows.first { $0.hasPrefix(start) })
            let numbers = row.split(whereSeparator: { " ()".contains($0) }).compactMap {
                Double($0)
            }
            #expect(!numbers.isEmpty && numbers.allSatisfy { $0 > 0 }, "\(row)")
        }
        #expect(rows.contains { $0.hasPrefix("  written, to /dev/null ") })
        #expect(rows.contains { $0.hasPrefix("  read, from its line ") })
        // What it wrote is taken away again.
        let left = try FileManager.default.contentsOfDirectory(atPath: program.folder.path)
        #expect(!left.contains { $0.hasPrefix(".harness") })
    }
}
