import Foundation
import Randomness
import TestSupport
import Testing
import Units

@testable import Experiment

/// Phases under a counter with a constant power of 40 W that is read each 10 ms.
@Suite struct PhaseTreeTests {
    /// A trial of 4 s with its window from 1 to 3 s; `marks` are in seconds since the start.
    private func trial(
        _ marks: [(WorkloadEvent.Kind, String, Double)],
        hasWindow: Bool = true,
        fails: ClosedRange<Int>? = nil
    ) -> Trial {
        func instant(_ seconds: Double) -> MonotonicInstant {
            MonotonicInstant(nanoseconds: 5_000_000_000 + Int64((seconds * 1e9).rounded()))
        }
        let edges: [(WorkloadEvent.Kind, String, Double)] =
            hasWindow ? [(.start, "run_start", 1), (.stop, "run_stop", 3)] : []
        return Trial.made(
            channels: [
                Channel(
                    name: "rapl/package-0",
                    sensor: "rapl",
                    interface: "powercap",
                    quantity: .energyMicrojoules,
                    behaviour: .counter(wrapsAt: 262_143_328_850),
                    domain: .package,
                    refreshPeriod: .milliseconds(1),
                    resolution: 61
                )
            ],
            readings: (0...400).map { step in
                Reading(
                    channel: 0,
                    before: instant(Double(step) / 100),
                    after: instant(Double(step) / 100),
                    outcome: fails.map { $0.contains(step) } ?? false
                        ? .failed(errno: 5) : .value(UInt64(step) * 400_000)
                )
            },
            events: (edges + marks).map { kind, key, seconds in
                WorkloadEvent(kind: kind, key: key, instant: instant(seconds))
            },
            started: instant(0),
            ended: instant(4)
        )
    }

    private func tree(_ marks: [(WorkloadEvent.Kind, String, Double)]) throws -> PhaseTree {
        try #require(trial(marks).phases(estimateModel: nil))
    }

    /// "path: count, seconds in total, own seconds".
    private func lines(_ tree: PhaseTree) -> [String] {
        func seconds(_ cost: PhaseCost) -> String {
            "\((cost.time.inSeconds * 1000).rounded() / 1000)"
        }
        return tree.phases.map { phase in
            "\(phase.path.joined(separator: ">")): \(phase.count), \(seconds(phase.total)), "
                + seconds(phase.own)
        } + ["rest \(seconds(tree.unattributed))"]
    }

    @Test func `phases nest, and what they do not cover is shown`() throws {
        let tree = try tree([
            (.start, "epoch_start", 1.5), (.start, "eval_start", 1.75), (.stop, "eval_stop", 2),
            (.start, "eval_start", 2.25), (.stop, "eval_stop", 2.5), (.stop, "epoch_stop", 2.75),
        ])
        #expect(lines(tree) == ["epoch: 1, 1.25, 0.75", "epoch>eval: 2, 0.5, 0.5", "rest 0.75"])
        #expect(tree.remarks.isEmpty)
        let joules = tree.phases.compactMap(\.total.energy.figure?.value.joules)
        #expect(abs(joules[0] - 50) < 0.2)
        #expect(abs(joules[1] - 20) < 0.2)
        #expect(abs((tree.unattributed.power?.watts ?? 0) - 40) < 0.5)
        #expect(tree.phases[0].total.energy.figure?.provenance == .measured)
        #expect(tree.phases[0].total.energy.figure?.scope == "package")
    }

