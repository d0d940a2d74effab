import Experiment
import Foundation
import Randomness
import TestSupport
import Testing
import Units

@Suite struct PowerCourseTests {
    private func reading(_ seconds: Double, _ watts: Double?) -> Reading {
        let instant = MonotonicInstant(nanoseconds: Int64((seconds * 1e9).rounded()))
        return Reading(
            channel: 0,
            before: instant,
            after: instant,
            outcome: watts.map { .value(UInt64(($0 * 1000).rounded())) } ?? .failed(errno: 5)
        )
    }

    private func window(_ start: Double, _ stop: Double) -> Window {
        Window(
            start: MonotonicInstant(nanoseconds: Int64((start * 1e9).rounded())),
            stop: MonotonicInstant(nanoseconds: Int64((stop * 1e9).rounded()))
        )
    }

    @Test func `a ramp is integrated by trapezoids with interpolated ends`() throws {
        let course = try #require(
            PowerCourse(
                readings: (0...10).map { reading(Double($0), Double($0) * 10) },
                refreshPeriod: .zero,
                averagingWindow: .zero
            )
        )
        // ∫ 10 t dt from 1.5 to 8.5.
        let integral = try #require(course.integral(in: window(1.5, 8.5)))
        #expect(abs(integral.amount - 350_000) < 1e-6)
        #expect(course.integral(in: window(-1, 5)) == nil)
        #expect(course.integral(in: window(5, 10.5)) == nil)
    }

    @Test func `a rise is where it happened, not where a slow gauge showed it`() throws {
        // 50 W until 5 s, then 300 W, shown as the mean of the last second each 100 ms.
        func shown(_ time: Double) -> Double {
            50 + 250 * min(max(time - 5, 0), 1)
        }
        let times = stride(from: 0.0, through: 10, by: 0.1)
        let course = try #require(
            PowerCourse(
                readings: times.map { reading($0, shown($0)) },
                refreshPeriod: .zero,
                averagingWindow: .seconds(1)
            )
        )
        let integral = try #require(course.integral(in: window(5, 10)))
        let truth = 1_500_000.0
        #expect(abs(integral.amount - truth) <= integral.edges)
        // Taken at face value it would be 125 J, 8 %, too low; the rest is the smeared edge.
        #expect(abs(integral.amount - truth) < 0.025 * truth)
    }

    @Test func `a window as short as the gauge averages has an energy, with its bound`() throws {
        let course = try #require(
            PowerCourse(
                readings: stride(from: 0.0, through: 1, by: 0.1).map { reading($0, 100 + 20 * $0) },
                refreshPeriod: .milliseconds(100),
                averagingWindow: .seconds(1)
            )
        )
        let integral = try #require(course.integral(in: window(0, 1)))
        #expect(abs(integral.longestGap - 0.1) < 1e-9)
        #expect(abs(integral.amount - 115_000) < 6000)
        #expect(integral.edges >= 0.55 * 2 * 10_000)
    }

    @Test func `gaps are bounded by the power that was seen`() throws {
        var readings = stride(from: 0.0, through: 10, by: 0.1).map { reading($0, 100) }
        readings[20] = reading(2, 300)
        for index in 50..<80 { readings[index].outcome = .failed(errno: 5) }
        let course = try #require(
            PowerCourse(readings: readings, refreshPeriod: .zero, averagingWindow: .zero)
        )
        let integral = try #require(course.integral(in: window(1, 9)))
        #expect(abs(integral.longestGap - 3.1) < 1e-9)
        #expect(integral.sampling >= 3 * 200_000 / 2)
        let before = try #require(course.integral(in: window(2.5, 4.5)))
        #expect(before.sampling == 0)
        #expect(
            PowerCourse(
                readings: [reading(0, nil)],
                refreshPeriod: .zero,
                averagingWindow: .zero
            ) == nil
        )
    }

    @Test func `a gauge that looks a quarter of the time is bounded, and the truth is inside`()
        throws
    {
        // A load that changes each 25 ms between two powers at random; the gauge shows the mean of
        // the last 25 ms of each 100 ms, as boards of the GA100 generation do.
        var inside = 0
        let cases = 200
        try Properties.check(cases) { random, seed in
            let powers = (0..<400).map { _ in
                Bool.random(using: &random) ? 60.0 : 350 + .random(in: 0...20, using: &random)
            }
            let readings = (1...100).map { period in
                reading(Double(period) * 0.1, powers[4 * period - 1])
            }
            let course = try #require(
                PowerCourse(
                    readings: readings,
                    refreshPeriod: .milliseconds(100),
                    averagingWindow: .milliseconds(25)
                )
            )
            let integral = try #require(course.integral(in: window(1, 9)), "seed \(seed)")
            let truth = powers[40..<360].reduce(0, +) * 0.025 * 1000
            let budget = UncertaintyBudget(
                edges: Energy.joules(integral.edges),
                sampling: .joules(integral.sampling)
            )
            if abs(integral.amount - truth) <= budget.expanded.joules { inside += 1 }
        }
        // Two standard uncertainties hold 95 % on average, so 90 % of 200 cases always.
        #expect(inside >= cases * 90 / 100)
    }
}

