internal import Experiment

/// The columns of CSV for events; there are as many as the report has events.
///
/// Counts are those of the trials or for one unit of work; of clocks in ns.
enum EventColumns {
    static func names(_ report: Report) -> [String] {
        report.eventNames.flatMap { ["event_\($0)_per_unit", "event_\($0)_is_multiplexed"] }
    }

    static func cells(of row: VariantRow, in report: Report) -> [String] {
        report.eventNames.flatMap { name -> [String] in
            guard let event = row.event(name), let value = event.perUnit else { return ["", ""] }
            return [cell(value), event.isMultiplexed ? "true" : "false"]
        }
    }

    static func trialNames(_ report: Report) -> [String] {
        report.eventNames.flatMap { ["event_\($0)", "event_\($0)_running_share"] }
    }

    static func cells(of trial: TrialSummary, in report: Report) -> [String] {
        report.eventNames.flatMap { name -> [String] in
            let count = trial.eventCounts.first { $0.event == name }
            guard let known = try? count?.outcome.get() else { return ["", ""] }
            return [cell(known.count), cell(known.runningShare)]
        }
    }
}
