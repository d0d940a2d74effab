import Experiment
import Foundation
import Reports
import Units

/// What a run can show of itself while it goes on; a value, so that what is shown is a function
/// of it.
struct ProgressState {
    /// What goes on at the moment.
    enum Activity {
        /// Before anything is measured.
        case starting
        /// Windows of idle power, which take a time together.
        case idle(HostStates.Moment, length: Duration, since: MonotonicInstant)
        /// Something has to come about before the trial can start, in words: “CPU load 40 % is
        /// above 20 %”.
        case waiting(PlannedTrial?, reason: String, since: MonotonicInstant)
        case trial(PlannedTrial, since: MonotonicInstant)
        /// Until the next one begins, this is the news.
        case ended(TrialSummary, at: MonotonicInstant)
    }

    let run: Run
    var schedule: TrialSchedule
    var activity = Activity.starting
    var durations: TrialDurations

    /// The power of the trial in progress; of no channel where nothing counts energy.
    private(set) var power: PowerWatch
    private var hasRead = false
    private let channels: [Channel]

    /// The trials so far, by comparison.
    private(set) var summaries: [String: [TrialSummary]] = [:]

    /// Whether anybody looks at `rows`.
    var showsRatios = true

    /// What they say of the variants.
    private(set) var rows: [String: [VariantRow]] = [:]

    /// How many trials were made, and how many of them since this process goes on with the run.
    private(set) var made = 0
    private var madeHere = 0

    /// The windows of idle power after the trials, as long as they are to come.
    private(set) var idleAfter = Duration.zero

    init(
        run: Run,
        schedule: TrialSchedule,
        channels: [Channel],
        durations: TrialDurations = TrialDurations()
    ) {
        self.run = run
        self.schedule = schedule
        self.durations = durations
        self.channels = channels
        power = PowerWatch(channels: channels)
    }

    /// What trials wait for and how long they rest.
    var conditions: TrialConditions { run.conditions?.trials ?? .none }

    /// Says that idle power can be measured here, and will be.
    mutating func expectIdle() { idleAfter = conditions.idleTime }

    mutating func beginIdle(_ moment: HostStates.Moment, at now: MonotonicInstant) {
        activity = .idle(moment, length: conditions.idleTime, since: now)
        if moment == .after { idleAfter = .zero }
    }

    mutating func begin(_ trial: PlannedTrial, at now: MonotonicInstant) {
        power = PowerWatch(channels: channels)
        hasRead = false
        activity = .trial(trial, since: now)
    }

    /// Says that a trial cannot begin yet; with news of the same wait the time goes on.
    mutating func wait(for reason: String, at now: MonotonicInstant) {
        var since = now
        if case .waiting(_, _, let began) = activity { since = began }
        activity = .waiting(schedule.next(), reason: reason, since: since)
    }

    /// Takes in what was read of the trial in progress since the last time.
    mutating func take(_ readings: [Reading]) {
        guard !readings.isEmpty else { return }
        // The last of each channel: the power is the mean since the last time, which is steadier
        // than that between two samples.
        let last = Dictionary(readings.map { ($0.channel, $0) }, uniquingKeysWith: { $1 })
        guard hasRead else {
            let first = Dictionary(
                readings.map { ($0.channel, $0) },
                uniquingKeysWith: { old, _ in old }
            )
            let pairs = first.map { [$1] + (last[$0].map { [$0] } ?? []) }
            // The lag of two readings that are close together would weigh too much.
            power.take(pairs.flatMap { Self.areApart($0) ? $0 : [$0[0]] }, elapsed: .zero)
            hasRead = true
            return
        }
        power.take(Array(last.values), elapsed: .zero)
    }

    private static func areApart(_ readings: [Reading]) -> Bool {
        guard let first = readings.first, let last = readings.last else { return false }
        return last.instant - first.instant >= .milliseconds(100)
    }

    /// Takes in a trial that has ended.
    ///
    /// - Parameters:
    ///   - summary: of the trial.
    ///   - time: what it took.
    ///   - schedule: with the trial recorded.
    ///   - now: when it is stored.
    mutating func take(
        _ summary: TrialSummary,
        time: TrialTime,
        schedule: TrialSchedule,
        at now: MonotonicInstant
    ) {
        let planned = summary.planned
        self.schedule = schedule
        activity = .ended(summary, at: now)
        made += 1
        madeHere += 1
        durations.add(time, comparison: planned.comparison, variant: planned.variant)
        summaries[planned.comparison, default: []].append(summary)
        if let comparison = comparison(planned.comparison) { updateRows(of: comparison) }
    }

    /// Works out what the trials so far say: of the report's figures only those that are shown,
    /// because this is done after each trial.
    private mutating func updateRows(of comparison: Comparison) {
        guard showsRatios else { return }
        var pilot: Int?
        if case .adaptive(let rule) = run.design.blocks { pilot = rule.pilot }
        rows[comparison.name] = VariantRow.rows(
            of: comparison,
            summaries: summaries[comparison.name] ?? [],
            pilot: pilot,
            isBrief: true
        )
    }

    /// Takes in the trials that a run has from its earlier sessions.
    mutating func restore(_ trials: [Trial]) {
        made += trials.count
        for comparison in run.comparisons {
            let earlier = trials.filter { $0.planned.comparison == comparison.name }
            guard !earlier.isEmpty else { continue }
            let all = earlier.map {
                TrialSummary(of: $0, in: comparison, estimateModel: run.estimateModel)
            }
            summaries[comparison.name, default: []] += all
            updateRows(of: comparison)
        }
    }

    func comparison(_ name: String) -> Comparison? { run.comparisons.first { $0.name == name } }

    /// What a variant's ratio is so far; `nil` for the baseline, and where none can be told yet.
    func row(_ planned: PlannedTrial) -> VariantRow? {
        rows[planned.comparison]?.first { $0.variant == planned.variant && !$0.isBaseline }
    }

    /// How long the run goes on, what is in progress included.
    func timeLeft(now: MonotonicInstant) -> TimeEstimate {
        switch activity {
        case .starting: return time(rested: firstRests).total
        case .idle(_, let length, let since):
            var rest = TimeEstimate()
            let seconds = max((length - (now - since)).inSeconds, 0)
            rest.add(least: seconds, most: seconds)
            return rest + time(rested: firstRests).total
        case .waiting: return time(rested: 1).total
        case .ended(_, let end):
            let rest = min((now - end).inSeconds, conditions.cooldown.inSeconds)
            return time(rested: firstRests).total.after(rest)
        case .trial(let planned, let since):
            // A trial that takes longer than its like does not eat into the time of the others.
            let usual = durations.median(planned.comparison, planned.variant) ?? 0
            return time(passed: 1, rested: 1).total.after(min((now - since).inSeconds, usual))
        }
    }

    /// No cool-down comes before the first trial.
    private var firstRests: Int { madeHere == 0 ? 1 : 0 }

    private func time(passed: Int = 0, rested: Int) -> RunTime {
        durations.time(
            of: schedule.remaining,
            in: schedule,
            conditions,
            idle: idleAfter,
            passed: passed,
            rested: rested
        )
    }
}
