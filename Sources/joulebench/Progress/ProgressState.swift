import Experiment
import Foundation
import Reports
import Units

/// What a run can show of itself while it goes on; a value, so that what is shown is a function
/// of it.
struct ProgressState {
    /// What goes on at the moment.
    enum Activity {
        /// Between two trials.
        case between
        /// Something has to come about before the trial can start, in words: “CPU load 40 % is
        /// above 20 %”.
        case waiting(PlannedTrial?, reason: String, since: MonotonicInstant)
        case trial(PlannedTrial, since: MonotonicInstant)
    }

    let run: Run
    var schedule: TrialSchedule
    var activity = Activity.between
    var durations: TrialDurations

    /// The power of the trial in progress; of no channel where nothing counts energy.
    private(set) var power: PowerWatch
    private let channels: [Channel]

    /// The trials so far, by comparison.
    private(set) var summaries: [String: [TrialSummary]] = [:]

    /// What they say of the variants.
    private(set) var rows: [String: [VariantRow]] = [:]

    /// How many trials were made.
    private(set) var made = 0

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

    mutating func begin(_ trial: PlannedTrial, at now: MonotonicInstant) {
        power = PowerWatch(channels: channels)
        activity = .trial(trial, since: now)
    }

    /// Takes in what was read of the trial in progress since the last time.
    mutating func take(_ readings: [Reading]) {
        guard !readings.isEmpty else { return }
        // The last of each channel: the power is the mean since the last time, which is steadier
        // than that between two samples.
        let last = Dictionary(readings.map { ($0.channel, $0) }, uniquingKeysWith: { $1 })
        power.take(Array(last.values), elapsed: .zero)
    }

    /// Takes in a trial that has ended.
    ///
    /// - Parameters:
    ///   - summary: of the trial.
    ///   - seconds: what it took with all that belongs to it: waiting, starting, storing.
    ///   - schedule: with the trial recorded.
    mutating func take(_ summary: TrialSummary, seconds: Double, schedule: TrialSchedule) {
        let planned = summary.planned
        self.schedule = schedule
        activity = .between
        made += 1
        durations.add(seconds, comparison: planned.comparison, variant: planned.variant)
        summaries[planned.comparison, default: []].append(summary)
        guard let comparison = comparison(planned.comparison) else { return }
        rows[comparison.name] = VariantRow.rows(
            of: comparison,
            summaries: summaries[comparison.name] ?? []
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
            rows[comparison.name] = VariantRow.rows(
                of: comparison,
                summaries: summaries[comparison.name] ?? []
            )
        }
    }

    func comparison(_ name: String) -> Comparison? { run.comparisons.first { $0.name == name } }

    /// What a variant's ratio is so far; `nil` for the baseline, and where none can be told yet.
    func row(_ planned: PlannedTrial) -> VariantRow? {
        rows[planned.comparison]?.first { $0.variant == planned.variant && !$0.isBaseline }
    }

    /// How long the run goes on, the trial in progress included.
    func timeLeft(now: MonotonicInstant) -> TimeEstimate {
        let left = durations.estimate(of: schedule.remaining, in: schedule)
        guard case .trial(let planned, let since) = activity else { return left }
        // A trial that takes longer than its like does not eat into the time of the others.
        let usual = durations.median(planned.comparison, planned.variant) ?? 0
        return left.after(min((now - since).inSeconds, usual))
    }
}
