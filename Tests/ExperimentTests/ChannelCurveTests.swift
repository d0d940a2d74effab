import Experiment
import TestSupport
import Testing
import Units

@Suite struct ChannelCurveTests {
    private func joules(_ curve: PowerCurve) -> Double { curve.energy.joules }

    @Test func `the curve of a counter adds up to its energy in the window`() throws {
        // 40 W, read each second, over a window of two seconds.
        let trial = SampleRun.trial()
        let curve = trial.powerCurve(ofChannel: 0)
        #expect(curve.points.count == 2 && curve.missingReason == nil)
        #expect(curve.points.allSatisfy { abs($0.watts - 40) < 1e-9 })
        #expect(abs(joules(curve) - 80) < 1e-9)
        #expect(curve.provenance == .simulated && curve.scope == "package")
        #expect(curve.points.allSatisfy { ($0.uncertaintyWatts ?? 0) > 0 })
    }

    @Test func `a counter outside the total has a curve, too`() throws {
        var trial = SampleRun.trial()
        trial.channels[0].domain = .core
        let curve = trial.powerCurve(ofChannel: 0)
        #expect(abs(joules(curve) - 80) < 1e-9 && curve.scope == "core")
    }

    @Test func `a wrap in the window is undone`() throws {
        var trial = SampleRun.trial()
        let range: UInt64 = 262_143_328_850
        for index in trial.readings.indices where trial.readings[index].channel == 0 {
            guard case .value(let value) = trial.readings[index].outcome else { continue }
            trial.readings[index].outcome = .value((value + range - 60_000_000) % range)
        }
        let curve = trial.powerCurve(ofChannel: 0)
        #expect(curve.points.allSatisfy { abs($0.watts - 40) < 1e-9 })
        #expect(abs(joules(curve) - 80) < 1e-9)
    }

    @Test func `what counts no energy, and a trial without a window, have no curve and say why`() {
        var trial = SampleRun.trial()
        #expect(trial.powerCurve(ofChannel: 1).points.isEmpty)
        #expect(trial.powerCurve(ofChannel: 1).missingReason?.contains("does not count") == true)
        trial.events.removeAll { $0.key == "run_stop" }
        trial.outcome = .windowNotClosed
        let curve = trial.powerCurve(ofChannel: 0)
        #expect(curve.points.isEmpty && curve.missingReason != nil)
    }
}
