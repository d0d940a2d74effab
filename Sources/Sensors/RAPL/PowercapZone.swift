/// A zone that the RAPL sensor reads: a processor package, or the memory that belongs to one.
///
/// Other zones stay out: `core` and `uncore` are parts of the package, `psys` contains it.
struct PowercapZone: Hashable {
    enum Part: Hashable {
        case package
        case memory
    }

    /// The folder: "intel-rapl:0:1".
    var entry: String

    /// What it is: "package-0", "package-0-die-1".
    var package: String
    var part: Part

    var label: String { part == .memory ? "\(package)/dram" : package }

    /// The zones of a tree, each thing once, packages in order, each followed by its memory.
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
        var chosen: [String: (zone: PowercapZone, rank: Int)] = [:]
        for (entry, name) in names.sorted(by: { $0.key < $1.key }) {
            guard let zone = zone(entry, named: name, names: names) else { continue }
            guard let other = chosen[zone.label] else {
                chosen[zone.label] = (zone, entry.rank)
                continue
            }
            // The entries come in order of rank: a later one of the same rank is no duplicate
            // of the same counter but a second zone that cannot be told from the first.
            guard other.rank == entry.rank else { continue }
            problem(
                ZoneProblem(
                    part: zone.part,
                    label: zone.label,
                    reason: "\(other.zone.entry) and \(entry.text) have the same name"
                )
            )
        }
        return chosen.values.map(\.zone).sorted { order($0) < order($1) }
    }

    private static func zone(
        _ entry: PowercapEntry,
        named name: String,
        names: [PowercapEntry: String]
    ) -> PowercapZone? {
        switch entry.numbers.count {
        case 1 where isPackage(name):
            PowercapZone(entry: entry.text, package: name, part: .package)
        case 2 where name == "dram":
            if let parent = names[entry.parent], isPackage(parent) {
                PowercapZone(entry: entry.text, package: parent, part: .memory)
            } else {
                nil
            }
        default: nil
        }
    }

    /// `package-N`, or `package-N-die-M` where the counters belong to dies.
    private static func isPackage(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2 || (parts.count == 4 && parts[2] == "die") else { return false }
        return parts[0] == "package" && Int(parts[1]) != nil
            && (parts.count == 2 || Int(parts[3]) != nil)
    }

    private static func order(_ zone: PowercapZone) -> (Int, Int, Int) {
        let numbers = zone.package.split(separator: "-").compactMap { Int($0) }
        return (numbers.first ?? 0, numbers.dropFirst().first ?? -1, zone.part == .memory ? 1 : 0)
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

/// The name of a zone's folder, taken apart: control type and numbers.
private struct PowercapEntry: Hashable, Comparable {
    var text: String
    var controlType: String
    var numbers: [UInt64]

    /// - Returns: `nil` for control types and for zones that are not RAPL's.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { UInt64($0, radix: 16) }
        guard parts[0].hasPrefix("intel-rapl"), parts.count > 1, numbers.count == parts.count - 1
        else { return nil }
        self.text = text
        controlType = String(parts[0])
        self.numbers = numbers
    }

    /// The zone one level up.
    var parent: PowercapEntry {
        var parent = self
        parent.numbers.removeLast()
        parent.text = text.split(separator: ":").dropLast().joined(separator: ":")
        return parent
    }

    /// Which of several views of one counter is preferred.
    ///
    /// `intel-rapl-mmio` shows package 0 once
    /// more through memory-mapped registers, so it comes last.
    var rank: Int {
        switch controlType {
        case "intel-rapl": 0
        case "intel-rapl-mmio": 2
        default: 1
        }
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.rank, left.controlType) != (right.rank, right.controlType)
            ? (left.rank, left.controlType) < (right.rank, right.controlType)
            : left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}
