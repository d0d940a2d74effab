extension Trial {
    /// The measured window: from `run_start` to `run_stop`, or the life of the process.
    ///
    /// `nil` where a window was opened and never closed or opened twice, or where nothing was
    /// started.
    public var window: Window? {
        let starts = events.filter { $0.key == "run_start" }
        guard let start = starts.first else {
            if case .notStarted = outcome { return nil }
            return Window(start: started, stop: ended)
        }
        guard starts.count == 1,
            let stop = events.first(where: {
                $0.key == "run_stop" && $0.instant >= start.instant
            })
        else { return nil }
        return Window(start: start.instant, stop: stop.instant)
    }

    /// What the events say of the outcome of a program that ended with status 0.
    public var windowOutcome: TrialOutcome {
        if window != nil { return .completed }
        let isReopened = events.count { $0.key == "run_start" } > 1
        return isReopened ? .windowReopened : .windowNotClosed
    }

    /// The last number that the workload stated for a key; `nil` where it is not finite.
    ///
    /// Last, because workloads that count as they go state a running total.
    public func reported(_ key: String) -> Double? {
        events.last { $0.key == key && $0.number != nil }?.number
            .flatMap { $0.isFinite ? $0 : nil }
    }

    /// The last amount that the workload stated for a key; `nil` where it is below 0, too.
    public func reportedAmount(_ key: String) -> Double? {
        reported(key).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The readings of a channel.
    public func readings(ofChannel index: Int) -> [Reading] {
        readings.filter { $0.channel == index }
    }
}
