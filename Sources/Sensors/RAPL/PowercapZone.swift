/// A zone that the RAPL sensor may read: a processor package, or the memory that belongs to one.
///
/// Other zones stay out: `core` and `uncore` are parts of the package, `psys` contains it.
struct PowercapZone: Hashable {
    enum Part: Int, Hashable {
        case package
        case memory
    }

    /// The folder: "intel-rapl:0:1".
    var entry: String

    /// The kernel's way to the counter, of which several may lead to the same one.
    var view: PowercapView
    var package: PackageName
    var part: Part

    /// What it is: "package-0", "package-0-die-1/dram".
    var label: String { part == .memory ? "\(package.text)/dram" : package.text }

    /// Packages in the order of their numbers, each before its memory.
    var order: (PackageName, Int) { (package, part.rawValue) }

    /// The zones of a tree, packages in order, each followed by its memory; where several zones
    /// are the same thing, the preferred view of it comes first.
    ///
    /// Zones are known by their `name`, never by their number, which is hexadecimal and given in
    /// the order of registration (`powercap_sys.c`, `"%s:%x"`). Control types have no `name`.
    ///
    /// - Parameters:
    ///   - tree: is listed once.
    ///   - problem: is told of each zone whose part in the total cannot be known.
    /// - Returns: the zones that should have a counter; nothing of them but the name was read.
    /// - Throws: `SensorError` where the folder cannot be listed.
    static func all(in tree: some PowercapTree, problem: (ZoneProblem) -> Void)
        throws(SensorError) -> [PowercapZone]
    {
        var names: [PowercapEntry: String] = [:]
        for entry in try tree.entries().compactMap(PowercapEntry.init) {
            do throws(SensorError) {
                names[entry] = SystemFile.trimmed(try tree.text(of: "name", in: entry.text))
            } catch {
                problem(ZoneProblem(part: nil, label: entry.text, file: "name", error: error))
            }
        }
        // The second sort is stable and keeps the order of the views.
        return names.sorted { $0.key < $1.key }
            .compactMap { zone($0.key, named: $0.value, names: names) }
            .sorted { $0.order < $1.order }
    }

    private static func zone(
        _ entry: PowercapEntry,
        named name: String,
        names: [PowercapEntry: String]
    ) -> PowercapZone? {
        let isMemory = entry.numbers.count == 2 && name == "dram"
        guard isMemory || entry.numbers.count == 1,
            let package = PackageName(isMemory ? names[entry.parent] ?? "" : name)
        else { return nil }
        return PowercapZone(
            entry: entry.text,
            view: entry.view,
            package: package,
            part: isMemory ? .memory : .package
        )
    }
}

/// The name of a top-level zone: `package-N`, or `package-N-die-M` where counters belong to dies.
struct PackageName: Hashable, Comparable {
    var number: Int
    var die: Int?

    /// - Returns: `nil` for zones that are no package.
    init?(_ name: String) {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 4 && parts[2] == "die"), parts[0] == "package",
            let number = Int(parts[1])
        else { return nil }
        self.number = number
        if parts.count == 4 {
            guard let die = Int(parts[3]) else { return nil }
            self.die = die
        }
    }

    var text: String { "package-\(number)" + (die.map { "-die-\($0)" } ?? "") }

    static func < (left: Self, right: Self) -> Bool {
        (left.number, left.die ?? -1) < (right.number, right.die ?? -1)
    }
}

/// One of the kernel's ways to the same counters, by its control type.
struct PowercapView: Hashable, Comparable {
    /// "intel-rapl", "intel-rapl-mmio".
    var controlType: String

    /// Which view of a counter is preferred: the model-specific registers, then what is newer,
    /// and last the memory-mapped registers, which show package 0 only.
    private var rank: Int {
        switch controlType {
        case "intel-rapl": 0
        case "intel-rapl-tpmi": 1
        case "intel-rapl-mmio": 3
        default: 2
        }
    }

    /// For `Channel.interface`: "powercap", "powercap, mmio".
    var interface: String {
        let suffix = controlType.dropFirst("intel-rapl".count).drop { $0 == "-" }
        return suffix.isEmpty ? "powercap" : "powercap, \(suffix)"
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.rank, left.controlType) < (right.rank, right.controlType)
    }
}

/// Why a zone cannot be read.
struct ZoneProblem: Hashable, Error {
    /// `nil` for a zone without a name: it may be `psys`, so it is not held to be missing.
    var part: PowercapZone.Part?

    /// "package-1", or the folder where the zone has no name.
    var label: String
    var reason: String

    /// Whether a permission is missing.
    var isRefusal = false

    init(part: PowercapZone.Part?, label: String, reason: String) {
        self.part = part
        self.label = label
        self.reason = reason
    }

    init(part: PowercapZone.Part?, label: String, file: String, error: SensorError) {
        self.init(part: part, label: label, reason: "\(file): \(errorText(error.code))")
        isRefusal = error.isRefusal
    }

    var text: String { "\(label) (\(reason))" }
}

/// What the user has to know of a choice among zones.
struct ZoneNote: Hashable {
    var part: PowercapZone.Part?
    var text: String

    /// Zones that could not be read are replaced by others that hold the same.
    static func instead(
        _ entries: [String],
        of problems: [ZoneProblem],
        part: PowercapZone.Part?
    ) -> ZoneNote {
        let lost = problems.map(\.text).joined(separator: ", ")
        return ZoneNote(
            part: part,
            text: "\(entries.joined(separator: ", ")) is read in place of \(lost)"
        )
    }

    /// Dies that show the counter of another die.
    static func mirrors(_ labels: [String], of zone: PowercapZone, maker: String) -> ZoneNote {
        let (mirror, are) = labels.count == 1 ? ("mirrors", "is") : ("mirror", "are")
        return ZoneNote(
            part: zone.part,
            text: "\(labels.joined(separator: ", ")) \(mirror) \(zone.label) on \(maker) "
                + "processors and \(are) not counted"
        )
    }

    /// Dies that are taken for counters of their own because nothing says what they are.
    static func added(_ labels: [String], part: PowercapZone.Part) -> ZoneNote {
        ZoneNote(
            part: part,
            text: "\(labels.joined(separator: ", ")) are added up, as is right on Intel "
                + "processors: whether they mirror each other on this one is unknown"
        )
    }
}

/// The name of a zone's folder, taken apart: control type and numbers.
private struct PowercapEntry: Hashable, Comparable {
    var text: String
    var view: PowercapView
    var numbers: [UInt64]

    /// - Returns: `nil` for control types and for zones that are not RAPL's.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { UInt64($0, radix: 16) }
        guard parts[0].hasPrefix("intel-rapl"), parts.count > 1, numbers.count == parts.count - 1
        else { return nil }
        self.text = text
        view = PowercapView(controlType: String(parts[0]))
        self.numbers = numbers
    }

    /// The zone one level up.
    var parent: PowercapEntry {
        var parent = self
        parent.numbers.removeLast()
        parent.text = text.split(separator: ":").dropLast().joined(separator: ":")
        return parent
    }

    static func < (left: Self, right: Self) -> Bool {
        left.view != right.view
            ? left.view < right.view : left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
