public import Units

/// What the phases of a trial cost, as a tree by name.
///
/// The own costs of all phases and `unattributed` add up to `window`.
public struct PhaseTree: Sendable, Hashable {
    public var window: PhaseCost

    /// Each after the phase around it, in the order in which they appeared.
    public var phases: [Phase]

    /// The part of the window that no phase covers.
    public var unattributed: PhaseCost

    /// How a log that does not nest was understood.
    public var remarks: [PhaseRemark]

    public init(
        window: PhaseCost,
        phases: [Phase],
        unattributed: PhaseCost,
        remarks: [PhaseRemark] = []
    ) {
        self.window = window
        self.phases = phases
        self.unattributed = unattributed
        self.remarks = remarks
    }
}

/// All phases of one name inside the same phases: "forward" in "epoch".
public struct Phase: Sendable, Hashable {
    /// The names from the outermost phase on; a phase inside another of its name is not told apart.
    public var path: [String]

    /// How many there were in the window.
    public var count: Int

    /// While at least one was open, with the phases inside.
    public var total: PhaseCost

    /// Without the phases inside.
    public var own: PhaseCost

    public init(path: [String], count: Int, total: PhaseCost, own: PhaseCost) {
        self.path = path
        self.count = count
        self.total = total
        self.own = own
    }

    public var name: String { path.last ?? "" }

    /// How many phases are around it.
    public var depth: Int { path.count - 1 }
}

/// A time and the energy in it.
public struct PhaseCost: Sendable, Hashable {
    public var time: Duration
    public var energy: Finding<Energy>

    public init(time: Duration, energy: Finding<Energy>) {
        self.time = time
        self.energy = energy
    }

    /// The mean power; `nil` where there is no energy or no time.
    public var power: Power? {
        guard time > .zero, let energy = energy.figure else { return nil }
        return energy.value / time
    }
}
