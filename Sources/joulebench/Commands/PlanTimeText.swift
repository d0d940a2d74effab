import Experiment
import Units

/// What a run will take, part by part, and from what that is known.
enum PlanTimeText {
    /// A line for each part that there is, and one for all together.
    static func lines(_ outlook: RunOutlook) -> [String] {
        let time = outlook.runTime
        let conditions = outlook.suite.conditions
        return trials(time.trials) + coolDown(time.coolDown, conditions)
            + idle(time.idle, conditions) + gates(time.waits, outlook)
            + prepare(outlook) + total(outlook)
    }

    private static func trials(_ estimate: TimeEstimate) -> [String] {
        guard let text = estimate.text else {
            return ["trials: unknown until each variant has run here once"]
        }
        let range = estimate.most > estimate.least ? " (pilot alone to the maximum)" : ""
        let known = "trials: \(text)\(range), from the median of earlier trials on this machine"
        guard !estimate.unknown.isEmpty else { return [known] }
        return [known, "  not known: \(estimate.unknown.joined(separator: ", "))"]
    }

    private static func coolDown(_ estimate: TimeEstimate, _ conditions: TrialConditions)
        -> [String]
    {
        guard let text = estimate.text else { return [] }
        return ["cool-down: \(text), \(seconds(conditions.cooldown)) after each trial"]
    }

    private static func idle(_ estimate: TimeEstimate, _ conditions: TrialConditions) -> [String] {
        guard let text = estimate.text else { return [] }
        return [
            "idle windows: \(text), \(conditions.idleWindows) of "
                + "\(seconds(conditions.idleWindow)) before the trials and as many after; none "
                + "where no counter of energy or power can be read"
        ]
    }

    private static func gates(_ estimate: TimeEstimate, _ outlook: RunOutlook) -> [String] {
        let conditions = outlook.suite.conditions
        guard conditions.gates else { return [] }
        let limit =
            "at most \(seconds(conditions.loadWait)) a trial for the load and "
            + "\(seconds(conditions.temperatureWait)) for the temperature"
        guard let wait = outlook.durations.wait else {
            return ["gates: waits cannot be foreseen; \(limit)"]
        }
        let count = outlook.durations.earlierWaits
        let known =
            wait < 0.05
            ? "hardly any wait"
            : "\(estimate.text ?? "unknown"), \(TextFormat.short(wait)) s a trial on average"
        return ["gates: \(known), as before \(count) earlier trials here; \(limit)"]
    }

    private static func prepare(_ outlook: RunOutlook) -> [String] {
        let estimate = outlook.prepareTime
        var parts: [String] = []
        if estimate.hasKnown {
            parts.append("\(TimeEstimate.clock(estimate.least)), as it took before")
        }
        if !estimate.unknown.isEmpty {
            parts.append("unknown for \(estimate.unknown.joined(separator: ", "))")
        }
        return parts.isEmpty ? [] : ["prepare: " + parts.joined(separator: "; ")]
    }

    private static func total(_ outlook: RunOutlook) -> [String] {
        let isOpen = outlook.suite.conditions.gates && outlook.durations.wait == nil
        return [
            "in all: " + (outlook.totalTime.text ?? "unknown")
                + (isOpen && outlook.totalTime.hasKnown ? ", and the waits at the gates" : "")
        ]
    }

    private static func seconds(_ duration: Duration) -> String {
        "\(TextFormat.short(duration.inSeconds)) s"
    }
}
