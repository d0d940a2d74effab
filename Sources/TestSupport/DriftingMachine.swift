public import Experiment
internal import Foundation
public import Randomness
internal import Sensors
public import Units

/// A machine whose power drifts over a run, with a simulated RAPL counter that a run is made under.
///
/// The trials go the way of real ones: the schedule says which variant is next, the counter is read
/// at the edges of its window and in between, and the trial holds raw readings. Only the processes
/// are missing, and the clock is moved by hand.
public struct DriftingMachine: Sendable {
    /// How far the logarithm of the power is off in the middle of each of a number of trials.
    ///
    /// In between it goes on in straight lines.
    public typealias Drift = @Sendable (_ trials: Int, _ random: inout SplitMix64) -> [Double]

    /// The power of each variant, without drift and noise.
    public var powers: [String: Power]
    public var drift: Drift

    /// The standard deviation of a window's energy beside the drift, relative.
    public var noise: Double

    public init(powers: [String: Power], noise: Double, drift: @escaping Drift) {
        self.powers = powers
        self.noise = noise
        self.drift = drift
    }

    /// A trial, and what really was used in its window.
    public struct Made {
        public var trial: Trial
        public var truth: Energy
    }

    /// Trials follow each other at this distance; the window lies in the middle.
    private static let spacing = Duration.seconds(5)
    private static let stepsPerTrial = 10
    private static let step = Duration.milliseconds(500)
    private static let windowSteps = 1..<9
    private static let idle = Power.watts(8)

    /// Makes the trials of a schedule in their order.
    ///
    /// - Parameters:
    ///   - schedule: whose variants have a power.
    ///   - random: drift, noise and the phases of the counter are drawn from it.
    /// - Returns: the trials; `nil` where the sensor was not found.
    /// - Throws: `SensorError` where it cannot be opened.
    public func run(_ schedule: TrialSchedule, using random: inout SplitMix64) throws -> [Made]? {
        let clock = ManualClock()
        let curve = SimulatedPower.steps(course(of: schedule, using: &random), each: Self.step)
        let wrap = Energy.joules(.random(in: 0...2000, using: &random))
        let tree = SimulatedPowercap(
            zones: [.package(0, curve, untilWrap: wrap)],
            now: clock.now
        )
        let cpu = CPUInfo(parsing: "vendor_id : GenuineIntel\nflags : fpu\n")
        guard let sensor = RAPLSensor.probe(tree, cpu: cpu, now: clock.now).sensor else {
            return nil
        }
        let open = try sensor.open(for: SampledProcesses(root: getpid()))
        return schedule.trials.map { planned in
            let trial = trial(planned, of: sensor, open, tree.origin, clock, using: &random)
            let truth = trial.window.map(tree.trueEnergy) ?? .zero
            return Made(trial: trial, truth: truth)
        }
    }

    /// The powers of all trials, step by step.
    private func course(of schedule: TrialSchedule, using random: inout SplitMix64) -> [Power] {
        let drift = drift(schedule.trials.count, &random)
        // Over the steps of a window the noise comes down to what was asked for.
        let stepNoise = noise * Double(Self.windowSteps.count).squareRoot()
        return schedule.trials.enumerated().flatMap { number, planned in
            let power = powers[planned.variant] ?? .zero
            return (0..<Self.stepsPerTrial).map { step in
                guard Self.windowSteps.contains(step) else { return Self.idle }
                let place = Double(number) + (Double(step) + 0.5) / Double(Self.stepsPerTrial)
                return power * exp(Self.value(of: drift, at: place - 0.5))
                    * (1 + stepNoise * random.normal())
            }
        }
    }

    /// A drift between the middles of two trials; before the first and after the last it stands.
    private static func value(of drift: [Double], at place: Double) -> Double {
        let place = min(max(place, 0), Double(drift.count - 1))
        let (left, share) = (Int(place), place - place.rounded(.down))
        let right = min(left + 1, drift.count - 1)
        return drift[left] * (1 - share) + drift[right] * share
    }

    /// Reads the counter as the sampler does over one trial.
    private func trial(
        _ planned: PlannedTrial,
        of sensor: any Sensor,
        _ open: any OpenSensor,
        _ origin: MonotonicInstant,
        _ clock: ManualClock,
        using random: inout SplitMix64
    ) -> Trial {
        let started = origin + Self.spacing * planned.sequence
        let window = Window(
            start: started + Self.step * Self.windowSteps.lowerBound,
            stop: started + Self.step * Self.windowSteps.upperBound
        )
        // An edge is read when its line has arrived, and again soon after; beside that seldom.
        let edges = [window.start, window.stop].flatMap { edge in
            let late = Duration.nanoseconds(Int64.random(in: 0...1_000_000, using: &random))
            return [edge + late, edge + late + .milliseconds(1)]
        }
        let ticks = [200, 1700, 3200, 4800].map { started + .milliseconds($0) }
        var readings: [Reading] = []
        for instant in (edges + ticks).sorted() {
            clock.advance(by: instant - clock.now())
            open.read(firstChannel: 0) { readings.append($0) }
        }
        var trial = Trial.made(
            channels: sensor.channels,
            readings: readings,
            events: [
                WorkloadEvent(kind: .start, key: "run_start", instant: window.start),
                WorkloadEvent(kind: .stop, key: "run_stop", instant: window.stop),
            ],
            started: started,
            ended: clock.now()
        )
        trial.planned = planned
        return trial
    }
}
