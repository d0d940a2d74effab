import Experiment
import Testing

@testable import Reports

@Suite struct NightNoticesTests {
    private static let day: Int64 = 86_400_000

    private func nights(_ days: [Int64], failed: Set<Int> = []) -> [Night] {
        days.enumerated().map { index, day in
            var night = Night(
                id: "\(index)",
                number: index + 1,
                suite: "s",
                machineID: "m",
                machineName: "host",
                startedAtMilliseconds: day * Self.day
            )
            night.state = failed.contains(index + 1) ? .failed : .judged
            night.outcome = failed.contains(index + 1) ? nil : .quiet
            night.reasons = failed.contains(index + 1) ? ["it was killed"] : []
            return night
        }
    }

    @Test func `nights one after the other need no word`() {
        #expect(NightNotices.all(nights([1, 2, 3, 4, 5])).isEmpty)
        #expect(NightNotices.all(nights([1])).isEmpty)
        #expect(NightNotices.all([]).isEmpty)
    }

    @Test func `missing nights are counted by the usual rhythm`() {
        #expect(
            NightNotices.all(nights([1, 2, 3, 4, 8]))
                == ["3 nights are missing: none ran in the 4 days since night 4"]
        )
        // Every week.
        #expect(NightNotices.all(nights([1, 8, 15, 22, 29])).isEmpty)
    }

    @Test func `a night that failed since the last judged one is told once`() {
        #expect(
            NightNotices.all(nights([1, 2, 3, 4], failed: [3])) == ["night 3 failed: it was killed"]
        )
        #expect(NightNotices.all(nights([1, 2, 3, 4, 5], failed: [3])).isEmpty)
    }

    @Test func `a clock that goes back is told`() {
        #expect(
            NightNotices.all(nights([10, 11, 12, 2]))
                == ["the clock went back: tonight begins 10 days before night 3"]
        )
    }
}
