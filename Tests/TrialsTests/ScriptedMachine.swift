import Experiment
import Sensors
import TestSupport
import Units

@testable import Trials

/// A machine whose load and temperature follow rules that a test sets; no time really passes.
final class ScriptedMachine: GateInstruments {
    let clock = ManualClock()

    /// CPUs that others keep busy, and the processor's temperature, by the seconds since the start;
    /// `nil` cannot be read.
    var load: (Double) -> Double? = { _ in 0 }
    var degrees: (Double) -> Double? = { _ in 40 }

    /// A signal comes at this many seconds.
    var signalAt: Double?

    /// How many degrees a second a burn adds and what it has added.
    var burnRate = 0.0
    private var burned = 0.0
    private(set) var isBurning = false
    private(set) var burns = 0
    private(set) var waits = 0

    private let start: MonotonicInstant
    private var busy = 0.0

    init() { start = clock.now() }

    var seconds: Double { (clock.now() - start).inSeconds }

    /// Lets time pass, in steps short against every rule.
    func advance(by duration: Duration) {
        var left = duration
        while left > .zero {
            let step = min(left, .milliseconds(5))
            busy += (load(seconds) ?? 0) * step.inSeconds
            if isBurning { burned += burnRate * step.inSeconds }
            clock.advance(by: step)
            left -= step
        }
    }

    func now() -> MonotonicInstant { clock.now() }

    func wait(until instant: MonotonicInstant) -> Bool {
        waits += 1
        if let signalAt, (instant - start).inSeconds >= signalAt {
            let left = max(0, signalAt - seconds)
            advance(by: .nanoseconds(Int64(left * 1e9)))
            return true
        }
        let left = instant - now()
        if left > .zero { advance(by: left) }
        return false
    }

    func use() -> CPUUse? {
        guard load(seconds) != nil else { return nil }
        // As the kernel does: in ticks of 10 ms.
        let ticks = (busy * 100).rounded(.down)
        return CPUUse(
            instant: now(),
            busyNanoseconds: UInt64(ticks) * 10_000_000,
            ownNanoseconds: 0
        )
    }

    func temperature() -> Temperature? {
        degrees(seconds).map { Temperature.celsius($0 + burned) }
    }

    func startBurn() {
        isBurning = true
        burns += 1
    }

    func stopBurn() { isBurning = false }
}
