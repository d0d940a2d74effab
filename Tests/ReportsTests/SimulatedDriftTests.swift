import Experiment
import Foundation
import Randomness
import Reports
import Statistics
import TestSupport
import Testing
import Units

/// Whole runs of 10 blocks under a simulated counter whose power drifts: what the table says of
/// them, set against the truth and against an interval that knows nothing of pairs.
///
/// "3 % drift over the run" is taken as a standard deviation of 3 % over the trials of a run.
/// The blocks follow each other without a rest, so the drift goes on inside each of them, too.
@Suite struct SimulatedDriftTests {
    private static let truth = 0.9

    private static let comparison = Comparison(
        name: "c",
        unitOfWork: Comparison.wholeTrial,
        quality: nil,
        baseline: "dense",
        variants: ["dense", "pruned"].map {
            Variant(name: $0, command: Command(template: [$0], environment: [:]), parameters: [:])
        }
    )

    private struct Outcome: Sendable {
        /// Half the widths of the intervals of the logarithm, over the runs that have both.
        var paired = 0.0
        var unpaired = 0.0
        var covered = 0

        /// The largest relative difference between a trial's energy and the truth.
        var largestError = 0.0

        mutating func add(_ other: Outcome) {
            paired += other.paired
            unpaired += other.unpaired
            covered += other.covered
            largestError = max(largestError, other.largestError)
        }
    }

    private static let parts = 10

