internal import Experiment

/// An event of a variant: how often it happened for one unit of work, over the completed trials.
public struct EventMean: Sendable, Hashable {
    /// The name as the suite gives it.
    public var event: String
    public var interface: String

    /// The mean over the trials that counted it; of clocks in ns.
    public var perUnit: Double?

    /// Whether it shared its counter with other events in some trial, and is scaled up from that.
    public var isMultiplexed: Bool

    /// How many trials counted it.
    public var trials: Int

    /// The events of trials, in the order in which they were counted.
    static func means(of trials: [TrialSummary]) -> [EventMean] {
        var order: [String] = []
        var counts: [String: [(count: EventCount, work: Double)]] = [:]
        for trial in trials {
            guard let work = trial.work else { continue }
            for count in trial.eventCounts {
                if counts[count.event] == nil { order.append(count.event) }
                counts[count.event, default: []].append((count, work))
            }
        }
        return order.map { EventMean($0, counts[$0] ?? []) }
    }

    private init(_ event: String, _ counts: [(count: EventCount, work: Double)]) {
        self.event = event
        interface = counts.first?.count.interface ?? ""
        let known = counts.compactMap { count, work in
            (try? count.outcome.get()).map { ($0, $0.count / work) }
        }
        trials = known.count
        isMultiplexed = known.contains { $0.0.isMultiplexed }
        perUnit = known.isEmpty ? nil : known.map(\.1).reduce(0, +) / Double(known.count)
    }
}
