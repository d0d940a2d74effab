package import Experiment
internal import Foundation
package import Sensors
internal import Synchronization
public import Units

/// What a gate looks at and acts with: the machine, or a test's script of it.
package protocol GateInstruments: AnyObject {
    func now() -> MonotonicInstant

    /// Waits until an instant, or until a signal comes.
    ///
    /// - Returns: whether a signal came.
    func wait(until instant: MonotonicInstant) -> Bool

    /// What the CPUs have done; `nil` where it cannot be read.
    func use() -> CPUUse?

    /// The processor's temperature; `nil` where it cannot be read.
    func temperature() -> Temperature?

    /// Keeps every CPU busy until `stopBurn`.
    func startBurn()

    /// Returns when no CPU is kept busy any more.
    func stopBurn()
}

/// This machine.
public final class MachineInstruments: GateInstruments {
    private let glance: MachineGlance
    private let interrupts: Interrupts
    private var burn: CPUBurn?

    /// - Parameter household: says whose the signals are.
    public init(household: Household) {
        interrupts = household.interrupts
        glance = MachineGlance()
    }

    /// Whether this machine shows the temperature of its processor.
    public var hasThermometer: Bool { glance.hasThermometer }

    package func now() -> MonotonicInstant { .now() }
    package func wait(until instant: MonotonicInstant) -> Bool { interrupts.wait(until: instant) }
    package func use() -> CPUUse? { glance.use() }
    public func temperature() -> Temperature? { glance.temperature() }

    package func startBurn() { burn = burn ?? CPUBurn() }

    package func stopBurn() {
        burn?.stop()
        burn = nil
    }
}

/// Threads that keep every CPU busy, to warm a processor up.
///
/// They end with the process, however it ends.
final class CPUBurn: Sendable {
    private let isStopping = Atomic<Bool>(false)
    private let ended = DispatchSemaphore(value: 0)
    private let count: Int

    init(threads: Int = ProcessInfo.processInfo.activeProcessorCount) {
        count = threads
        for _ in 0..<threads {
            let thread = Thread { [self] in spin() }
            thread.name = "warm-up"
            thread.start()
        }
    }

    private func spin() {
        var value = 1.000_000_1
        while !isStopping.load(ordering: .relaxed) {
            // Long enough that looking at the flag is nothing, short enough to end at once.
            for _ in 0..<10_000 { value = (value * value + 0.25).squareRoot() }
        }
        // Used, so that the loop is not taken away.
        if value.isNaN { Thread.sleep(forTimeInterval: 0) }
        ended.signal()
    }

    /// Returns when the last thread has ended its work.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        for _ in 0..<count { ended.wait() }
    }
}