    /// Makes runs, each with its own order, drift and noise.
    ///
    /// The first tenth of them goes the whole way to the rows of the table; of the others only the
    /// energy and the ratio are worked out, by the same functions, so that a test takes seconds.
    private func outcome(
        runs: Int,
        seed: UInt64,
        drift: @escaping DriftingMachine.Drift
    ) async throws -> Outcome {
        let machine = DriftingMachine(
            powers: ["dense": .watts(40), "pruned": .watts(40 * Self.truth)],
            noise: 0.01,
            drift: drift
        )
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for part in 0..<Self.parts {
                group.addTask {
                    try Self.outcome(
                        of: machine,
                        runs: runs / Self.parts,
                        wholly: part == 0,
                        SplitMix64(seed: seed).stream(UInt64(part))
                    )
                }
            }
            var sum = Outcome()
            for try await part in group { sum.add(part) }
            return sum
        }
    }

    private static func outcome(
        of machine: DriftingMachine,
        runs: Int,
        wholly: Bool,
        _ start: SplitMix64
    ) throws -> Outcome {
        var random = start
        var outcome = Outcome()
        for _ in 0..<runs {
            let schedule = TrialSchedule(
                comparisons: [comparison],
                design: RunDesign(blocks: .fixed(10), warmUpBlocks: 0),
                seed: random.next()
            )
            let made = try #require(try machine.run(schedule, using: &random))
            let ratio = try ratio(made, &outcome)
            let (lower, upper) = (try #require(ratio.lower), try #require(ratio.upper))
            if (lower...upper).contains(truth) { outcome.covered += 1 }
            guard wholly else { continue }
            #expect(try row(made).energyRatio == .paired(ratio))
            outcome.paired += log(upper / lower) / 2
            outcome.unpaired += try #require(
                WelchDifference(
                    of: logarithms(made, of: "pruned"),
                    from: logarithms(made, of: "dense")
                )?.halfWidth
            )
        }
        return outcome
    }

    /// The ratio of the trials' energies.
    private static func ratio(
        _ made: [DriftingMachine.Made],
        _ outcome: inout Outcome
    ) throws -> PairedRatio {
        var energies: [String: [Int: Energy]] = [:]
        for made in made {
            let energy = try #require(made.trial.energy(estimateModel: nil).figure).value
            energies[made.trial.planned.variant, default: [:]][made.trial.planned.block] = energy
            outcome.largestError = max(outcome.largestError, abs(energy / made.truth - 1))
        }
        return try PairedRatio(
            of: (0..<10).map { block in
                Pair(
                    baseline: try #require(energies["dense"]?[block]),
                    variant: try #require(energies["pruned"]?[block])
                )
            }
        )
    }

    /// The row of the table, as a report has it.
    private static func row(_ made: [DriftingMachine.Made]) throws -> VariantRow {
        let summaries = made.map {
            TrialSummary(of: $0.trial, in: comparison, estimateModel: nil)
        }
        return try #require(VariantRow.rows(of: comparison, summaries: summaries).last)
    }

    private static func logarithms(_ made: [DriftingMachine.Made], of variant: String) -> [Double] {
        made.filter { $0.trial.planned.variant == variant }
            .compactMap { $0.trial.energy(estimateModel: nil).figure.map { log($0.value.joules) } }
    }

    /// Values with a mean of 0 and a standard deviation.
    private static func scaled(_ values: [Double], to deviation: Double) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let factor = deviation / (squares / Double(values.count)).squareRoot()
        return values.map { ($0 - mean) * factor }
    }

    /// A machine that warms through, or cools down, over the run (half a swing of a cosine: 90 % of
    /// the variance), and wanders at random beside that (a random walk: 10 %).
    ///
    /// Half a swing is the smoothest drift of a given spread; from trial to trial it changes by
    /// 0.5 %. A machine whose power changed by as much as its noise from one trial to the next would
    /// have noise and not drift, so most of the 3 % has to be slow.
    private static let wander: DriftingMachine.Drift = { count, random in
        let sign: Double = Bool.random(using: &random) ? 1 : -1
        let swing = (0..<count).map { sign * cos(.pi * (Double($0) + 0.5) / Double(count)) }
        var position = 0.0
        let walk = (0..<count).map { _ in
            position += random.normal()
            return position
        }
        let parts = zip(scaled(swing, to: 0.9.squareRoot()), scaled(walk, to: 0.1.squareRoot()))
        return scaled(parts.map { $0 + $1 }, to: 0.03)
    }

    // import numpy as np; from scipy import stats; rng = np.random.default_rng(1)
    // R, B, n = 200_000, 10, 20; t = (np.arange(n) + .5) / n
    // norm = lambda d, s: (d := d - d.mean(1, keepdims=True)) * s / d.std(1, keepdims=True)
    // swing = np.cos(np.pi * t) * rng.choice([-1, 1], (R, 1))
    // walk = np.cumsum(rng.standard_normal((R, n)), 1)
    // d = norm(norm(swing, .9**.5) + norm(walk, .1**.5), .03)
    // first = rng.integers(0, 2, (R, B // 2)); order = np.stack([first, 1 - first], 2).reshape(R, B)
    // e = (d + .01 * rng.standard_normal((R, n))).reshape(R, B, 2)
    // a = np.where(order, e[:, :, 0], e[:, :, 1]); b = np.where(order, e[:, :, 1], e[:, :, 0])
    // h = stats.t.ppf(.975, 9) * (b - a).std(1, ddof=1) / B**.5
    // va, vb = a.var(1, ddof=1) / B, b.var(1, ddof=1) / B; df = 9 * (va + vb)**2 / (va**2 + vb**2)
    // w = stats.t.ppf(.975, df) * (va + vb)**.5
    // print(h.mean() / w.mean(), (abs((b - a).mean(1)) <= h).mean())   # 0.368, 95.63 %
    @Test func `ten blocks under a drift of 3 % have an interval of 0.4 of the unpaired one`()
        async throws
    {
        let seed: UInt64 = 20_261_126
        let outcome = try await outcome(runs: 2000, seed: seed, drift: Self.wander)
        let share = Double(outcome.covered) / 2000
        let ratio = outcome.paired / outcome.unpaired
        #expect(ratio <= 0.4, "seed \(seed): \(ratio)")
        #expect((0.94...0.96).contains(share), "seed \(seed): \(share)")
        #expect(outcome.largestError < 0.001, "the sensor adds nothing: \(outcome.largestError)")
    }

    // The same with d = .03 * (t - .5): 0.783. Such a ramp has a standard deviation of 0.87 % only,
    // less than the noise: there is little for the pairs to take out.
    @Test func `a ramp that gains 3 % from one end to the other is mostly noise`() async throws {
        let seed: UInt64 = 1
        let outcome = try await outcome(runs: 200, seed: seed) { count, _ in
            (0..<count).map { 0.03 * ((Double($0) + 0.5) / Double(count) - 0.5) }
        }
        let ratio = outcome.paired / outcome.unpaired
        #expect((0.73...0.84).contains(ratio), "seed \(seed): \(ratio)")
        #expect(outcome.covered >= 180, "seed \(seed): \(outcome.covered) of 200")
    }
}
