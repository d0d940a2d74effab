import Experiment
import Foundation
import Reports
import Store

extension RunExecution {
    /// Works the noise floors of a calibration out, stores them and says them.
    ///
    /// - Parameter run: whose trials are stored; one that is no calibration has none.
    /// - Throws: `StoreError`.
    func keepNoiseFloors(of run: Run) throws {
        guard run.design.isCalibration else { return }
        let report = try Report.load(run.id, from: store)
        let floors = NoiseFloor.floors(
            of: report.run,
            summaries: report.comparisons.flatMap(\.summaries)
        )
        try store.save(floors)
        for comparison in report.run.comparisons {
            let own = floors.filter { $0.comparison == comparison.name }
            Console.complain(Self.text(of: own, in: comparison))
        }
    }

    private static func text(of floors: [NoiseFloor], in comparison: Comparison) -> String {
        let parts = floors.compactMap { floor -> String? in
            guard let limit = floor.floor(pairs: floor.logRatios.count) else { return nil }
            let percent = String(format: "%.2g", expm1(limit) * 100)
            let origin = floor.source.map { " (\($0.provenance.rawValue), \($0.scope))" } ?? ""
            return "\(floor.metric.rawValue)\(origin) \(percent) % over "
                + "\(floor.logRatios.count) blocks"
        }
        guard !parts.isEmpty else {
            return "no noise floor for \(comparison.name): it needs "
                + "\(BenchmarkSuite.leastCalibrationBlocks) blocks with both trials complete"
        }
        return "noise floor of \(comparison.name): \(parts.joined(separator: ", "))"
    }
}
