public import Experiment
internal import Foundation
internal import Randomness

/// A made-up run of any size whose trials have phases, noise and a power that goes up and down.
///
/// Marked as simulated, for it is of no machine.
public struct SyntheticRun: Sendable {
    /// The names of the variants; the first one is the baseline.
    public var names: [String]
    public var blocks: Int

    /// Whether a load generator states latencies.
    public var hasScenario = false

    /// Whether the workload states a quality.
    public var hasQuality = true

    /// How far apart the readings are.
    public var secondsBetweenReadings = 0.02

    public init(names: [String], blocks: Int) {
        self.names = names
        self.blocks = blocks
    }

    public init(variants: Int, blocks: Int) {
        let kinds = ["dense", "int8", "sparse 90 %", "lora r=8", "batch 64", "batch 256"]
        self.init(
            names: (0..<variants).map { $0 < kinds.count ? kinds[$0] : "variant \($0 + 1)" },
            blocks: blocks
        )
    }

    public var run: Run {
        var run = SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000002")
        run.suiteName = "synthetic"
        run.simulation = "a made-up run of \(names.count) variants"
        run.comparisons[0].baseline = names.first ?? ""
        run.comparisons[0].variants = names.map {
            Variant(name: $0, command: Command(arguments: [[.text("work")]]), parameters: [:])
        }
        if !hasQuality { run.comparisons[0].quality = nil }
        run.blocks = blocks
        run.design = RunDesign(blocks: .fixed(blocks), warmUpBlocks: 0, order: .shuffled)
        run.plannedTrials = blocks * names.count
        run.state = .finished
        return run
    }

    public var trials: [Trial] {
        var random = SplitMix64(seed: 7)
        return (0..<blocks).flatMap { block in
            names.indices.map { trial(variant: $0, block: block, using: &random) }
        }
    }

    private func noise(_ size: Double, using random: inout SplitMix64) -> Double {
        size
            * (Double.random(in: -1...1, using: &random) + Double.random(in: -1...1, using: &random))
    }

    private func instant(_ seconds: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(seconds * 1e9) + 5_000_000_000)
    }

    /// From 1 s to 11 s: it loads for two seconds, then works in four epochs of two seconds.
    private func trial(variant: Int, block: Int, using random: inout SplitMix64) -> Trial {
        var trial = SampleRun.trial(
            sequence: block * names.count + variant,
            variant: names[variant]
        )
        trial.planned.block = block
        trial.planned.position = variant
        trial.ended = instant(12)
        let share = 1 / (1 + 0.35 * Double(variant % 7)) + 0.01 * Double(variant)
        let power = 60 * share * (1 + noise(0.01, using: &random)) * (1 + 0.0005 * Double(block))
        trial.readings = readings(busy: power, using: &random)
        trial.events = events(variant: variant, using: &random)
        return trial
    }

    private func readings(busy: Double, using random: inout SplitMix64) -> [Reading] {
        var joules = 0.0
        return (0...Int(12 / secondsBetweenReadings)).map { step in
            let seconds = Double(step) * secondsBetweenReadings
            let isWorking = seconds >= 3 && seconds < 11
            let isEvaluating = seconds.truncatingRemainder(dividingBy: 2) > 0.6 && isWorking
            let watts = isWorking ? (isEvaluating ? busy : busy * 0.6) : 18
            if step > 0 {
                joules +=
                    watts * secondsBetweenReadings
                    * (1 + noise(0.05, using: &random))
            }
            return Reading(
                channel: 0,
                before: instant(seconds),
                after: instant(seconds),
                outcome: .value(UInt64(joules * 1e6))
            )
        }
    }

    private func events(variant: Int, using random: inout SplitMix64) -> [WorkloadEvent] {
        func mark(_ name: String, _ kind: WorkloadEvent.Kind, _ seconds: Double) -> WorkloadEvent {
            let ending = kind == .start ? "_start" : "_stop"
            return WorkloadEvent(kind: kind, key: name + ending, instant: instant(seconds))
        }
        var events = [mark("run", .start, 1), mark("load", .start, 1), mark("load", .stop, 3)]
        for epoch in 0..<4 {
            let start = 3 + 2 * Double(epoch)
            events += [
                mark("epoch", .start, start), mark("forward", .start, start + 0.1),
                mark("forward", .stop, start + 0.6), mark("backward", .start, start + 0.6),
                mark("backward", .stop, start + 1.9), mark("epoch", .stop, start + 2),
            ]
        }
        events.append(mark("run", .stop, 11))
        let accuracy = 0.91 - 0.004 * Double(variant % 5) + noise(0.001, using: &random)
        var said = [("samples", "2000"), ("eval_accuracy", "\(accuracy)")]
        if hasScenario { said += scenario(variant: variant, using: &random) }
        return events + said.map { .statement($0.0, $0.1, at: instant(11.5)) }
    }

    /// A single stream whose latencies have a hill and a long tail.
    private func scenario(
        variant: Int,
        using random: inout SplitMix64
    ) -> [(String, String)] {
        let scale = 1e6 * (1 + 0.3 * Double(variant % 7))
        let classes = (0..<60).map { step -> String in
            let distance = Double(step) - 12
            let hill = 4000 * exp(-distance * distance / (distance < 0 ? 20 : 90))
            let count = Int(hill + noise(5, using: &random).magnitude) + 1
            return "[\(Int(scale * pow(1.05, Double(step)))),\(count)]"
        }
        return [
            ("effective_scenario", "\"SingleStream\""), ("result_validity", "\"VALID\""),
            ("scenario_mode", "\"quick\""), ("result_query_count", "2000"),
            ("effective_samples_per_query", "1"),
            ("latency_histogram", "[\(classes.joined(separator: ","))]"),
        ]
    }
}
