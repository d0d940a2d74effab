public import Units

extension Trial {
    /// The interval in which a workload that has loaded and warmed up waits before it works.
    static let contextIdle = "context_idle"

    /// The power of the machine while the workload is loaded and waits.
    ///
    /// - Returns: `nil` where the workload offers no such interval (`context_idle_start` and
    ///   `context_idle_stop` before `run_start`); the last one counts.
    public var contextIdlePower: Finding<Power>? {
        let begin = events.first { $0.key == "run_start" }?.instant ?? ended
        let early = events.filter { $0.instant <= begin }
        guard let start = early.last(where: { $0.key == "\(Self.contextIdle)_start" }) else {
            return nil
        }
        guard
            let stop = early.first(where: {
                $0.key == "\(Self.contextIdle)_stop" && $0.instant >= start.instant
            })
        else { return .missing(reason: "context_idle_stop is missing before run_start") }
        guard stop.instant > start.instant else {
            return .missing(reason: "the context idle interval has no length")
        }
        var idle = self
        idle.events = []
        idle.outcome = .completed
        idle.started = start.instant
        idle.ended = stop.instant
        return idle.energy(estimateModel: nil).power(over: stop.instant - start.instant)
    }
}
