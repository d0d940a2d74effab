import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

@Suite struct WhyTests {
    private static let other = "it's | \"odd\", ✓"

    /// A trial that drew a power for a while and did some work; 1 GFLOP for each unit, a half of it
    /// executed, and as many cache misses for each unit as asked for.
    private func trial(
        _ sequence: Int,
        variant: String,
        watts: Double = 40,
        seconds: Double = 2,
        work: Double = 2000,
        misses: UInt64? = nil
    ) -> Trial {
        var trial = SampleRun.trial(sequence: sequence, variant: variant)
        let start = trial.started + .seconds(1)
        let stop = start + .nanoseconds(Int64(seconds * 1e9))
        trial.events[0].instant = start
        trial.events[1].number = work
        trial.events[2].instant = stop
        trial.ended = stop + .seconds(1)
        trial.readings = [trial.started, start, stop, trial.ended].map { instant in
            let joules = watts * (instant - trial.started).inSeconds
            return Reading(
                channel: 0,
                before: instant,
                after: instant,
                outcome: .value(UInt64(joules * 1e6))
            )
        }
        trial.state([("flops_dense", "\(work * 1e9)"), ("flops_executed", "\(work * 5e8)")])
        if let misses { add(misses: UInt64(Double(misses) * work), to: &trial) }
        return trial
    }

    private func add(misses: UInt64, to trial: inout Trial) {
        trial.channels.append(
            Channel(
                name: "counters/cache-misses",
                sensor: "counters",
                interface: "perf",
                quantity: .eventCount,
                behaviour: .counter(wrapsAt: nil),
                domain: .processTree
            )
        )
        for (instant, value) in [
            (trial.started, 0), (trial.events[0].instant, 0), (trial.events[2].instant, misses),
            (trial.ended, misses),
        ] {
            trial.readings.append(
                Reading(
                    channel: trial.channels.count - 1,
                    before: instant,
                    after: instant,
                    outcome: .value(value)
                )
            )
        }
    }

    private func report(_ trials: [Trial], balance: MachineBalance? = nil) -> Report {
        Report(
            run: SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001"),
            trials: trials,
            settings: ReportSettings(balance: balance)
        )
    }

    private func why(_ report: Report, _ index: Int = 1) throws -> WhyRow {
        try #require(report.comparisons.first?.rows[index].why)
    }

    @Test func `the energy ratio is the power ratio times the time ratio`() throws {
        try Properties.check(40) { random, seed in
            let blocks = Int.random(in: 1...6, using: &random)
            let trials = (0..<blocks * 2).map { place in
                trial(
                    place,
                    variant: place % 2 == 0 ? "dense" : Self.other,
                    watts: .random(in: 1...400, using: &random),
                    seconds: .random(in: 0.1...9, using: &random),
                    work: .random(in: 1...1e6, using: &random)
                )
            }
            let row = try #require(report(trials).comparisons.first?.rows[1])
            let split = try #require(try row.why?.split?.get(), "seed \(seed)")
            let product = split.power.ratio * split.time.ratio
            #expect(abs(product / split.energy.ratio - 1) < 1e-9, "seed \(seed)")
            #expect(split.energy == row.energyRatio, "the same blocks, seed \(seed)")
            #expect(split.time == row.timeRatio, "seed \(seed)")
            #expect(split.power.count == blocks, "seed \(seed)")
        }
    }

    @Test func `half the power over one and a half of the time`() throws {
        let trials = (0..<3).flatMap { block in
            [
                trial(2 * block, variant: "dense"),
                trial(2 * block + 1, variant: Self.other, watts: 20, seconds: 3),
            ]
        }
        let split = try #require(try why(report(trials)).split?.get())
        #expect(abs(split.power.ratio - 0.5) < 1e-6)
        #expect(abs(split.time.ratio - 1.5) < 1e-9)
        #expect(abs(split.energy.ratio - 0.75) < 1e-6)
        let text = TerminalReport(report(trials), usesColour: false).text
        #expect(text.contains("  Why:"))
        #expect(text.contains("= power ratio [95 %]") && text.contains("× time ratio [95 %]"))
        #expect(text.contains("0.750 [0.750, 0.750] sim."), "what is made of a simulation says so")
        #expect(text.contains("50.0 %"), "of the FLOPs of the dense model")
    }

