/// The temperatures of one processor package, chip or zone; the highest of its files counts.
struct Thermometer: Sendable, Hashable {
    /// "coretemp/Package id 0", "k10temp", "x86_pkg_temp".
    var name: String

    /// Whole paths; each holds m°C.
    var files: [String]

    /// The drivers of processors' own sensors (`Documentation/hwmon`).
    private static let chips: Set<String> = [
        "coretemp", "k10temp", "k8temp", "zenpower", "cpu_thermal", "soc_thermal", "scpi_sensors",
    ]

    /// The thermal zones that belong to a processor.
    private static let zones: Set<String> = [
        "x86_pkg_temp", "cpu-thermal", "cpu_thermal", "soc-thermal", "soc_thermal",
    ]

    /// Finds the processor's sensors: those of hwmon, else the thermal zones.
    static func find(root: String) -> [Thermometer] {
        let chips = chips(root: root)
        return unique(chips.isEmpty ? zones(root: root) : chips)
    }

    private static func chips(root: String) -> [Thermometer] {
        let folder = "\(root)/sys/class/hwmon"
        let names = (try? SystemFile.names(in: folder)) ?? []
        return names.compactMap { chip(in: "\(folder)/\($0)") }
    }

    private static func chip(in folder: String) -> Thermometer? {
        guard let name = SystemFile.line(at: "\(folder)/name"), chips.contains(name) else {
            return nil
        }
        let inputs = ((try? SystemFile.names(in: folder)) ?? []).filter {
            $0.hasPrefix("temp") && $0.hasSuffix("_input") && isReadable("\(folder)/\($0)")
        }
        var labels: [String: String] = [:]
        for input in inputs {
            labels[input] = SystemFile.line(at: "\(folder)/\(input.dropLast(6))_label")
        }
        // Tctl is Tdie plus an offset that is there to drive fans (Documentation/hwmon/k10temp.rst).
        let hasDie = labels.values.contains("Tdie")
        let files = inputs.filter { !hasDie || labels[$0] != "Tctl" }.map { "\(folder)/\($0)" }
        guard !files.isEmpty else { return nil }
        let package = labels.values.first { $0.hasPrefix("Package id") }
        return Thermometer(name: package.map { "\(name)/\($0)" } ?? name, files: files)
    }

    private static func zones(root: String) -> [Thermometer] {
        let folder = "\(root)/sys/class/thermal"
        let names = (try? SystemFile.names(in: folder)) ?? []
        let all = names.filter { $0.hasPrefix("thermal_zone") }.compactMap { name -> Thermometer? in
            guard let type = SystemFile.line(at: "\(folder)/\(name)/type"),
                isReadable("\(folder)/\(name)/temp")
            else { return nil }
            return Thermometer(name: type, files: ["\(folder)/\(name)/temp"])
        }
        let own = all.filter { zones.contains($0.name) }
        return own.isEmpty ? all : own
    }

    private static func isReadable(_ path: String) -> Bool {
        SystemFile.line(at: path).flatMap(CounterText.number(in:)) != nil
    }

    /// Numbers the second and further ones of a name.
    private static func unique(_ thermometers: [Thermometer]) -> [Thermometer] {
        var counts: [String: Int] = [:]
        return thermometers.map { thermometer in
            let count = counts[thermometer.name, default: 0] + 1
            counts[thermometer.name] = count
            guard count > 1 else { return thermometer }
            return Thermometer(name: "\(thermometer.name) (\(count))", files: thermometer.files)
        }
    }
}
