import Experiment
import Store
import Units

/// How long the trials of each variant take, and what they wait for, from what was seen of them.
struct TrialDurations {
    private struct Key: Hashable {
        var comparison: String
        var variant: String
    }

    /// In seconds.
    private struct Seen {
        /// In rising order: the median of each planned trial's variant is asked for after each trial.
        var trials: [Key: [Double]] = [:]

        /// At the gates, of all trials.
        var waits: [Double] = []
        var besides: [Double] = []
    }

    /// Of this run, and of earlier ones.
    private var own = Seen()
    private var earlier = Seen()

    init() {}

    /// Takes the times of those earlier trials whose variant has the same command and environment
    /// now, and the waits of those that waited for the same.
    init(_ trials: [EarlierTrial], comparisons: [Comparison], conditions: TrialConditions) {
        for comparison in comparisons {
            for variant in comparison.variants {
                let same = trials.filter {
                    $0.comparison == comparison.name && $0.variant == variant.name
                        && $0.command == variant.command.template
                        && $0.environment == variant.command.environment
                }
                let key = Key(comparison: comparison.name, variant: variant.name)
                if !same.isEmpty { earlier.trials[key] = same.map(\.seconds).sorted() }
            }
        }
        guard conditions.gates else { return }
        earlier.waits = trials.filter { $0.conditions?.waitsLike(conditions) == true }
            .compactMap(\.waitedSeconds)
    }

    /// Takes in a trial of this run.
    mutating func add(_ time: TrialTime, comparison: String, variant: String) {
        let key = Key(comparison: comparison, variant: variant)
        let place = own.trials[key]?.firstIndex { $0 > time.own } ?? own.trials[key]?.count ?? 0
        own.trials[key, default: []].insert(time.own, at: place)
        own.waits.append(time.waited)
        own.besides.append(time.besides)
    }

    /// The median of a variant's trials, of this run where it has some; `nil` where none was seen.
    func median(_ comparison: String, _ variant: String) -> Double? {
        let key = Key(comparison: comparison, variant: variant)
        return Self.median(ofSorted: own.trials[key] ?? earlier.trials[key] ?? [])
    }

    /// How many trials of earlier runs were found for a variant.
    func earlierCount(_ comparison: String, _ variant: String) -> Int {
        earlier.trials[Key(comparison: comparison, variant: variant)]?.count ?? 0
    }

    /// How many trials of earlier runs were found that waited for the same.
    var earlierWaits: Int { earlier.waits.count }

    /// What a trial waits at the gate, of this run where it has trials; `nil` where none was seen.
    ///
    /// The mean: most trials wait for nothing and a few for long, and the sum is what counts.
    var wait: Double? { Self.mean(own.waits.isEmpty ? earlier.waits : own.waits) }

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
            if let seconds = median(trial.comparison, trial.variant) {
                estimate.add(least: seconds, most: seconds)
            } else {
                estimate.add(unknown: "\(trial.comparison)/\(trial.variant)")
            }
        }
        for (trial, count) in Self.additions(to: schedule) {
            guard let seconds = median(trial.comparison, trial.variant) else { continue }
            estimate.add(least: 0, most: Double(count) * seconds)
        }
        return estimate
    }

    /// What trials will take with all that comes between and after them.
    ///
    /// - Parameters:
    ///   - trials: those to come, the one in progress included.
    ///   - schedule: says which comparisons may get more.
    ///   - conditions: of the run.
    ///   - idle: all windows of idle power that are to come.
    ///   - passed: 1 where the first of the trials has no gate before it any more, else 0.
    ///   - rested: 1 where it has no cool-down before it, or none any more, else 0.
    /// - Returns: each part.
    func time(
        of trials: [PlannedTrial],
        in schedule: TrialSchedule,
        _ conditions: TrialConditions,
        idle: Duration,
        passed: Int = 0,
        rested: Int
    ) -> RunTime {
        let more = Self.additions(to: schedule).map(\.count).reduce(0, +)
        func each(_ seconds: Double?, times count: Int) -> TimeEstimate {
            var estimate = TimeEstimate()
            guard let seconds, seconds > 0, count + more > 0 else { return estimate }
            let count = max(count, 0)
            estimate.add(
                least: Double(count) * seconds,
                most: Double(count + more) * seconds
            )
            return estimate
        }
        // Idle power is measured after a rest, too.
        let rests = trials.count - rested + (idle > .zero ? 1 : 0)
        var time = RunTime(trials: estimate(of: trials, in: schedule))
        time.coolDown = each(conditions.cooldown.inSeconds, times: rests)
        time.waits = each(conditions.gates ? wait : nil, times: trials.count - passed)
        time.besides = each(Self.mean(own.besides), times: trials.count)
        if idle > .zero { time.idle.add(least: idle.inSeconds, most: idle.inSeconds) }
        return time
    }

    /// The trials of a block that an adaptive run may add, with how often it may.
    private static func additions(to schedule: TrialSchedule) -> [(trial: PlannedTrial, count: Int)]
    {
        guard case .adaptive(let rule) = schedule.design.blocks else { return [] }
        return schedule.undecided.flatMap { name in
            let more = rule.maximum - (schedule.blocks(of: name) ?? rule.pilot)
            return schedule.trials.filter { $0.comparison == name && !$0.isWarmUp && $0.block == 0 }
                .map { ($0, more) }
        }
    }

    private static func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private static func median(ofSorted sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }
}

extension TrialConditions {
    /// Whether trials wait under both for the same and equally long.
    fileprivate func waitsLike(_ other: TrialConditions) -> Bool {
        gates == other.gates && loadLimit == other.loadLimit && loadWait == other.loadWait
            && temperatureBand == other.temperatureBand
            && temperatureWait == other.temperatureWait
    }
}
