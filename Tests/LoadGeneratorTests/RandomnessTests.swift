import Foundation
import TestSupport
import Testing

@testable import LoadGenerator

@Suite struct RandomnessTests {
    /// ISO C++ [rand.predef]: the 10000th number of a default engine.
    @Test func `the engine is std::mt19937`() {
        var engine = MersenneTwister()
        var last: UInt32 = 0
        for _ in 0..<10_000 { last = engine.next() }
        #expect(last == 4_123_659_995)
    }

    /// libstdc++ 12:
    ///     std::mt19937 g(16159082839903944936ull);
    ///     std::exponential_distribution<> d(1000); … d(g)
    /// by NumPy's engine: u = (w0 + w1·2³²)/2⁶⁴, −ln(1 − u)/1000, cut to whole nanoseconds.
    @Test func `the first arrivals are those that the seed of mlperf.conf gives`() {
        let schedule = QuerySchedule(
            seed: Seeds.mlperf.schedule,
            rate: 1000,
            duration: 300_000_000,
            minQueryCount: 10
        )
        // LoadGen 6.0.17 with these settings: generated_query_count, generated_query_duration.
        #expect(schedule.arrivals.count == 298)
        #expect(schedule.end == 304_847_390)
        #expect(Array(schedule.arrivals.prefix(3)) == [0, 1_843_654, 2_301_577])
    }

    @Test func `a schedule is long enough and has enough queries`() {
        for (duration, count) in [(1_000_000 as Nanoseconds, 5000), (2_000_000_000, 3)] {
            let schedule = QuerySchedule(
                seed: 7,
                rate: 500,
                duration: duration,
                minQueryCount: count
            )
            #expect(schedule.arrivals.count >= count)
            #expect(schedule.arrivals[schedule.arrivals.count - 1] >= duration)
            #expect(zip(schedule.arrivals, schedule.arrivals.dropFirst()).allSatisfy { $0 <= $1 })
        }
    }

    @Test func `whole numbers stay below their bound and reach all of them`() {
        var engine = MersenneTwister(seed: 3)
        var seen: Set<UInt32> = []
        for _ in 0..<1000 { seen.insert(engine.integer(below: 13)) }
        #expect(seen == Set(0..<13))
        #expect(engine.integer(below: 1) == 0)
    }

    @Test(arguments: [0, 1, 2, 3, 64, 1000, 70_000])
    func `a shuffle keeps every element`(count: Int) {
        var values = Array(0..<count)
        var engine = MersenneTwister(seed: 11)
        engine.shuffle(&values)
        #expect(values.sorted() == Array(0..<count))
        #expect(count < 3 || values != Array(0..<count))
    }
}

/// Against the logs of real MLPerf submissions.
@Suite(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
struct SubmittedRandomnessTests {
    /// NVIDIA's RetinaNet on 8 H100 of MLPerf 3.0: the arrivals of ten minutes.
    @Test func `the schedule of a submitted run is drawn again to the nanosecond`() throws {
        let log = try RealLog("v3.0-h100-pcie-x8-retinanet-server/performance/run_1")
        let schedule = QuerySchedule(
            seed: try log.unsigned("effective_schedule_rng_seed"),
            rate: try log.number("effective_target_qps"),
            duration: Nanoseconds(try log.number("effective_min_duration_ms")) * 1_000_000,
            minQueryCount: Int(try log.number("effective_min_query_count"))
        )
        #expect(schedule.arrivals.count == Int(try log.number("generated_query_count")))
        #expect(schedule.end == Nanoseconds(try log.number("generated_query_duration")))
    }

    /// Untether's ResNet-50 of MLPerf 4.1, built with GCC 11 or later (the log of 3.0 is of an older
    /// one, whose distributions draw otherwise).
    @Test func `the samples of a submitted run are drawn again`() throws {
        let log = try RealLog("v4.1-untether-h13-resnet50-singlestream/performance/run_1")
        var order = Array(0..<Int(try log.number("qsl_reported_total_count")))
        var engine = MersenneTwister(seed: try log.unsigned("effective_qsl_rng_seed"))
        engine.shuffle(&order)
        let loaded = try log.integers("loaded_qsl_set")
        #expect(loaded.count == 2000)
        #expect(Array(order.prefix(loaded.count)) == loaded)
    }
}
