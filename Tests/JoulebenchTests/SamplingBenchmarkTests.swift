import Foundation
import TestSupport
import Testing

/// `sampling-benchmark`, which counts every allocation of its process.
@Suite struct SamplingBenchmarkTests {
    @Test
    func `the sampler is set beside a plain loop, and allocates nothing where it is optimised`()
        throws
    {
        let program = try Program()
        defer { program.remove() }
        let benchmark = BuiltProducts.folder.appendingPathComponent("sampling-benchmark").path
        let outcome = try program.finish(
            program.start(
                ["-c", "\(benchmark) --seconds 0.3 --rounds 2"],
                through: ["bash"]
            )
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
        let row = try #require(
            outcome.output.split(separator: "\n").first { $0.hasPrefix("sampler") }
        )
        let isOptimised = !outcome.output.contains("built without optimisation")
        if isOptimised { #expect(row.split(separator: " ").last == "0", "\(outcome.output)") }
        let plain = try #require(
            outcome.output.split(separator: "\n").first { $0.hasPrefix("plain") }
        )
        // Both sides sampled, at about the same rate, and each sample took some time.
        for side in [row, plain] {
            let figures = side.split(separator: " ").compactMap { Double($0) }
            #expect(figures.contains { $0 >= 2 }, "\(side)")
        }
        #expect(outcome.output.contains("ratio of the CPU times"))
    }
}
