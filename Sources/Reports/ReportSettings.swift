/// What a user states of a report besides the run: nothing of it was measured.
public struct ReportSettings: Sendable, Hashable {
    /// What the machine can do, for a roofline.
    public var balance: MachineBalance?

    /// Where the electricity came from and what it cost.
    public var footprint: FootprintSettings?

    public init(balance: MachineBalance? = nil, footprint: FootprintSettings? = nil) {
        self.balance = balance
        self.footprint = footprint
    }
}
