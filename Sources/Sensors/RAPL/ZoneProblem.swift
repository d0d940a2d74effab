/// Why a zone cannot be read.
struct ZoneProblem: Hashable, Error {
    /// `nil` for a zone without a name: it may be `psys`, so it is not held to be missing.
    var part: RAPLZone.Part?

    /// "package-1", or the folder where the zone has no name.
    var label: String
    var reason: String

    /// Whether a permission is missing.
    var isRefusal = false

    init(part: RAPLZone.Part?, label: String, reason: String) {
        self.part = part
        self.label = label
        self.reason = reason
    }

    init(part: RAPLZone.Part?, label: String, file: String, error: SensorError) {
        self.init(part: part, label: label, reason: "\(file): \(errorText(error.code))")
        isRefusal = error.isRefusal
    }

    /// A counter that can be read and shows the same all the time.
    static func standsStill(part: RAPLZone.Part?, label: String, counter: String) -> ZoneProblem {
        ZoneProblem(part: part, label: label, reason: "\(counter): opens but does not count")
    }

    var text: String { "\(label) (\(reason))" }
}

/// What the user has to know of a choice among zones.
struct ZoneNote: Hashable {
    var part: RAPLZone.Part?
    var text: String

    /// Zones that could not be read are replaced by others that hold the same.
    static func instead(
        _ entries: [String],
        of problems: [ZoneProblem],
        part: RAPLZone.Part?
    ) -> ZoneNote {
        let lost = problems.map(\.text).joined(separator: ", ")
        return ZoneNote(
            part: part,
            text: "\(entries.joined(separator: ", ")) is read in place of \(lost)"
        )
    }

    /// Dies that show the counter of another die.
    static func mirrors(_ labels: [String], of zone: RAPLZone, maker: String) -> ZoneNote {
        let (mirror, are) = labels.count == 1 ? ("mirrors", "is") : ("mirror", "are")
        return ZoneNote(
            part: zone.part,
            text: "\(labels.joined(separator: ", ")) \(mirror) \(zone.label) on \(maker) "
                + "processors and \(are) not counted"
        )
    }

    /// Zones outside the total that could not be read, which does not matter to it.
    static func withoutHarm(_ problem: ZoneProblem) -> ZoneNote {
        ZoneNote(part: problem.part, text: "without \(problem.text), which is no part of the total")
    }

    /// The zones of cores, each of which shows one core and not all of them.
    static func oneCore(maker: String) -> ZoneNote {
        ZoneNote(part: .core, text: "core is left out, for on \(maker) processors it is one core")
    }

    /// Dies that are taken for counters of their own because nothing says what they are.
    static func added(_ labels: [String], part: RAPLZone.Part) -> ZoneNote {
        ZoneNote(
            part: part,
            text: "\(labels.joined(separator: ", ")) are added up, as is right on Intel "
                + "processors: whether they mirror each other on this one is unknown"
        )
    }
}
