internal import Experiment

/// The columns of CSV for events; there are as many as the report has events.
///
/// Counts are those of the trials or for one unit of work; of clocks in ns.
enum EventColumns {
    static func names(_ events: [String]) -> [String] {
        events.flatMap { ["event_\($0)_per_unit", "event_\($0)_is_multiplexed"] }
    }

    static func cells(_ events: [String], of row: VariantRow) -> [String] {
        events.flatMap { name -> [String] in
            guard let event = row.event(name), let value = event.perUnit else { return ["", ""] }
            return [cell(value), event.isMultiplexed ? "true" : "false"]
        }
    }

    static func trialNames(_ events: [String]) -> [String] {
        events.flatMap { ["event_\($0)", "event_\($0)_running_share"] }
    }

    static func cells(_ events: [String], of trial: TrialSummary) -> [String] {
        events.flatMap { name -> [String] in
            let count = trial.eventCounts.first { $0.event == name }
            guard let known = try? count?.outcome.get() else { return ["", ""] }
            return [cell(known.count), cell(known.runningShare)]
        }
    }
}
