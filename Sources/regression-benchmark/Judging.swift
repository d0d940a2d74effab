import Foundation
import Randomness
import Statistics
import TestSupport

/// The first alarm of a series that was judged anew on each night.
struct Alarm: Sendable, Hashable {
    /// The night on which it came, and the first night of the new level, both counted from 1.
    var night: Int
    var changeNight: Int
}

/// What became of the series of a history by one method.
struct Tally: Sendable {
    var series = 0

    /// Series whose first alarm was one where nothing had changed.
    var falseAlarms = 0

    /// Of the others with a step, the nights from the step to the alarm: 1 on the first.
    var delays: [Int] = []

    /// How far from the step an alarm may place the change, as in the Turing change point data set.
    private static let margin = 5

    mutating func add(_ alarm: Alarm?, of history: History) {
        series += 1
        guard let alarm else { return }
        let isFound =
            history.step != nil && alarm.night >= History.stepNight
            && abs(alarm.changeNight - History.stepNight) <= Self.margin
        if isFound {
            delays.append(alarm.night - History.stepNight + 1)
        } else {
            falseAlarms += 1
        }
    }

    /// Over all series: one that was not found counts as an endless delay; `nil` where that is so of
    /// half of them.
    var medianDelay: Int? {
        let middle = (series + 1) / 2
        return delays.count >= middle ? delays.sorted()[middle - 1] : nil
    }

    static func + (left: Tally, right: Tally) -> Tally {
        Tally(
            series: left.series + right.series,
            falseAlarms: left.falseAlarms + right.falseAlarms,
            delays: left.delays + right.delays
        )
    }
}

/// Both layers of our own, night by night.
struct Judging: Sendable {
    /// What the re-run of a suspicion is like: paired blocks, and the noise of a trial in its block.
    static let blocks = 10
    static let noiseInBlock = 0.01
    static let bound = ChangePointAnalysis.Settings.usualMinimumChange

    /// The first change that the history alone shows, and the first that a re-run confirms.
    var suspected: Alarm?
    var confirmed: Alarm?

    /// Judges a series; the generator makes the re-runs.
    init(_ series: [Double], of history: History, random: inout SplitMix64) {
        var settled: [Int] = []
        for night in 1...series.count where confirmed == nil {
            let analysis = ChangePointAnalysis(of: Array(series[..<night]))
            // The newest first: it is what the night has brought.
            for (number, change) in analysis.changes.enumerated().reversed()
            where confirmed == nil {
                let alarm = Alarm(night: night, changeNight: change.index + 1)
                if suspected == nil { suspected = alarm }
                // One alarm a change, as it may move by a night or two.
                if settled.contains(where: { abs($0 - change.index) <= 2 }) { continue }
                switch Self.rerun(
                    change,
                    from: analysis.levels[number],
                    truth: history.level(on: night),
                    random: &random
                ) {
                case .confirmed: confirmed = alarm
                case .refuted: settled.append(change.index)
                case .open: break
                }
            }
        }
    }

    private static func rerun(
        _ change: ChangePoint,
        from level: SeriesLevel,
        truth: Double,
        random: inout SplitMix64
    ) -> ChangeConfirmation {
        // Both trials of a block have its noise; the machine's drift is that of both.
        let ratios = (0..<blocks).map { _ in
            truth + noiseInBlock * random.normal() - noiseInBlock * random.normal()
        }
        let interval = MeanInterval(of: ratios)
        guard let interval, let lower = interval.lower, let upper = interval.upper else {
            return .open
        }
        return ChangeConfirmation(
            of: change.change,
            from: level.mean,
            bound: bound,
            estimate: interval.mean,
            interval: lower...upper
        )
    }
}

/// What both layers make of many series of a history.
struct OurTallies: Sendable {
    var history = Tally()
    var both = Tally()

    static func measure(_ kind: History, series: Int, seed: UInt64) async -> OurTallies {
        let parts = min(series, 64)
        return await withTaskGroup(of: OurTallies.self) { group in
            for part in 0..<parts {
                group.addTask {
                    var tallies = OurTallies()
                    for number in stride(from: part, to: series, by: parts) {
                        tallies.add(kind, number: number, seed: seed)
                    }
                    return tallies
                }
            }
            return await group.reduce(into: OurTallies()) { sum, part in
                sum.history = sum.history + part.history
                sum.both = sum.both + part.both
            }
        }
    }

    private mutating func add(_ kind: History, number: Int, seed: UInt64) {
        // The re-runs are drawn from a stream of their own: they never shift a series.
        var random = SplitMix64(seed: ~seed).stream(UInt64(number))
        let judging = Judging(
            kind.series(number: number, seed: seed),
            of: kind,
            random: &random
        )
        history.add(judging.suspected, of: kind)
        both.add(judging.confirmed, of: kind)
    }
}
