/// What looking through RAPL's zones finds: counters that can be read, and problems.
struct RAPLSurvey {
    /// Opens a zone's counter and tries it once.
    typealias Read = (RAPLZone) throws(ZoneProblem) -> RAPLSensor.Counter

    var counters: [RAPLSensor.Counter] = []

    /// Those that may make a total impossible.
    var problems: [ZoneProblem] = []

    /// Which zones were chosen where there was a choice, for the user.
    var notes: [ZoneNote] = []

    init() {}

    /// Reads every zone that is needed once.
    ///
    /// - Parameters:
    ///   - zones: in order; of several that are the same thing, the preferred first.
    ///   - dies: whether each die of a package counts.
    ///   - read: is asked for no more zones than are needed.
    init(_ zones: [RAPLZone], dies: DieRule, read: Read) {
        let parts = zones.filter(\.part.isPartOfTotal)
        let packages = Dictionary(grouping: parts, by: \.package.number)
        for (_, zones) in packages.sorted(by: { $0.key < $1.key }) {
            self += RAPLSurvey(package: zones, dies: dies, read: read)
        }
        self += RAPLSurvey(besides: counters, of: zones, dies: dies, read: read)
        counters.sort { $0.zone.order < $1.zone.order }
    }

    static func += (left: inout Self, right: Self) {
        left.counters += right.counters
        left.problems += right.problems
        left.notes += right.notes
    }
}

extension RAPLSurvey {
    /// Zones that overlap the total and are shown beside it: cores, graphics and the platform.
    ///
    /// They are no part of the total, so one that cannot be read is left out with a note.
    ///
    /// - Parameters:
    ///   - used: the packages and memory that were chosen; parts are shown of those only.
    ///   - zones: all that there are.
    ///   - dies: says on which processors a core zone is the energy of one core.
    ///   - read: is asked once a zone.
    private init(
        besides used: [RAPLSensor.Counter],
        of zones: [RAPLZone],
        dies: DieRule,
        read: Read
    ) {
        self.init()
        var wanted = zones.filter { zone in
            zone.part == .platform
                || !zone.part.isPartOfTotal
                    && used.contains {
                        $0.zone.part == .package && $0.zone.view == zone.view
                            && $0.zone.package == zone.package
                    }
        }
        // AMD's and Hygon's MSR_AMD_CORE_ENERGY_STATUS belongs to each core, and the kernel reads
        // the one of the CPU that it asks (`intel_rapl_msr.c`).
        if case .mirrored(let maker) = dies, wanted.contains(where: { $0.part == .core }) {
            wanted.removeAll { $0.part == .core }
            notes.append(.oneCore(maker: maker))
        }
        for zone in wanted where !counters.contains(where: { $0.zone.label == zone.label }) {
            do throws(ZoneProblem) {
                counters.append(try read(zone))
            } catch {
                notes.append(.withoutHarm(error))
            }
        }
    }
}
