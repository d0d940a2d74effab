/// The generations of NVIDIA's boards, as far as their power sensors differ.
package enum NVIDIAArchitecture: Sendable, Hashable, CaseIterable {
    case kepler, maxwell, pascal, volta, turing
    /// The GA100 chip: A100, A800 and A30.
    case ampereGA100
    /// The other Ampere chips.
    case ampere
    case ada, hopper
    /// Blackwell and what came after.
    case newer
    case unknown

    /// From NVML's number (`NVML_DEVICE_ARCH_…` in `nvml.h`) and the name of the board.
    package init(nvml number: UInt64?, name: String) {
        switch number {
        case 2: self = .kepler
        case 3: self = .maxwell
        case 4: self = .pascal
        case 5: self = .volta
        case 6: self = .turing
        case 7: self = Self.isGA100(name) ? .ampereGA100 : .ampere
        case 8: self = .ada
        case 9: self = .hopper
        case .some(10..<1000): self = .newer
        default: self = .unknown
        }
    }

    /// From the compute capability ("8.9"), which `nvidia-smi` tells since driver 510.
    package init(computeCapability text: String) {
        let parts = text.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2 else {
            self = .unknown
            return
        }
        switch (parts[0], parts[1]) {
        case (3, _): self = .kepler
        case (5, _): self = .maxwell
        case (6, _): self = .pascal
        case (7, 5): self = .turing
        case (7, _): self = .volta
        case (8, 0): self = .ampereGA100
        case (8, 9): self = .ada
        case (8, _): self = .ampere
        case (9, _): self = .hopper
        case (10..., _): self = .newer
        default: self = .unknown
        }
    }

    private static func isGA100(_ name: String) -> Bool {
        name.split { " -".contains($0) }.contains { ["A100", "A100X", "A800", "A30"].contains($0) }
    }
}

/// How often a board's power sensor shows something new, and over which time that is averaged.
///
/// As Yang, Adamek and Armour measured it on boards of each generation ("Part-time Power
/// Measurements", SC24, arXiv 2312.02741, table of `JimZeyuYang/GPU_Power_Benchmark`).
package struct NVIDIASensorTiming: Sendable, Hashable {
    package var refreshPeriod: Duration
    package var averagingWindow: Duration

    private init(_ period: Int, _ window: Int) {
        refreshPeriod = .milliseconds(period)
        averagingWindow = .milliseconds(window)
    }

    /// `power.draw` and `nvmlDeviceGetPowerUsage`; their meaning changed with the driver.
    ///
    /// Maxwell and Kepler follow like a charging capacitor, without a window; they get the widest
    /// one. So do boards that nobody has measured.
    package static func power(_ architecture: NVIDIAArchitecture, driver: Int?) -> Self {
        switch architecture {
        case .volta, .pascal: Self(20, 10)
        case .turing: Self(100, 100)
        case .ampereGA100: Self(100, 25)
        case .ampere, .ada: driver == 530 ? Self(100, 100) : Self(100, 1000)
        case .kepler, .maxwell, .hopper, .newer, .unknown: Self(100, 1000)
        }
    }

    /// `power.draw.instant` and field 186 of NVML.
    package static func instantPower(_ architecture: NVIDIAArchitecture) -> Self {
        switch architecture {
        case .volta, .pascal: Self(20, 10)
        case .ampereGA100, .hopper: Self(100, 25)
        case .turing, .ampere, .ada, .newer: Self(100, 100)
        case .kepler, .maxwell, .unknown: Self(100, 1000)
        }
    }

    /// The energy counter, which follows the power sensor.
    package static func energy(_ architecture: NVIDIAArchitecture) -> Self {
        switch architecture {
        case .volta, .pascal: Self(20, 0)
        default: Self(100, 0)
        }
    }

    /// The share of busy time, sampled over a sixth of a second to a second (`nvml.h`).
    static let utilization = Self(1000, 1000)

    /// What is looked up when it is asked for.
    static let immediate = Self(0, 0)
}
