internal import Experiment

/// Something that the RAPL sensor may read: a package, memory, or what shows parts of them.
struct RAPLZone: Hashable {
    enum Part: Int, Hashable {
        case package
        case memory
        case core
        case uncore
        case platform

        /// Whether the total lacks something without it.
        var isPartOfTotal: Bool { domain.isPartOfTotal }

        var domain: Channel.Domain {
            switch self {
            case .package: .package
            case .memory: .dram
            case .core: .core
            case .uncore: .uncore
            case .platform: .psys
            }
        }
    }

    /// The folder ("intel-rapl:0:1"), or the event and its CPU ("energy-ram of CPU 0").
    var entry: String

    /// The kernel's way to the counter, of which several may lead to the same one.
    var view: RAPLView

    /// The package that it belongs to; for the platform the one whose registers show it.
    var package: PackageName
    var part: Part

    /// What it is: "package-0", "package-0-die-1/dram", "psys".
    var label: String {
        switch part {
        case .package: package.text
        case .memory: "\(package.text)/dram"
        case .core: "\(package.text)/core"
        case .uncore: "\(package.text)/uncore"
        case .platform: package.number == 0 ? "psys" : "psys-\(package.number)"
        }
    }

    /// Packages in the order of their numbers, each before its parts; the platform at the end.
    var order: (Int, PackageName, Int) { (part == .platform ? 1 : 0, package, part.rawValue) }
}

/// The name of a top-level zone: `package-N`, or `package-N-die-M` where counters belong to dies.
struct PackageName: Hashable, Comparable {
    var number: Int
    var die: Int?

    init(number: Int, die: Int? = nil) {
        self.number = number
        self.die = die
    }

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

/// One of the kernel's ways to the same counters, by its control type in powercap.
struct RAPLView: Hashable, Comparable {
    /// "intel-rapl", "intel-rapl-mmio"; "perf" where it is no control type of powercap.
    var controlType: String

    /// perf's `power` PMU.
    static let perf = RAPLView(controlType: "perf")

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

    /// For `Channel.interface`: "powercap", "powercap, mmio", "perf".
    var interface: String {
        if self == .perf { return controlType }
        let suffix = controlType.dropFirst("intel-rapl".count).drop { $0 == "-" }
        return suffix.isEmpty ? "powercap" : "powercap, \(suffix)"
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.rank, left.controlType) < (right.rank, right.controlType)
    }
}

extension RAPLZone {
    /// The zone as a channel, whichever interface it is read through.
    ///
    /// - Parameters:
    ///   - quantity: the unit of the raw integers.
    ///   - wrapsAt: the last value before the wrap; `nil` where the kernel undoes wraps.
    ///   - resolution: the smallest step, in that unit.
    ///   - isSimulated: whether the numbers are not this machine's; their scale is exact then.
    ///   - cpu: what the accuracy depends on.
    /// - Returns: the channel.
    func channel(
        _ quantity: Channel.Quantity,
        wrapsAt: UInt64?,
        resolution: UInt64,
        isSimulated: Bool,
        cpu: CPUInfo
    ) -> Channel {
        Channel(
            name: "\(RAPLSensor.name)/\(label)",
            sensor: RAPLSensor.name,
            interface: view.interface,
            quantity: quantity,
            behaviour: .counter(wrapsAt: wrapsAt),
            domain: part.domain,
            isSimulated: isSimulated,
            refreshPeriod: .milliseconds(1),
            resolution: resolution,
            relativeAccuracy: isSimulated ? 0 : RAPLAccuracy.share(of: part, on: cpu)
        )
    }
}
