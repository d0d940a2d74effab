/// MLPerf's score of repeated trainings: without the fastest and the slowest, the mean of the rest.
///
/// What is dropped is decided by time alone, for the energy, too. A run that did not converge is the
/// slowest; more than one make the score invalid. (training_rules.adoc, “Results”; for energy
/// training_policies/power_measurement.adoc.)
public struct OlympicMean: Sendable, Hashable {
    /// One training; `nil` seconds where it did not converge.
    public struct Run: Sendable, Hashable {
        public var seconds: Double?
        public var joules: Double?

        public init(seconds: Double?, joules: Double?) {
            self.seconds = seconds
            self.joules = joules
        }
    }

    /// Why there is no score.
    public enum Fault: Error, Sendable, Hashable, CustomStringConvertible {
        case tooFew(runs: Int)
        case notConverged(runs: Int)

        public var description: String {
            switch self {
            case .tooFew(let runs): "an Olympic mean needs 3 trials at least, and there are \(runs)"
            case .notConverged(let runs):
                "\(runs) trials did not reach the target, and one is the most that may be dropped"
            }
        }
    }

    public let seconds: Double

    /// `nil` where the energy of one of the runs that count is missing.
    public let joules: Double?

    /// How many runs count.
    public let count: Int

    /// - Throws: `Fault`.
    public init(of runs: [Run]) throws(Fault) {
        guard runs.count >= 3 else { throw .tooFew(runs: runs.count) }
        let lost = runs.count { $0.seconds == nil }
        guard lost <= 1 else { throw .notConverged(runs: lost) }
        let ordered = runs.sorted { ($0.seconds ?? .infinity) < ($1.seconds ?? .infinity) }
        let kept = ordered.dropFirst().dropLast()
        let times = kept.compactMap(\.seconds)
        let energies = kept.compactMap(\.joules)
        count = kept.count
        seconds = times.reduce(0, +) / Double(times.count)
        joules =
            energies.count == kept.count ? energies.reduce(0, +) / Double(energies.count) : nil
    }
}
