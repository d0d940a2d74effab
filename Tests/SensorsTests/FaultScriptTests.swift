import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

/// Simulated counters that something goes wrong with: 50 W for ever, which wrap after 1 kJ.
@Suite struct FaultScriptTests {
    private let clock = ManualClock()

    private func tree(_ faults: FaultScript.Fault..., power: Power = .watts(50))
        -> SimulatedPowercap
    {
        SimulatedPowercap(
            zones: [
                .package(0, .constant(power), untilWrap: .joules(1000)),
                .package(1, .constant(power), untilWrap: .joules(1000)),
            ],
            faults: FaultScript(faults),
            now: clock.now
        )
    }

    /// What package 0 shows at times since the beginning, in joules since the first of them.
    private func course(_ tree: SimulatedPowercap, _ seconds: [Double]) -> [Double] {
        let zone = tree.zones[0]
        let values = seconds.map {
            zone.microjoules(after: .nanoseconds(Int64($0 * 1e9)), faults: tree.faults)
        }
        return values.map { (Double($0) - Double(values[0])) / 1e6 }
    }

    private func outcome(_ tree: SimulatedPowercap, entry: String = "intel-rapl:0") throws
        -> Reading.Outcome
    {
        try tree.openCounter(of: entry).value()
    }

    private func isClose(_ found: [Double], _ expected: [Double]) -> Bool {
        found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 0.001 }
    }

    @Test func `a stall catches up, a loss does not`() {
        let times = [0.0, 2, 3, 3.5, 4, 5]
        let stalled = course(tree(.init(.stall, .seconds(2)..<(.seconds(4)))), times)
        #expect(isClose(stalled, [0, 100, 100, 100, 200, 250]))
        let lost = course(tree(.init(.loss, .seconds(2)..<(.seconds(4)))), times)
        #expect(isClose(lost, [0, 100, 100, 100, 100, 150]))
    }

    @Test func `losses that overlap take each stretch of time away once`() {
        let lost = tree(
            .init(.loss, .seconds(2)..<(.seconds(4))),
            .init(.loss, .seconds(3)..<(.seconds(5)))
        )
        #expect(isClose(course(lost, [0, 6]), [0, 150]))
    }

    @Test func `a reset begins at 0 and counts on`() {
        let tree = tree(.init(.reset, .seconds(2)..<(.seconds(3))))
        func value(_ seconds: Double) -> UInt64 {
            tree.zones[0].microjoules(after: .seconds(seconds), faults: tree.faults)
        }
        #expect(value(1.9) > 1_000_000_000)
        #expect([value(2), value(2.9)] == [0, 0])
        #expect(abs(Double(value(5)) - 100e6) < 1000)
        // An instant is enough.
        let instant = self.tree(.init(.reset, .seconds(2)..<(.seconds(2))))
        #expect(
            instant.zones[0].microjoules(after: .seconds(2), faults: instant.faults) == 0
        )
    }

    @Test func `a zone vanishes and comes back, with what it counted meanwhile`() throws {
        let tree = tree(
            .init(.fail(errno: ENODEV), .seconds(1)..<(.seconds(2)), entry: "intel-rapl:0")
        )
        let counter = try tree.openCounter(of: "intel-rapl:0")
        let other = try tree.openCounter(of: "intel-rapl:1")
        let first = counter.value()
        clock.advance(by: .seconds(1))
        #expect(counter.value() == .failed(errno: ENODEV))
        #expect(throws: SensorError.unreadable(path: "intel-rapl:0/energy_uj", errno: ENODEV)) {
            try tree.openCounter(of: "intel-rapl:0")
        }
        #expect(other.value() != .failed(errno: ENODEV))
        clock.advance(by: .seconds(1))
        guard case .value(let before) = first, case .value(let after) = counter.value() else {
            Issue.record("the counter did not come back")
            return
        }
        #expect(abs(Double(after - before) - 100e6) < 1000)
    }

    @Test(arguments: [
        "", "12", "1,234\n", "1.5e3\n", "12\0\n", "\0\0\0", "1 234\n", "1'234\n", "-1\n", "\n",
        "12\r\n", String(repeating: "9", count: 30) + "\n", String(repeating: "0", count: 5000),
        String(repeating: "0", count: 63) + "12\n",
    ])
    func `garbage in the file of a counter is no value`(text: String) throws {
        #expect(try outcome(tree(.init(.text(text), from: .zero))) == .malformed)
    }

    @Test func `a text that is a number is one`() throws {
        #expect(try outcome(tree(.init(.text("12\n"), from: .zero))) == .value(12))
    }

    @Test(arguments: ["name", "max_energy_range_uj", "energy_uj"], [EACCES, EPERM])
    func `a permission that is missing for one file is refused, and names the file`(
        file: String,
        errno: Int32
    ) {
        let fault = FaultScript.Fault(.fail(errno: errno), from: .zero, file: file)
        let found = probe(tree(fault), now: clock.now)
        #expect(found.sensor == nil)
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("(\(file): \(String(cString: strerror(errno))))"))
    }

    @Test func `without faults a script changes nothing`() {
        Properties.check(100) { random, seed in
            let zone = tree(power: .watts(.random(in: 0...2000, using: &random))).zones[0]
            let time = Duration.seconds(Double.random(in: 0...1e6, using: &random))
            let never = FaultScript([.init(.stall, .seconds(2e6)..<(.seconds(3e6)))])
            #expect(
                zone.microjoules(after: time) == zone.microjoules(after: time, faults: never),
                "seed \(seed)"
            )
        }
    }

    @Test func `outside its interval a fault that is made up leaves the energy true`() {
        Properties.check(100) { random, seed in
            let start = Double.random(in: 0...10, using: &random)
            let stop = start + Double.random(in: 0...10, using: &random)
            let tree = tree(.init(.stall, .seconds(start)..<(.seconds(stop))))
            let late = stop + Double.random(in: 0...10, using: &random)
            let found = course(tree, [0, late])[1]
            let wrapped = late * 50 > 1000 ? 262_143.328850 : 0
            #expect(abs(found - (late * 50 - wrapped)) < 0.06, "seed \(seed)")
        }
    }

    @Test func `the true energy is that of the curves, whatever the counters show`() {
        let tree = tree(.init(.loss, from: .zero))
        let window = Window(start: tree.origin + .seconds(1), stop: tree.origin + .seconds(3))
        #expect(abs(tree.trueEnergy(in: window).joules - 200) < 1e-9)
    }
}
