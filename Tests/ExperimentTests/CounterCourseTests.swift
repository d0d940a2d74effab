import Experiment
import Randomness
import Testing

@Suite struct CounterCourseTests {
    private let range: UInt64 = 262_143_328_850

    private func reading(_ milliseconds: Int64, _ value: UInt64?) -> Reading {
        let instant = MonotonicInstant(nanoseconds: milliseconds * 1_000_000)
        return Reading(
            channel: 0,
            before: instant,
            after: instant,
            outcome: value.map(Reading.Outcome.value) ?? .failed(errno: 5)
        )
    }

    @Test func `a wrap is undone with the zone's own range`() throws {
        let course = try CounterCourse(
            readings: [reading(0, range - 1000), reading(100, 4000)],
            wrapsAt: range,
            fastest: 2e9
        )
        #expect(course.points.map(\.amount) == [0, 5000])
    }

    @Test func `a decrease that would be an impossible power is a reset`() {
        #expect(throws: CounterCourse.Fault.self) {
            try CounterCourse(
                readings: [reading(0, 200_000_000_000), reading(100, 5)],
                wrapsAt: range,
                fastest: 2e9
            )
        }
    }

    @Test func `a counter without a range that goes back was reset`() {
        #expect(
            throws: CounterCourse.Fault.reset(at: MonotonicInstant(nanoseconds: 1_000_000))
        ) {
            try CounterCourse(
                readings: [reading(0, 10), reading(1, 9)],
                wrapsAt: nil,
                fastest: 1
            )
        }
    }

    @Test func `a value above the range is refused`() {
        #expect(throws: CounterCourse.Fault.aboveRange(range + 1)) {
            try CounterCourse(readings: [reading(0, range + 1)], wrapsAt: range, fastest: 1e9)
        }
    }

    @Test func `failed reads are a gap that the counter bridges`() throws {
        let course = try CounterCourse(
            readings: [reading(0, 100), reading(100, nil), reading(200, 300)],
            wrapsAt: range,
            fastest: 1e9
        )
        #expect(course.points.map(\.amount) == [0, 200])
        #expect(throws: CounterCourse.Fault.noReadings) {
            try CounterCourse(readings: [reading(0, nil)], wrapsAt: range, fastest: 1e9)
        }
    }

    @Test func `amounts lie on the line between readings and nothing is extrapolated`() throws {
        let course = try CounterCourse(
            readings: [reading(0, 0), reading(100, 1000), reading(200, 1000)],
            wrapsAt: nil,
            fastest: 1e9
        )
        #expect(course.amount(at: MonotonicInstant(nanoseconds: 25_000_000)) == 250)
        #expect(course.amount(at: MonotonicInstant(nanoseconds: 150_000_000)) == 1000)
        #expect(course.amount(at: MonotonicInstant(nanoseconds: 200_000_000)) == 1000)
        #expect(course.amount(at: MonotonicInstant(nanoseconds: 200_000_001)) == nil)
        #expect(course.amount(at: MonotonicInstant(nanoseconds: -1)) == nil)
    }

    @Test func `differences add up across any split, through wraps`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var raw = UInt64.random(in: 0...range, using: &random)
            var total: UInt64 = 0
            var readings: [Reading] = []
            for step in 0..<40 {
                readings.append(reading(Int64(step) * 10_000, raw))
                let increment = UInt64.random(in: 0...19_000_000_000, using: &random)
                total += increment
                // The kernel's counter: one unit more than the range it states.
                raw = raw + increment > range ? raw + increment - range : raw + increment
            }
            readings.append(reading(400_000, raw))
            let course = try CounterCourse(readings: readings, wrapsAt: range, fastest: 2e9)
            #expect(course.points.last?.amount == total, "seed \(seed)")
            #expect(
                zip(course.points, course.points.dropFirst()).allSatisfy { $0.amount <= $1.amount },
                "seed \(seed)"
            )
        }
    }

    @Test func `the truth lies inside the bound of the interpolation`() throws {
        // 10 W for 50 ms, then 30 W: read at 0 and 100 ms, and once more at a steady 30 W.
        let course = try CounterCourse(
            readings: [reading(0, 0), reading(100, 2_000_000), reading(200, 5_000_000)],
            wrapsAt: nil,
            fastest: 2e9
        )
        let instant = MonotonicInstant(nanoseconds: 50_000_000)
        let value = try #require(course.amount(at: instant))
        let bound = try #require(course.bound(at: instant, refreshPeriod: .zero))
        #expect(abs(value - 500_000) <= bound)
        #expect(bound <= 2_000_000)
    }

    @Test func `a jump that would be an impossible power is a reset, up as well as down`() {
        #expect(throws: CounterCourse.Fault.self) {
            try CounterCourse(
                readings: [reading(0, 0), reading(100, 50_000_000_000)],
                wrapsAt: range,
                fastest: 2e9
            )
        }
    }

    @Test func `small falls of CPU time are rounding and large ones are losses`() throws {
        let milli: UInt64 = 1_000_000
        let values = [100, 200, 191, 196, 230, 30, 80].map { UInt64($0) * milli }
        let course = try CounterCourse(
            processTime: values.enumerated().map { reading(Int64($0.offset) * 100, $0.element) }
        )
        #expect(course.points.map { $0.amount / milli } == [0, 100, 100, 100, 130, 130, 180])
    }

    /// A power that changes in steps, as a workload's does between warm-up, window and end.
    private struct Steps {
        var starts: [Double] = []
        var watts: [Double] = []

        init(using random: inout SplitMix64) {
            var time = 0.0
            while time < 6 {
                starts.append(time)
                watts.append(
                    Bool.random(using: &random)
                        ? .random(in: 0...5, using: &random)
                        : .random(in: 50...300, using: &random)
                )
                time += .random(in: 0.1...1.5, using: &random)
            }
        }

        func joules(until time: Double) -> Double {
            starts.indices.reduce(0) { sum, index in
                let end = index + 1 < starts.count ? starts[index + 1] : .infinity
                return sum + watts[index] * max(0, min(time, end) - min(time, starts[index]))
            }
        }

        /// A counter of 61 µJ steps that is refreshed each millisecond.
        func counter(at time: Double) -> UInt64 {
            let refreshed = (time * 1000).rounded(.down) / 1000
            return UInt64(joules(until: refreshed) * 1e6 / 61.035) * 61_035 / 1000
        }
    }

    @Test func `the truth lies inside the bound also where an edge is hot`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let steps = Steps(using: &random)
            let onStep = steps.starts.dropFirst().randomElement(using: &random) ?? 1
            // Edges lie anywhere, or right beside a step, where it is hardest.
            let start =
                Bool.random(using: &random)
                ? min(onStep + .random(in: -0.002...0.002, using: &random), 3)
                : .random(in: 0.2...3, using: &random)
            let stop = start + .random(in: 0.5...2, using: &random)
            let edges = [start, stop].map { $0 + .random(in: 0...0.002, using: &random) }
            let times = (stride(from: 0.0, to: 5.9, by: 0.1) + edges).sorted()
            let readings = times.map { time in
                let instant = MonotonicInstant(nanoseconds: Int64(time * 1e9))
                return Reading(
                    channel: 0,
                    before: instant,
                    after: instant,
                    outcome: .value(steps.counter(at: time))
                )
            }
            let course = try CounterCourse(readings: readings, wrapsAt: range, fastest: 2e9)
            let window = Window(
                start: MonotonicInstant(nanoseconds: Int64(start * 1e9)),
                stop: MonotonicInstant(nanoseconds: Int64(stop * 1e9))
            )
            let value = try #require(course.amount(in: window))
            let bound = try #require(course.bound(in: window, refreshPeriod: .milliseconds(1)))
            let truth = (steps.joules(until: stop) - steps.joules(until: start)) * 1e6
            #expect(abs(value - truth) <= bound + 2 * 62, "seed \(seed)")
        }
    }
}
