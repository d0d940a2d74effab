extension Trial {
    /// The measured window: what LoadGen's log states, else from `run_start` to `run_stop`, else the
    /// life of the process.
    ///
    /// `nil` where a window was opened and never closed or opened twice, where nothing was started,
    /// and where LoadGen's log cannot be used and there is no other window.
    public var window: Window? {
        if let loadGenWindow { return loadGenWindow }
        let starts = events.filter { $0.key == "run_start" }
        guard let start = starts.first else {
            if case .notStarted = outcome { return nil }
            if loadGenProblem != nil { return nil }
            return Window(start: started, stop: ended)
        }
        guard starts.count == 1,
            let stop = events.first(where: {
                $0.key == "run_stop" && $0.instant >= start.instant
            })
        else { return nil }
        return Window(start: start.instant, stop: stop.instant)
    }

    /// From `power_begin` to `power_end` of LoadGen's log.
    private var loadGenWindow: Window? {
        let edges = events.filter(\.isLoadGenEdge)
        guard let begin = edges.first(where: { $0.key == "power_begin" }),
            let end = edges.first(where: { $0.key == "power_end" })
        else { return nil }
        return Window(start: begin.instant, stop: end.instant)
    }

    /// What the events say of the outcome of a program that ended with status 0.
    public var windowOutcome: TrialOutcome {
        if window != nil { return .completed }
        let isReopened = events.count { $0.key == "run_start" } > 1
        return isReopened ? .windowReopened : .windowNotClosed
    }

    /// The last number that the workload stated for a key; `nil` where its last statement is no
    /// finite number, or one could not be read: an earlier one is not what it ended with.
    ///
    /// Last, because workloads that count as they go state a running total.
    public func reported(_ key: String) -> Double? {
        guard !hasUnreadable(key) else { return nil }
        return lastStatement(of: key)?.number.flatMap { $0.isFinite ? $0 : nil }
    }

    /// Whether a line that could not be read names a key, such as one with the number 1e999.
    func hasUnreadable(_ key: String) -> Bool {
        warnings.contains { warning in
            guard case .malformedEvent(let line) = warning else { return false }
            return line.contains("\"\(key)\"")
        }
    }

    /// The last thing stated for a key, a number or not; the edges of a phase of that name state
    /// nothing.
    func lastStatement(of key: String) -> WorkloadEvent? {
        events.last { $0.key == key && ($0.kind == .point || $0.number != nil) }
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
