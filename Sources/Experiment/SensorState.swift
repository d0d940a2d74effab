/// Whether a sensor can be read on this machine, and why not.
public struct SensorState: Sendable, Hashable, Codable {
    public enum Availability: String, Sendable, Codable, CaseIterable {
        case present
        /// This machine has none.
        case absent
        /// The machine has one that we may not read.
        case refused
    }

    /// The sensor's name: "rapl".
    public var sensor: String

    /// What it measures, in a few words.
    public var covers: String
    public var availability: Availability

    /// What was found, or why there is nothing.
    public var reason: String

    /// The line that mends it, where there is one.
    public var remedy: String?

    public var isSimulated: Bool

    public init(
        sensor: String,
        covers: String,
        availability: Availability,
        reason: String,
        remedy: String? = nil,
        isSimulated: Bool = false
    ) {
        self.sensor = sensor
        self.covers = covers
        self.availability = availability
        self.reason = reason
        self.remedy = remedy
        self.isSimulated = isSimulated
    }
}

extension [SensorState] {
    /// What is simulated, in words; `nil` where all is real.
    public var simulation: String? {
        let simulations = filter(\.isSimulated).map { "\($0.sensor): \($0.reason)" }
        return simulations.isEmpty ? nil : simulations.joined(separator: "; ")
    }
}
