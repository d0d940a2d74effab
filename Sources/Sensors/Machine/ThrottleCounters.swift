/// The counters of how often heat slowed the processor down.
///
/// `/sys/devices/system/cpu/cpuN/thermal_throttle/{core,package}_throttle_count`, on Intel only
/// (`drivers/thermal/intel/therm_throt.c`). Threads of one core and CPUs of one package show the same
/// event, so that one CPU speaks for each.
enum ThrottleCounters {
    /// A file for each core.
    static func core(root: String) -> [String] {
        files("core_throttle_count", root: root) { topology in
            topology("die_id").map { die in
                "\(topology("physical_package_id") ?? "")/\(die)/\(topology("core_id") ?? "")"
            } ?? "\(topology("physical_package_id") ?? "")/\(topology("core_id") ?? "")"
        }
    }

    /// A file for each package.
    static func package(root: String) -> [String] {
        files("package_throttle_count", root: root) { $0("physical_package_id") ?? "" }
    }

    private static func files(
        _ file: String,
        root: String,
        key: ((String) -> String?) -> String
    ) -> [String] {
        let folder = "\(root)/sys/devices/system/cpu"
        var seen: Set<String> = []
        return ((try? SystemFile.names(in: folder)) ?? []).compactMap { name in
            guard name.hasPrefix("cpu"), Int(name.dropFirst(3)) != nil else { return nil }
            let path = "\(folder)/\(name)/thermal_throttle/\(file)"
            let place = key { SystemFile.line(at: "\(folder)/\(name)/topology/\($0)") }
            guard SystemFile.line(at: path).flatMap(CounterText.number(in:)) != nil,
                seen.insert(place).inserted
            else { return nil }
            return path
        }
    }
}