    @Test func `the split takes only blocks in which both completed`() throws {
        var trials = (0..<3).flatMap { block in
            [
                trial(2 * block, variant: "dense", watts: 30 + Double(block)),
                trial(2 * block + 1, variant: Self.other),
            ]
        }
        trials[2].outcome = .exited(status: 1)
        let row = try #require(report(trials).comparisons.first?.rows[1])
        let split = try #require(try row.why?.split?.get())
        #expect(split.power.count == 2 && split.energy == row.energyRatio)
    }

    @Test func `without an energy ratio there is no split, and it says why`() throws {
        var trials = [trial(0, variant: "dense"), trial(1, variant: Self.other)]
        trials[0].outcome = .interrupted
        let why = try why(report(trials))
        guard case .failure(let absence) = why.split else {
            Issue.record("there is a split of nothing")
            return
        }
        #expect(absence.reason == "no block has a completed trial of both")
        let csv = CSVReport(report(trials)).text
        #expect(csv.contains("split_missing_reason"))
        #expect(csv.contains("no block has a completed trial of both"))
        #expect(try self.why(report(trials), 0).split == nil, "the baseline has none to miss")
    }

    @Test func `a run without trials has no table and no crash`() throws {
        let text = TerminalReport(report([]), usesColour: false).text
        #expect(!text.contains("  Why:"))
    }

    @Test func `intensity is FLOPs by cache lines, and a place only under a stated roof`() throws {
        // 5e8 FLOPs and 1e6 lines of 64 B for each unit: 7.8125 FLOP/B.
        let trials = [
            trial(0, variant: "dense", misses: 1_000_000),
            trial(1, variant: Self.other, misses: 100_000),
        ]
        let bare = try why(report(trials), 0)
        #expect(abs(try bare.intensity.get().flopsPerByte - 7.8125) < 1e-6)
        #expect(bare.roofline == nil)
        // 1000 units in a second: 500 GFLOP/s, under a roof of 7.8125 × 80 = 625 GFLOP/s.
        let machine = MachineBalance(peakFlopsPerSecond: 1e12, peakBytesPerSecond: 8e10)
        let placed = report(trials, balance: machine)
        let place = try #require(try why(placed, 0).roofline?.get())
        #expect(place.isMemoryBound)
        #expect(abs(place.shareOfRoof - 0.8) < 1e-6)
        let other = try #require(try why(placed, 1).roofline?.get())
        #expect(!other.isMemoryBound && abs(other.shareOfRoof - 0.5) < 1e-6)
        let text = TerminalReport(placed, usesColour: false).text
        #expect(text.contains("memory-bound, 80 % of the roof"))
        #expect(text.contains("compute-bound, 50 % of the roof"))
        #expect(text.contains("as stated by the user, not measured: 1.00 TFLOP/s, 80.0 GB/s"))
    }

    @Test func `what an intensity lacks is named`() throws {
        let uncounted = report(
            [trial(0, variant: "dense")],
            balance: MachineBalance(peakFlopsPerSecond: 1, peakBytesPerSecond: 1)
        )
        let text = TerminalReport(uncounted, usesColour: false).text
        #expect(
            text.contains(
                "dense: no place in the roofline: the event cache-misses was not counted."
            )
        )
        var integer = trial(0, variant: "dense", misses: 5)
        integer.state([("int_ops_executed", "9")])
        let mixed = try why(report([integer]), 0)
        #expect(
            mixed.intensity == .failure(Absence("integer operations were executed besides FLOPs"))
        )
        let none = try why(report([trial(0, variant: "dense", misses: 0)]), 0)
        #expect(none.intensity == .failure(Absence("no cache miss was counted")))
        let partly = report([
            trial(0, variant: "dense", misses: 5), trial(2, variant: "dense"),
        ])
        #expect(
            try why(partly, 0).intensity
                == .failure(Absence("the event cache-misses was counted in 1 of 2 trials"))
        )
    }
}
