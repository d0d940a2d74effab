internal import Experiment

/// What can be read of a board.
package enum NVIDIAQuantity: String, Sendable, CaseIterable {
    case energy
    case power
    case powerInstant = "power-instant"
    case memory
    case processMemory = "process-memory"
    case clock
    case temperature
    case utilization
    case eventReasons = "event-reasons"

    /// More than any board draws; a sensor that says so is wrong.
    private static let mostMilliwatts: UInt64 = 5_000_000

    /// Whether a value in the channel's unit can be true.
    func isPlausible(_ value: UInt64) -> Bool {
        switch self {
        case .power, .powerInstant: value <= Self.mostMilliwatts
        default: true
        }
    }

    /// Whether it is energy, or power that energy is integrated from.
    var isEnergetic: Bool { self == .energy || self == .power || self == .powerInstant }
}

/// A graphics board as one of the interfaces found it.
package struct NVIDIABoard: Sendable, Hashable {
    /// The place in the interface's list, which is in the order of the PCI bus.
    package var index: Int
    package var uuid: String
    package var name: String
    package var architecture: NVIDIAArchitecture

    /// Whether it is split into instances (MIG), which its energy cannot be shared out to.
    package var isSplit = false

    /// Whether this machine is a guest that has a part of the board (vGPU).
    package var isVirtual = false

    /// What gave a value when it was tried.
    package var quantities: [NVIDIAQuantity] = []

    /// Why the rest gave none: numbers as in failed readings.
    package var failures: [NVIDIAQuantity: Int32] = [:]

    /// Whether it is a part of a system on a chip: of Tegra and Jetson modules, and of the GB10.
    package var isIntegrated: Bool {
        let words = name.split { " -()".contains($0) }.map { $0.lowercased() }
        return words.contains { word in
            ["orin", "xavier", "thor", "tegra", "jetson", "nvgpu", "gb10"].contains(word)
        }
    }

    var hasEnergy: Bool { quantities.contains(where: \.isEnergetic) }

    /// The board in a message.
    var title: String { "\(uuid) (\(name))" }
}

/// Makes the channels of boards.
struct NVIDIAChannels {
    /// "NVML" or "nvidia-smi".
    var interface: String
    var driver: Int?
    var isSimulated: Bool

    /// A sensor's power may be off by −6 to +11 % of the truth, differently from board to board of
    /// one model and always alike on one (arXiv 2312.02741); the counter adds up the same sensor.
    static let relativeAccuracy = 0.11

    func channel(
        _ quantity: NVIDIAQuantity,
        of board: NVIDIABoard,
        domain: Channel.Domain
    ) -> Channel {
        let timing = timing(quantity, of: board)
        return Channel(
            name: "nvidia/\(board.uuid)/\(quantity.rawValue)",
            sensor: NVIDIAProbe.name,
            interface: interface,
            quantity: raw(quantity),
            behaviour: quantity == .energy ? .counter(wrapsAt: nil) : .gauge,
            domain: domain,
            device: board.uuid,
            isSimulated: isSimulated,
            refreshPeriod: timing.refreshPeriod,
            averagingWindow: timing.averagingWindow,
            resolution: resolution(quantity),
            relativeAccuracy: quantity.isEnergetic ? Self.relativeAccuracy : nil
        )
    }

    private func timing(_ quantity: NVIDIAQuantity, of board: NVIDIABoard) -> NVIDIASensorTiming {
        switch quantity {
        case .energy: .energy(board.architecture)
        case .power: .power(board.architecture, driver: driver)
        case .powerInstant: .instantPower(board.architecture)
        case .utilization: .utilization
        default: .immediate
        }
    }

    private func raw(_ quantity: NVIDIAQuantity) -> Channel.Quantity {
        switch quantity {
        case .energy: .energyMillijoules
        case .power, .powerInstant: .powerMilliwatts
        case .memory, .processMemory: .memoryBytes
        case .clock: .frequencyKilohertz
        case .temperature: .temperatureMillicelsius
        case .utilization: .percent
        case .eventReasons: .bits
        }
    }

    /// NVML gives mW, °C and MHz; `nvidia-smi` hundredths of a watt and MiB.
    private func resolution(_ quantity: NVIDIAQuantity) -> UInt64 {
        let isText = interface == NVIDIAProbe.smiInterface
        switch quantity {
        case .power, .powerInstant: return isText ? 10 : 1
        case .memory: return isText ? 1 << 20 : 1
        case .clock, .temperature: return 1000
        default: return 1
        }
    }
}
