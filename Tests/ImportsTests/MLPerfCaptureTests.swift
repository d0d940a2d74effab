import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

@testable import Imports

/// The published figures of real submissions.
@Suite(.enabled(if: Fixtures.areAvailable, "\(Fixtures.skipReason)"))
struct MLPerfCaptureTests {
    private struct Power: Decodable {
        var published: Double
        var avg_power_w: Double
        var energy_J: Double
        var window_s: Double
    }

    private func expected<Value: Decodable>(_ folder: String, as: Value.Type) throws -> Value {
        let path = Fixtures.path("mlperf/\(folder)/EXPECTED.json")
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try JSONDecoder().decode(Value.self, from: data)
    }

    private func read(_ folder: String) throws -> ImportedData {
        var source = ImportFolder(path: Fixtures.path("mlperf/\(folder)"))
        return try source.read(as: nil)
    }

    private func result(_ data: ImportedData) throws -> ImportedResult {
        let made = try Imported.run(data)
        let report = Report(run: made.run, trials: made.trials)
        let summaries = try #require(report.comparisons.first).summaries
        let source = try #require(made.run.imported)
        return try #require(ImportedResult(of: summaries, source))
    }

    private func isNear(_ value: Double?, _ expected: Double, relative: Double = 1e-9) -> Bool {
        value.map { ($0 - expected).magnitude <= expected.magnitude * relative } ?? false
    }

    @Test func `a SingleStream submission costs the published millijoules a query`() throws {
        let folder = "v4.1-untether-h13-resnet50-singlestream"
        let expected = try expected(folder, as: Power.self)
        let data = try read(folder)
        let found = try Imported(data)
        #expect(isNear(found.joules[0], expected.energy_J))
        #expect(isNear(found.seconds[0], expected.window_s) && found.notes.isEmpty)
        guard case .inference(let power) = try result(data) else {
            Issue.record("no inference")
            return
        }
        #expect(isNear(power.millijoulesPerQuery, expected.published))
        #expect(isNear(power.averageWatts, expected.avg_power_w))
        let row = try #require(Imported.report(data).comparisons.first?.rows.first)
        #expect(isNear(row.energyPerUnit?.mean.joules, expected.published / 1000))
        #expect(row.provenance == .imported)
    }

    @Test func `a Server submission draws the published watts`() throws {
        let folder = "v3.0-h100-pcie-x8-retinanet-server"
        let expected = try expected(folder, as: Power.self)
        let data = try read(folder)
        #expect(isNear(try Imported(data).joules[0], expected.energy_J))
        guard case .inference(let power) = try result(data) else {
            Issue.record("no inference")
            return
        }
        #expect(isNear(power.averageWatts, expected.published))
        #expect(power.millijoulesPerQuery == nil && power.scenario == "Server")
        // 5602.44 completed samples a second by 2311.0305 W.
        #expect(isNear(power.samplesPerJoule, 5602.44 / 2311.0305, relative: 1e-4))
    }

    private struct Training: Decodable {
        struct Run: Decodable {
            var run: String
            var time_to_train_s: Double
            var official_kJ: Double
        }

        var published_kJ: Double
        var time_to_train_min: Double
        var runs: [Run]
    }

    @Test func `trainings cost the published kilojoules without the fastest and the slowest`()
        throws
    {
        let folder = "v4.0-smc-h100-1x-bert-dc"
        let expected = try expected(folder, as: Training.self)
        let data = try read(folder)
        let found = try Imported(data)
        #expect(found.joules.count == expected.runs.count)
        for run in expected.runs {
            let index = try #require(found.seconds.firstIndex { isNear($0, run.time_to_train_s) })
            // Printed with four digits behind the point of a kJ.
            let joules = try #require(found.joules[index])
            #expect((joules / 1000 - run.official_kJ).magnitude <= 0.5001e-4, "\(run.run)")
        }
        guard case .training(let training) = try result(data) else {
            Issue.record("no training")
            return
        }
        let joules = try #require(training.joules)
        #expect((joules / 1000 * 100).rounded() / 100 == expected.published_kJ)
        #expect(isNear(training.seconds / 60, expected.time_to_train_min))
        // With exact fractions over the bytes of the logs:
        // python3: sum(Fraction(P) * (t - before)) * ttt / (last - start), mean of 8, * 1.0106869564123353
        #expect(isNear(joules, 1_793_341.6507448002))
        #expect(isNear(found.joules.compactMap(\.self).min(), 1_471_980.729902737))
        #expect(training.kept == 8 && training.results == 10)
    }

    @Test func `a whole training log with other text gives the time to train, and no energy`()
        throws
    {
        let data = try read("v4.0-fujitsu-h100x4-llama2-lora-fulllog")
        let found = try Imported(data)
        #expect(found.joules == [nil])
        #expect(isNear(found.seconds[0], 59.29295 * 60, relative: 1e-6))
        let report = try Imported.report(data)
        #expect(report.comparisons.first?.rows.first?.quality != nil)
    }

    @Test func `a device costs the published microjoules an inference`() throws {
        struct Tiny: Decodable {
            struct Window: Decodable { var published_uJ: Double }
            var windows: [Window]
        }
        let folder = "tiny-krai-nucleo-h7a3zi-ic"
        let expected = try expected(folder, as: Tiny.self)
        let data = try read(folder)
        let found = try Imported(data)
        for (joules, window) in zip(found.joules, expected.windows) {
            #expect(isNear(joules, window.published_uJ / 1e6))
        }
        #expect(found.joules.count == 5 && found.notes.isEmpty)
        guard case .tiny(let tiny) = try result(data) else {
            Issue.record("no device")
            return
        }
        // Printed with three digits behind the point.
        #expect((tiny.medianMicrojoulesPerInference * 1000).rounded() / 1000 == 8471.102)
        #expect((tiny.medianInferencesPerSecond * 1000).rounded() / 1000 == 18.631)
    }

    @Test func `a real power log that is cut off gives an error or the same figure`() throws {
        let folder = Fixtures.path(
            "mlperf/v4.1-untether-h13-resnet50-singlestream/performance/run_1"
        )
        func file(_ name: String) throws -> SourceFile {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))
            return SourceFile(path: name, content: Array(data))
        }
        let (detail, power) = (try file("mlperf_log_detail.txt"), try file("spl.txt"))
        let cuts = try Damage.silentCuts(of: power, places: 40) { cut throws(ImportError) in
            try InferenceSubmission(detail: detail, power: cut, title: "x").read()
        }
        #expect(cuts.isEmpty)
        let logCuts = try Damage.silentCuts(of: detail, places: 40) { cut throws(ImportError) in
            try InferenceSubmission(detail: cut, power: power, title: "x").read()
        }
        #expect(logCuts.isEmpty)
    }
}
