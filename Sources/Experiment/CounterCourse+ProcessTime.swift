extension CounterCourse {
    /// The CPU time of a process that was waited for moves to its parent in clock ticks of 10 ms,
    /// rounded down, and may be missing while it moves: falls up to this are no losses.
    static let roundingOfProcessTime: UInt64 = 50_000_000

    /// The course of the CPU time of a process tree, which may fall.
    ///
    /// Small falls are rounding: the course stays where it is until the values have caught up.
    /// Larger ones are what processes used that nobody waited for: it is lost, and the course goes
    /// on from the lower value.
    ///
    /// - Parameter readings: of the channel, in the order in which they were taken.
    /// - Throws: `Fault.noReadings`.
    public init(processTime readings: some Sequence<Reading>) throws(Fault) {
        var points: [Point] = []
        var highest: UInt64 = 0
        var amount: UInt64 = 0
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            if points.isEmpty || value < highest && highest - value > Self.roundingOfProcessTime {
                highest = value
            } else if value > highest {
                amount = amount.addingReportingOverflow(value - highest).partialValue
                highest = value
            }
            points.append(Point(reading, amount: amount))
        }
        guard !points.isEmpty else { throw .noReadings }
        // More CPUs than any machine has.
        self.init(points: points, fastestPlausible: 1e9 * 10_000)
        fastestSeen = fastestRate()
    }
}
