extension Trial {
    /// The measured window: from `run_start` to `run_stop`, or the life of the process.
    ///
    /// `nil` where a window was opened and never closed, or where nothing was started.
    public var window: Window? {
        guard let start = events.first(where: { $0.key == "run_start" }) else {
            if case .notStarted = outcome { return nil }
            return Window(start: started, stop: ended)
        }
        guard
            let stop = events.first(where: {
                $0.key == "run_stop" && $0.instant >= start.instant
            })
        else { return nil }
        return Window(start: start.instant, stop: stop.instant)
    }

    /// The last number that the workload stated for a key.
    ///
    /// Last, because workloads that count as they go state a running total.
    public func reported(_ key: String) -> Double? {
        events.last { $0.key == key && $0.number != nil }?.number
    }

    /// The readings of a channel.
    public func readings(ofChannel index: Int) -> [Reading] {
        readings.filter { $0.channel == index }
    }
}
