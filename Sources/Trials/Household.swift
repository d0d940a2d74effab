/// How the processes that a run starts are kept in order.
public struct Household: Sendable {
    var interrupts: Interrupts
    var guardian: Guardian

    /// Whether all children of this process that are not a trial's first one are leftovers of it.
    ///
    /// True for the harness. Where other code of the process has children of its own, as in
    /// tests, only those that can be told are taken.
    var ownsAllChildren: Bool

    /// Signals and children of the process belong to others.
    public static let guest = Household(
        interrupts: .ignored,
        guardian: .none,
        ownsAllChildren: false
    )

    /// Takes over signals, children and what happens after a kill, for a harness of its own.
    ///
    /// To be called before the process starts a thread: threads inherit which signals are blocked.
    ///
    /// - Throws: `TrialsError.system` where the kernel refuses.
    public static func takeOver() throws(TrialsError) -> Household {
        let guardian = try Guardian.start()
        let interrupts = try Interrupts.takeOver()
        return Household(interrupts: interrupts, guardian: guardian, ownsAllChildren: true)
    }
}
