import Foundation
import TestSupport
import Testing

/// `regression-benchmark`, which judges made-up histories.
@Suite struct RegressionBenchmarkTests {
    @Test func `false alarms, steps found and their delays are set side by side`() throws {
        let program = try Program()
        defer { program.remove() }
        let benchmark = BuiltProducts.folder.appendingPathComponent("regression-benchmark").path
        let options = "--series 2 --otava-series 0 --timed-series 1"
        let outcome = try program.finish(
            program.start(["-c", "\(benchmark) \(options)"], through: ["bash"])
        )
        let rows = outcome.output.split(separator: "\n")
        #expect(rows.first?.hasPrefix("quiet series with a false alarm") == true, "\(outcome)")
        // With the history alone and with both layers, of quiet series and two kinds of step.
        #expect(rows.count { $0.hasPrefix("  joulebench, history  ") } == 3)
        #expect(rows.count { $0.hasPrefix("  joulebench, history, then re-run") } == 3)
        let found = rows.filter { $0.hasSuffix(" nights") && $0.hasPrefix("  joulebench") }
        #expect(found.count == 4 && found.allSatisfy { $0.contains("100.00 %") }, "\(rows)")
        let time = try #require(rows.first { $0.hasPrefix("  joulebench  ") && $0.hasSuffix(" s") })
        #expect(time.split(separator: " ").contains { Double($0).map { $0 > 0 } ?? false })
    }
}