@Suite(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
struct PowerTraceTests {
    /// A column of a log of `nvidia-smi` as readings of one gauge; times as milliseconds of its day.
    private func readings(_ path: String, column: Int) throws -> [Reading] {
        let text = try String(contentsOfFile: Fixtures.path(path), encoding: .utf8)
        return try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
            let fields = line.split(separator: ",").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
            let clock = fields[0].split(separator: " ")[1].split(separator: ":")
            let seconds = try #require(Double(clock[2]))
            let minutes = try #require(Double(clock[0])) * 60 + (try #require(Double(clock[1])))
            let watts = try #require(Double(fields[column]))
            let instant = MonotonicInstant(
                nanoseconds: Int64(((minutes * 60 + seconds) * 1e9).rounded())
            )
            return Reading(
                channel: 0,
                before: instant,
                after: instant,
                outcome: .value(UInt64((watts * 1000).rounded()))
            )
        }
    }

    /// The overlap of the log with the external meter, whose clock is an hour behind the log's.
    private var overlap: Window {
        func instant(_ unixMilliseconds: Double) -> MonotonicInstant {
            let ofDay = (unixMilliseconds + 3_600_000)
                .truncatingRemainder(dividingBy: 86_400_000)
            return MonotonicInstant(nanoseconds: Int64(ofDay * 1e6))
        }
        return Window(
            start: instant(1_688_840_907_417.245),
            stop: instant(1_688_840_917_450.1775)
        )
    }

    private func trial(column: Int, averaging: Duration) throws -> Trial {
        let folder = "traces/gpu-pmd-rtx3090-squarewave"
        let readings = try readings("\(folder)/gpudata.csv", column: column)
        return Trial.made(
            channels: [
                Channel(
                    name: "nvidia/GPU-0/power",
                    sensor: "nvidia",
                    interface: "nvidia-smi",
                    quantity: .powerMilliwatts,
                    behaviour: .gauge,
                    domain: .gpu,
                    device: "GPU-0",
                    refreshPeriod: .milliseconds(100),
                    averagingWindow: averaging,
                    resolution: 10,
                    relativeAccuracy: 0.11
                )
            ],
            readings: readings,
            started: overlap.start,
            ended: overlap.stop
        )
    }

    @Test(arguments: [(5, 2531.021), (7, 2544.313)])
    func `the samples as they stand integrate to the stated energy`(
        column: Int,
        joules: Double
    ) throws {
        let course = try #require(
            PowerCourse(
                readings: try readings(
                    "traces/gpu-pmd-rtx3090-squarewave/gpudata.csv",
                    column: column
                ),
                refreshPeriod: .zero,
                averagingWindow: .zero
            )
        )
        let integral = try #require(course.integral(in: overlap))
        #expect(abs(integral.amount / 1000 - joules) < 0.001 * joules)
    }

    @Test(arguments: [(5, 1000), (7, 100)])
    func `the value of the external meter lies inside the stated uncertainty`(
        column: Int,
        averaging: Int
    ) throws {
        let trial = try trial(column: column, averaging: .milliseconds(averaging))
        let energy = try #require(trial.energy(estimateModel: nil).figure)
        let uncertainty = try #require(energy.uncertainty)
        let meter = 2693.443
        #expect(energy.provenance == .integrated)
        #expect(energy.scope == "GPU (integrated power)")
        #expect(abs(energy.value.joules - meter) <= uncertainty.joules)
        // Moving the samples back to what they show brings the value no further from the meter.
        #expect(abs(energy.value.joules - meter) < 0.075 * meter)
        #expect(uncertainty.joules < 0.2 * meter)
    }

    @Test func `the refresh period of a board is found in its readings`() throws {
        let course = try #require(
            PowerCourse(
                readings: try readings(
                    "traces/gpu-smi-update-period/V100_gpudata.csv",
                    column: 5
                ),
                refreshPeriod: .zero,
                averagingWindow: .zero
            )
        )
        let interval = try #require(course.medianChangeInterval)
        #expect(abs(interval.inSeconds - 0.020) < 0.0015)
        let span = Window(
            start: course.samples[0].instant,
            stop: course.samples[course.samples.count - 1].instant
        )
        let integral = try #require(course.integral(in: span))
        #expect(abs(integral.amount / 1000 - 31720.175) < 0.001 * 31720.175)
        let changes = zip(course.samples, course.samples.dropFirst()).count { $0.power != $1.power }
        #expect(changes == 9986)
    }
}
