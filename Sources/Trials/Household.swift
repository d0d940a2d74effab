public import Experiment
internal import Foundation

/// How the processes that a run starts are kept in order.
public struct Household: Sendable {
    var interrupts: Interrupts
    var guardian: Guardian

    /// The children of this process that are not a workload's.
    ///
    /// Those that it had before, such as a shell's `> >(tee log)`; all others are leftovers of the
    /// trial.
    ///
    /// `nil` where children come from elsewhere, too: then only those are taken that can be told.
    var others: Set<pid_t>?

    /// Signals and children of the process belong to others.
    public static let guest = Household(
        interrupts: .ignored,
        guardian: .none,
        others: nil
    )

    /// Takes over signals, children and what happens after a kill, for a harness of its own.
    ///
    /// To be called before the process starts a thread: threads inherit which signals are blocked.
    ///
    /// - Parameter lock: the host's, which is then held until nothing is left of the workload,
    ///   even where this process was killed.
    /// - Returns: what trials and prepare steps are made with.
    /// - Throws: `TrialsError.system` where the kernel refuses.
    public static func takeOver(lock: HostLock? = nil) throws(TrialsError) -> Household {
        let identity = UUID().uuidString
        let guardian = try Guardian.start(
            keeping: lock?.descriptor,
            harness: "\(harnessVariable)=\(identity)"
        )
        // All that is started from here on inherits it: workloads, steps and sensors' helpers.
        setenv(harnessVariable, identity, 1)
        let interrupts = try Interrupts.takeOver()
        // The first process of a container gets everybody's orphans.
        let others = getpid() == 1 ? nil : Set(Orphans.ownChildren())
        return Household(interrupts: interrupts, guardian: guardian, others: others)
    }

    /// Names the harness in the environment of all that it starts.
    private static let harnessVariable = "JOULEBENCH_HARNESS"

    /// Lets signals end this process again, when nothing is running that would have to be ended.
    public func releaseInterrupts() { interrupts.release() }

    /// Waits until an instant, or until a signal comes.
    ///
    /// - Returns: whether a signal came.
    public func waitForInterrupt(until instant: MonotonicInstant) -> Bool {
        interrupts.wait(until: instant)
    }

    /// The same with more children that are not a workload's, such as a sensor's helper.
    ///
    /// - Parameter processes: children that were started since.
    /// - Returns: a household that leaves them alone.
    public func sparing(_ processes: [Int32]) -> Household {
        var household = self
        household.others?.formUnion(processes)
        return household
    }
}
