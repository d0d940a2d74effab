import Experiment
import Foundation
import Store

/// How long the trials of each variant take, from what was seen of them.
struct TrialDurations {
    private struct Key: Hashable {
        var comparison: String
        var variant: String
    }

    /// In seconds: of this run.
    private var own: [Key: [Double]] = [:]

    /// In seconds: of earlier runs.
    private var earlier: [Key: [Double]] = [:]

    init() {}

    /// Takes those of earlier trials whose variant has the same command and environment now.
    init(_ trials: [EarlierTrial], comparisons: [Comparison]) {
        for comparison in comparisons {
            for variant in comparison.variants {
                let same = trials.filter {
                    $0.comparison == comparison.name && $0.variant == variant.name
                        && $0.command == variant.command.template
                        && $0.environment == variant.command.environment
                }
                let key = Key(comparison: comparison.name, variant: variant.name)
                if !same.isEmpty { earlier[key] = same.map(\.seconds) }
            }
        }
    }

    mutating func add(_ seconds: Double, comparison: String, variant: String) {
        own[Key(comparison: comparison, variant: variant), default: []].append(seconds)
    }

    /// The median of a variant's trials, of this run where it has some; `nil` where none was seen.
    func median(_ comparison: String, _ variant: String) -> Double? {
        let key = Key(comparison: comparison, variant: variant)
        return Self.median(own[key] ?? earlier[key] ?? [])
    }

    /// How many trials of earlier runs were found for a variant.
    func earlierCount(_ comparison: String, _ variant: String) -> Int {
        earlier[Key(comparison: comparison, variant: variant)]?.count ?? 0
    }

    /// What trials will take, and how sure that is.
    ///
    /// - Parameters:
    ///   - trials: those that are planned and to come.
    ///   - schedule: says which comparisons may get more.
    /// - Returns: from what is planned to the most that an adaptive run may add.
    func estimate(of trials: some Sequence<PlannedTrial>, in schedule: TrialSchedule)
        -> TimeEstimate
    {
        var estimate = TimeEstimate()
        for trial in trials {
            estimate.add(median(trial.comparison, trial.variant), for: trial, count: 1)
        }
        guard case .adaptive(let rule) = schedule.design.blocks else { return estimate }
        for name in schedule.undecided {
            let more = rule.maximum - (schedule.blocks(of: name) ?? rule.pilot)
            let block = schedule.trials.filter {
                $0.comparison == name && !$0.isWarmUp && $0.block == 0
            }
            for trial in block {
                estimate.most += Double(more) * (median(name, trial.variant) ?? 0)
            }
        }
        return estimate
    }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

/// How long something will take, as far as it is known.
struct TimeEstimate: Hashable {
    /// In seconds, of the variants that were seen.
    var least = 0.0

    /// With all blocks that an adaptive run may add.
    var most = 0.0

    /// The variants of which nothing is known, as `comparison/variant`, in order.
    var unknown: [String] = []

    /// Whether anything is known.
    private(set) var hasKnown = false

    fileprivate mutating func add(_ seconds: Double?, for trial: PlannedTrial, count: Int) {
        guard let seconds else {
            let name = "\(trial.comparison)/\(trial.variant)"
            if !unknown.contains(name) { unknown.append(name) }
            return
        }
        hasKnown = true
        least += seconds * Double(count)
        most += seconds * Double(count)
    }

    /// The same with some seconds gone by.
    func after(_ seconds: Double) -> TimeEstimate {
        var left = self
        left.least = max(least - seconds, 0)
        left.most = max(most - seconds, 0)
        return left
    }

    /// A time or a range in words: “4:10”, “4:10 to 9:20”, “more than 2:30”; `nil` where nothing
    /// is known.
    var text: String? {
        guard hasKnown else { return nil }
        guard unknown.isEmpty else { return "more than " + Self.clock(least) }
        let (from, to) = (Self.clock(least), Self.clock(most))
        return from == to ? from : "\(from) to \(to)"
    }

    /// Seconds as `4:10` or `1:04:10`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest)
            : String(format: "%d:%02d", minutes, rest)
    }
}
