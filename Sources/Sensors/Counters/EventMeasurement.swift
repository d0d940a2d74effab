/// What a formula counted of work that was done for it.
struct EventMeasurement {
    /// Scaled up where the events had counters for a part of the time.
    var count: Double

    /// Whether every event had a counter at some time.
    var hadCounters: Bool
    var work: KnownWork
}

extension PerfKernel {
    /// Counts what this thread does while events are made to happen.
    ///
    /// - Parameter formula: its events are open at once, as they are for a workload.
    /// - Returns: the weighted count, or the kernel's refusal of the first event.
    func measure(_ formula: EventFormula) -> Result<EventMeasurement, KernelRefusal> {
        do throws(KernelRefusal) {
            var events: [any OpenPerfEvent] = []
            for part in formula.parts { events.append(try open(part.event, for: nil)) }
            for event in events { try event.start() }
            let work = exercise()
            for event in events { try event.stop() }
            var measurement = EventMeasurement(count: 0, hadCounters: true, work: work)
            for (event, part) in zip(events, formula.parts) {
                let values = try event.values()
                guard values.running > 0 else {
                    measurement.hadCounters = false
                    continue
                }
                let scale = Double(values.enabled) / Double(values.running)
                measurement.count += Double(values.count) * Double(part.weight) * scale
            }
            return .success(measurement)
        } catch {
            return .failure(error)
        }
    }
}
