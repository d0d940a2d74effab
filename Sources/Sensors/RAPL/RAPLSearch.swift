internal import Experiment

/// What became of the search for RAPL through one interface.
struct RAPLSearch {
    var availability: SensorState.Availability
    var reason: String
    var remedy: String?
    var sensor: RAPLSensor?
    var isSimulated = false

    /// With the reason of a guest, which no line mends.
    func probed(on cpu: CPUInfo) -> ProbedSensor {
        var state = SensorState(
            sensor: RAPLSensor.name,
            covers: RAPLSensor.covers,
            availability: availability,
            reason: reason,
            remedy: remedy,
            isSimulated: isSimulated
        )
        if availability == .absent {
            if cpu.isGuest {
                state.reason += "; this guest's hypervisor does not pass RAPL through"
            }
            if cpu.isGuest || !cpu.isX86 { state.remedy = nil }
        }
        return ProbedSensor(state: state, sensor: sensor)
    }

    static func absent(_ reason: String, remedy: String? = nil) -> RAPLSearch {
        RAPLSearch(availability: .absent, reason: reason, remedy: remedy)
    }

    static func refused(_ reason: String, remedy: String? = nil) -> RAPLSearch {
        RAPLSearch(availability: .refused, reason: reason, remedy: remedy)
    }
}

extension RAPLSearch {
    /// Where a survey looked, in words.
    struct Place {
        var location: String
        var simulation: String

        /// What mends a missing permission, and what may bring the interface about.
        var permission: String
        var driver: String
    }

    /// Decides what a survey is good for.
    ///
    /// The energy of a trial is the sum over the channels, and a sum with a package left out
    /// would look like a saving. So one unreadable package makes the whole sensor unusable, and
    /// one unreadable memory zone takes all memory out, which the scope of the figures then says.
    ///
    /// - Parameters:
    ///   - survey: of one interface.
    ///   - place: where it was made.
    ///   - sensor: makes the sensor of the counters that are used.
    init(
        _ survey: RAPLSurvey,
        of place: Place,
        sensor: ([RAPLSensor.Counter]) -> RAPLSensor
    ) {
        let refusals = survey.problems.filter(\.isRefusal)
        let total = survey.counters.filter(\.zone.part.isPartOfTotal)
        let lost = survey.problems.filter { $0.part == .package }
        if !refusals.isEmpty {
            self = .refused(
                "permission is missing for \(Self.list(refusals))",
                remedy: place.permission
            )
        } else if !lost.isEmpty, !total.isEmpty {
            self = .refused(
                "\(Self.list(lost)) cannot be read, and a total without it would be too low; "
                    + "not used: \(total.map(\.channel.name).joined(separator: ", "))"
            )
        } else if !total.contains(where: { $0.zone.part == .package }) {
            let why =
                survey.problems.isEmpty ? "" : ": \(Self.list(survey.problems)) gave no energy"
            self = .absent(
                "\(place.location) has no package that can be read\(why)",
                remedy: place.driver
            )
        } else {
            self.init(present: survey, of: place, sensor: sensor)
        }
    }

    private init(
        present survey: RAPLSurvey,
        of place: Place,
        sensor: ([RAPLSensor.Counter]) -> RAPLSensor
    ) {
        var counters = survey.counters
        let lostMemory = survey.problems.contains { $0.part == .memory }
        if lostMemory { counters.removeAll { $0.zone.part == .memory } }
        reason = counters.map(\.channel.name).joined(separator: ", ")
        for note in survey.notes where note.part != .memory || !lostMemory {
            reason += "; \(note.text)"
        }
        if !survey.problems.isEmpty {
            reason += "; left out: \(Self.list(survey.problems))"
            if lostMemory { reason += ", and with it all memory" }
        }
        isSimulated = counters.contains { $0.channel.isSimulated }
        if isSimulated {
            let still = counters.filter(\.isStill).map(\.channel.name).joined(separator: ", ")
            let stillness = still.isEmpty ? "" : " (standing still: \(still))"
            reason = "\(place.simulation)\(stillness): \(reason)"
        }
        availability = .present
        self.sensor = sensor(counters)
    }

    private static func list(_ problems: [ZoneProblem]) -> String {
        problems.map(\.text).joined(separator: ", ")
    }
}
