/// Why the `power` PMU as a whole cannot be used.
enum PMUFault: Error, Hashable {
    case absent(String)
    /// It is there; with the line that mends it, where there is one.
    case refused(String, remedy: String? = nil)

    /// Tells a missing permission for a file from a file that is not there.
    static func absentOrRefused<Value>(
        _ path: String,
        _ read: () throws(SensorError) -> Value
    ) throws(PMUFault) -> Value {
        do throws(SensorError) {
            return try read()
        } catch {
            let reason = "\(path): \(errorText(error.code))"
            throw error.isRefusal
                ? .refused(reason, remedy: "sudo chmod a+r \(path)") : .absent(reason)
        }
    }
}

/// Makes sense of the files that describe the `power` PMU.
struct PowerPMUReader<PMU: PowerPMU> {
    private let pmu: PMU

    init(_ pmu: PMU) { self.pmu = pmu }

    /// The packages, or their dies where several CPUs of one package count, by the CPU to ask.
    ///
    /// `cpumask` lists one CPU for each counter there is.
    ///
    /// - Throws: `PMUFault` where a file is missing or is no list of CPUs.
    func packages() throws(PMUFault) -> [(cpu: Int32, package: PackageName)] {
        let text = try text(of: "cpumask")
        guard let cpus = CPUList.cpus(in: text), !cpus.isEmpty else {
            throw .refused("\(pmu.location)/cpumask: “\(text)” is no list of CPUs")
        }
        var places: [(cpu: Int32, package: PackageName)] = []
        for cpu in cpus {
            let number = try topology("physical_package_id", cpu)
            places.append((cpu, PackageName(number: number)))
        }
        let count = Dictionary(grouping: places, by: \.package).mapValues(\.count)
        for index in places.indices where (count[places[index].package] ?? 0) > 1 {
            places[index].package.die = try topology("die_id", places[index].cpu)
        }
        return places
    }

    /// An event with its code; the CPU is to be filled in.
    ///
    /// - Throws: `PMUFault` where its unit is any other than 2⁻³² J, for a guess would make every
    ///   energy wrong.
    func event(_ name: String) throws(PMUFault) -> PowerEvent {
        let type = try text(of: "type")
        guard let type = UInt32(type) else {
            throw .refused("\(pmu.location)/type: “\(type)” is no number")
        }
        let code = try text(of: "events/\(name)")
        guard code.hasPrefix("event=0x"),
            let config = UInt64(code.dropFirst("event=0x".count), radix: 16)
        else { throw .refused("\(pmu.location)/events/\(name): “\(code)” is no event code") }
        let unit = try text(of: "events/\(name).unit")
        let scale = try text(of: "events/\(name).scale")
        guard unit == "Joules", Double(scale) == 0x1p-32 else {
            throw .refused("\(name) counts in \(scale) \(unit) and not in 2⁻³² Joules")
        }
        return PowerEvent(name: name, type: type, config: config, cpu: 0)
    }

    private func topology(_ file: String, _ cpu: Int32) throws(PMUFault) -> Int {
        let path = "cpu\(cpu)/topology/\(file)"
        let text = try PMUFault.absentOrRefused(path) { () throws(SensorError) in
            SystemFile.trimmed(try pmu.topology(file, ofCPU: cpu))
        }
        guard let number = Int(text), number >= 0 else {
            throw .refused("\(path): “\(text)” is no number")
        }
        return number
    }

    private func text(of file: String) throws(PMUFault) -> String {
        try PMUFault.absentOrRefused("\(pmu.location)/\(file)") { () throws(SensorError) in
            SystemFile.trimmed(try pmu.text(of: file))
        }
    }
}

/// Lists of CPUs as the kernel writes them: "0,18", "0-3,8".
enum CPUList {
    /// The CPUs in a list, in its order.
    ///
    /// - Returns: `nil` where it is none.
    static func cpus(in text: String) -> [Int32]? {
        var cpus: [Int32] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false)
                .map { Int32($0) }
            guard (1...2).contains(ends.count), let first = ends[0],
                let last = ends.last ?? nil, first >= 0, first <= last, last < 1 << 20
            else { return nil }
            cpus += first...last
        }
        return cpus
    }
}
