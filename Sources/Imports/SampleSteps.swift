/// The times between the samples of a power log, in the order of its lines.
struct SampleSteps {
    private let steps: [Double]

    /// - Parameter times: in milliseconds.
    init(of times: [Double]) { steps = zip(times, times.dropFirst()).map { $1 - $0 } }

    /// Whether a sample is older than the one before it.
    var goesBack: Bool { steps.contains { $0 < 0 } }

    /// The longest step in milliseconds, where it is above both the usual one times a factor and a
    /// least length.
    func gap(above factor: Double, atLeast milliseconds: Double) -> Double? {
        let usual = steps.sorted().dropFirst(steps.count / 2).first ?? 0
        return steps.max().flatMap { $0 > max(factor * usual, milliseconds) ? $0 : nil }
    }
}
