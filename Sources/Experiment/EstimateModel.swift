public import Units

/// A model that turns CPU time into energy where no counter can be read.
///
/// Never a measurement, whatever it is made of.
public struct EstimateModel: Sendable, Hashable {
    /// How the energy is worked out.
    public enum Method: Sendable, Hashable {
        /// The packages' power at the utilisation that the workload alone makes, over the window,
        /// and the power of the memory that it holds.
        case packagePower(PackagePower)

        /// CPU time × the watts of one busy hardware thread: what runs before 0.2 were stored with.
        case busyThread(watts: Double)
    }

    public var method: Method

    /// ± as a share of the value; an expanded uncertainty.
    public var relativeUncertainty: Double

    /// What the power was chosen by: the processor, its microarchitecture or "any processor".
    public var basis: String
    public var source: String

    public init(
        method: Method,
        relativeUncertainty: Double,
        basis: String,
        source: String
    ) {
        self.method = method
        self.relativeUncertainty = relativeUncertainty
        self.basis = basis
        self.source = source
    }

    /// The estimate for a window.
    ///
    /// - Parameters:
    ///   - cpuTime: of the workload, inside the window.
    ///   - window: how long it is.
    ///   - memory: what the workload held on average; where it is unknown, the estimate leaves
    ///     memory out and its scope says so.
    /// - Returns: an estimated figure.
    public func energy(cpuTime: Duration, window: Duration, memory: ByteCount?) -> Figure<Energy> {
        let value: Energy
        let scope: String
        switch method {
        case .packagePower(let package):
            let own = package.power(cpuTime: cpuTime, window: window) * window
            let ofMemory = memory.map { package.power(memory: $0) * window }
            value = own + (ofMemory ?? .zero)
            scope = ofMemory == nil ? "package (model)" : "package + DRAM (model)"
        case .busyThread(let watts):
            value = Power.watts(watts) * cpuTime
            scope = "process tree, from CPU time"
        }
        return Figure(
            value: value,
            budget: UncertaintyBudget(accuracy: value * relativeUncertainty),
            provenance: .estimated,
            scope: scope
        )
    }
}

/// The power of processor packages by their utilisation, as a model.
///
/// Power = packages × thermal design power × a share by utilisation: 12 % idle, 32 % at a tenth,
/// 75 % at half, 102 % at full utilisation, on straight lines between (B. Davy, "Estimating AWS EC2
/// instances power consumption", Teads 2021). The utilisation is the workload's CPU time ÷ (window ×
/// logical CPUs): what other programs do is not in it. The idle 12 % go to the workload for as long
/// as its window lasts, so that the estimate follows CPU time and, through them, wall time.
public struct PackagePower: Sendable, Hashable {
    /// The thermal design power of one package.
    public var thermalDesignPower: Power

    /// How many packages this machine has: in a guest, its logical CPUs ÷ the threads of a package.
    public var packages: Double

    /// The CPUs of this machine over which the utilisation is taken.
    public var logicalCPUs: Int

    public init(thermalDesignPower: Power, packages: Double, logicalCPUs: Int) {
        self.thermalDesignPower = thermalDesignPower
        self.packages = packages
        self.logicalCPUs = logicalCPUs
    }

    /// The power of memory: 0.392 W for 10⁹ bytes.
    ///
    /// The mean of Crucial's 0.375 and Micron's 0.4083 (Cloud Carbon Footprint, methodology).
    public static let wattsPerGigabyte = 0.392

    /// The points of the curve: utilisation and share of the thermal design power.
    private static let curve = [(0.0, 0.12), (0.1, 0.32), (0.5, 0.75), (1.0, 1.02)]

    /// The share of the thermal design power at a utilisation, which is held between 0 and 1.
    public static func share(utilisation: Double) -> Double {
        let held = min(max(utilisation, 0), 1)
        for ((left, low), (right, high)) in zip(curve, curve.dropFirst()) where held <= right {
            return low + (high - low) * (held - left) / (right - left)
        }
        return 1.02
    }

    func power(cpuTime: Duration, window: Duration) -> Power {
        let capacity = window.inSeconds * Double(logicalCPUs)
        let utilisation = capacity > 0 ? cpuTime.inSeconds / capacity : 0
        return thermalDesignPower * (packages * Self.share(utilisation: utilisation))
    }

    func power(memory: ByteCount) -> Power { .watts(memory.bytes / 1e9 * Self.wattsPerGigabyte) }
}
