extension RAPLZone {
    /// The zones of a tree, in order; of several that are the same thing, the preferred view first.
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
        throws(SensorError) -> [RAPLZone]
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
    ) -> RAPLZone? {
        let isTop = entry.numbers.count == 1
        if isTop, let number = platform(name) {
            return RAPLZone(
                entry: entry.text,
                view: entry.view,
                package: PackageName(number: number),
                part: .platform
            )
        }
        guard isTop || entry.numbers.count == 2,
            let package = PackageName(isTop ? name : names[entry.parent] ?? ""),
            let part = isTop ? .package : child(name)
        else { return nil }
        return RAPLZone(entry: entry.text, view: entry.view, package: package, part: part)
    }

    private static func child(_ name: String) -> Part? {
        switch name {
        case "dram": .memory
        case "core": .core
        case "uncore": .uncore
        default: nil
        }
    }

    /// The package whose registers show the platform: `psys` is package 0's, `psys-N` another's
    /// (`rapl_init_domains`).
    private static func platform(_ name: String) -> Int? {
        if name == "psys" { return 0 }
        guard name.hasPrefix("psys-") else { return nil }
        return Int(name.dropFirst("psys-".count))
    }
}

/// The name of a zone's folder, taken apart: control type and numbers.
private struct PowercapEntry: Hashable, Comparable {
    var text: String
    var view: RAPLView
    var numbers: [UInt64]

    /// - Returns: `nil` for control types and for zones that are not RAPL's.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.dropFirst().compactMap { UInt64($0, radix: 16) }
        guard parts[0].hasPrefix("intel-rapl"), parts.count > 1, numbers.count == parts.count - 1
        else { return nil }
        self.text = text
        view = RAPLView(controlType: String(parts[0]))
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