    @Test func `a phase of one name in two others is told apart by where it is`() throws {
        let tree = try tree([
            (.start, "train_start", 1), (.start, "forward_start", 1.25),
            (.stop, "forward_stop", 1.5),
            (.stop, "train_stop", 2), (.start, "eval_start", 2), (.start, "forward_start", 2.25),
            (.stop, "forward_stop", 2.5), (.stop, "eval_stop", 3),
        ])
        #expect(
            lines(tree) == [
                "train: 1, 1.0, 0.75", "train>forward: 1, 0.25, 0.25", "eval: 1, 1.0, 0.75",
                "eval>forward: 1, 0.25, 0.25", "rest 0.0",
            ]
        )
    }

    @Test func `phases that overlap are split where one ends, and it is said`() throws {
        let tree = try tree([
            (.start, "a_start", 1.25), (.start, "b_start", 1.5), (.stop, "a_stop", 1.75),
            (.stop, "b_stop", 2.25),
        ])
        #expect(
            lines(tree) == [
                "a: 1, 0.5, 0.25", "a>b: 1, 0.25, 0.25", "b: 0, 0.5, 0.5", "rest 1.0",
            ]
        )
        #expect(tree.remarks == [.overlapping(name: "b", with: "a", count: 1)])
    }

    @Test func `a phase that never stops ends with the next of its name or the one around it`()
        throws
    {
        let tree = try tree([
            (.start, "epoch_start", 1), (.start, "step_start", 1.25), (.start, "step_start", 1.5),
            (.stop, "epoch_stop", 2), (.start, "eval_start", 2.5),
        ])
        #expect(
            lines(tree) == [
                "epoch: 1, 1.0, 0.25", "epoch>step: 2, 0.75, 0.75", "eval: 1, 0.5, 0.5", "rest 0.5",
            ]
        )
        #expect(
            tree.remarks == [.unclosed(name: "eval", count: 1), .unclosed(name: "step", count: 2)]
        )
    }

    @Test func `a stop without a start is left out, and recursion counts its time once`() throws {
        let tree = try tree([
            (.stop, "b_stop", 1.25), (.start, "a_start", 1.5), (.start, "a_start", 1.75),
            (.stop, "a_stop", 2), (.stop, "a_stop", 2.25),
        ])
        #expect(lines(tree) == ["a: 2, 0.75, 0.75", "rest 1.25"])
        #expect(
            tree.remarks == [.unopened(name: "b", count: 1), .recursive(name: "a", count: 1)]
        )
    }

    @Test func `what lies outside the window is said, and what lies in it in part is cut`() throws {
        let tree = try tree([
            (.start, "init_start", 0.25), (.stop, "init_stop", 0.5), (.start, "load_start", 0.75),
            (.stop, "load_stop", 1.25), (.start, "save_start", 2.75), (.stop, "save_stop", 3.5),
            (.start, "late_start", 3.5),
        ])
        #expect(lines(tree) == ["load: 1, 0.25, 0.25", "save: 1, 0.25, 0.25", "rest 1.5"])
        #expect(
            Set(tree.remarks) == [
                .outside(name: "init", count: 1), .outside(name: "late", count: 1),
                .cut(name: "load", count: 1), .cut(name: "save", count: 1),
            ]
        )
        #expect(tree.remarks.filter(\.isWorthSaying).count == 2)
    }

    @Test func `where no phase lies in the window there is no tree, but a stray stop is said`() {
        let outside: [(WorkloadEvent.Kind, String, Double)] = [
            (.start, "init_start", 0.25), (.stop, "init_stop", 0.5), (.start, "eval_start", 3.25),
            (.stop, "eval_stop", 3.5),
        ]
        #expect(trial(outside).phases(estimateModel: nil) == nil)
        let odd = trial(outside + [(.stop, "lost_stop", 2)]).phases(estimateModel: nil)
        #expect(odd?.phases == [])
        #expect(odd?.unattributed.time == odd?.window.time)
        #expect(odd?.remarks == [.unopened(name: "lost", count: 1)])
    }

    @Test func `phases that touch do not overlap, whichever line came first`() throws {
        let tree = try tree([
            (.start, "a_start", 1.5), (.start, "b_start", 2), (.stop, "a_stop", 2),
            (.stop, "b_stop", 2.5),
        ])
        #expect(lines(tree) == ["a: 1, 0.5, 0.5", "b: 1, 0.5, 0.5", "rest 1.0"])
        #expect(tree.remarks.isEmpty)
    }

    @Test func `a point is no phase, keys without an ending are, and lengths may be nothing`()
        throws
    {
        let tree = try tree([
            (.point, "eval_start", 1.25), (.start, "block", 1.5), (.stop, "block", 2),
            (.start, "x_start", 2.5), (.stop, "x_stop", 2.5),
        ])
        #expect(lines(tree) == ["block: 1, 0.5, 0.5", "x: 1, 0.0, 0.0", "rest 1.5"])
        #expect(trial([(.point, "loss", 1.5)]).phases(estimateModel: nil) == nil)
    }

    @Test func `too many kinds and too deep a nesting are left out, and it is said`() throws {
        var deep: [(WorkloadEvent.Kind, String, Double)] = []
        for level in 0..<80 { deep.append((.start, "d\(level)_start", 1.5)) }
        for level in (0..<80).reversed() { deep.append((.stop, "d\(level)_stop", 2)) }
        let tree = try tree(deep)
        #expect(tree.phases.count == PhaseTimeline.mostOpen)
        #expect(tree.remarks == [.tooDeep(count: 16)])
        var many: [(WorkloadEvent.Kind, String, Double)] = []
        for number in 0..<1500 {
            let start = 1 + Double(number) / 1000
            many.append((.start, "s\(number)_start", start))
            many.append((.stop, "s\(number)_stop", start + 0.0005))
        }
        let wide = try self.tree(many)
        #expect(wide.phases.count == PhaseTimeline.mostNodes)
        #expect(wide.remarks == [.tooMany(count: 500)])
    }

    @Test func `where the window has no energy its phases have none, with the reason`() throws {
        let failing = trial([(.start, "a_start", 1.5), (.stop, "a_stop", 2)], fails: 0...400)
        let tree = try #require(failing.phases(estimateModel: nil))
        #expect(tree.phases[0].total.time == .milliseconds(500))
        #expect(tree.phases[0].total.energy == tree.window.energy)
        #expect(tree.window.energy.missingReason?.contains("no reading worked") == true)
    }

    @Test func `an estimate is shared out by CPU time and stays an estimate`() throws {
        var trial = trial([(.start, "a_start", 1.5), (.stop, "a_stop", 2)])
        // One CPU in the phase, none outside.
        trial.channels[0].quantity = .cpuTimeNanoseconds
        trial.channels[0].domain = .processTree
        trial.readings = trial.readings.enumerated().map { step, reading in
            var reading = reading
            reading.outcome = .value(UInt64(min(max(step - 150, 0), 50)) * 10_000_000)
            return reading
        }
        let model = EstimateModel(
            method: .packagePower(
                PackagePower(thermalDesignPower: .watts(100), packages: 1, logicalCPUs: 4)
            ),
            relativeUncertainty: 0.5,
            basis: "",
            source: ""
        )
        let tree = try #require(trial.phases(estimateModel: model))
        let whole = try #require(tree.window.energy.figure)
        let inside = try #require(tree.phases[0].total.energy.figure)
        #expect(inside.provenance == .estimated)
        // Idle is 12 W: 6 J of the 24 J belong to the phase, and all that the CPU added.
        #expect(abs(inside.value.joules - (6 + whole.value.joules - 24)) < 0.5)
        let rest = try #require(tree.unattributed.energy.figure)
        #expect(abs((inside.value + rest.value - whole.value).joules) < 1e-9)
        #expect(try #require(inside.budget).accuracy == inside.value * 0.5)
    }

    @Test func `whatever the log looks like the parts add up to the window`() throws {
        try Properties.check(400) { random, seed in
            let names = ["a", "b", "c", "run"]
            let marks = (0..<Int.random(in: 1...60, using: &random)).map { _ in
                let isStart = Bool.random(using: &random)
                let name = names[Int.random(in: 0..<3, using: &random)]
                return (
                    isStart ? WorkloadEvent.Kind.start : .stop,
                    name + (isStart ? "_start" : "_stop"),
                    (Double.random(in: 0.5...3.5, using: &random) * 50).rounded() / 50
                )
            }
            guard let tree = trial(marks).phases(estimateModel: nil) else {
                #expect(marks.allSatisfy { $0.2 <= 1 || $0.2 >= 3 }, "seed \(seed)")
                return
            }
            let own = tree.phases.map(\.own) + [tree.unattributed]
            #expect(own.reduce(.zero) { $0 + $1.time } == tree.window.time, "seed \(seed)")
            let sum = own.compactMap(\.energy.figure?.value.joules).reduce(0, +)
            let whole = try #require(tree.window.energy.figure?.value.joules)
            #expect(abs(sum - whole) < 1e-9 * whole, "seed \(seed)")
            for phase in tree.phases {
                #expect(phase.total.time >= phase.own.time, "seed \(seed)")
                #expect(phase.total.time <= tree.window.time, "seed \(seed)")
                #expect(phase.total.energy.figure?.value ?? .zero >= .zero, "seed \(seed)")
            }
        }
    }

    @Test func `ten times the phases and readings take little more than ten times as long`() {
        func seconds(_ count: Int) -> Double {
            var marks: [(WorkloadEvent.Kind, String, Double)] = []
            for number in 0..<count {
                let start = 1 + 2 * Double(number) / Double(count)
                marks.append((.start, "step_start", start))
                marks.append((.stop, "step_stop", start + 1 / Double(count)))
            }
            var trial = trial(marks)
            trial.readings = (0..<count).map { step in
                let instant = MonotonicInstant(
                    nanoseconds: 5_000_000_000 + Int64(4e9 * Double(step) / Double(count - 1))
                )
                return Reading(
                    channel: 0,
                    before: instant,
                    after: instant,
                    outcome: .value(UInt64(step) * 160_000_000 / UInt64(count))
                )
            }
            // The thread's own time: other load on the machine is not in it.
            return (0..<3).map { _ in
                let before = ownSeconds()
                #expect(trial.phases(estimateModel: nil)?.phases.first?.count == count)
                return ownSeconds() - before
            }.min() ?? 0
        }
        let few = seconds(2000)
        let many = seconds(20_000)
        #expect(many < few * 40, "\(many) s against \(few) s; quadratic would be 100 times")
    }

    private func ownSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
