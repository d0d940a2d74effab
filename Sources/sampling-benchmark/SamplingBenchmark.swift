import ArgumentParser
import CSamplingBenchmark
import Experiment
import Foundation
import Sensors
import Trials
import Units

/// What the harness's sampling costs, beside a plain C loop that reads the same files.
@main
struct SamplingBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sampling-benchmark",
        abstract: "Measure what sampling costs, beside a plain C loop that reads the same files.",
        discussion: """
            The counters are plain files with the content of powercap zones. Both sides read them \
            at the same rate on a thread of their own, in alternating rounds of one process; the \
            CPU time is the thread's, wake-ups included. Allocations are counted in the whole \
            process while the sampler runs; any is a failure of a release build.
            """
    )

    @Option(help: "How long each side runs in a round, in seconds.")
    var seconds = 5.0

    @Option(help: "How many rounds.")
    var rounds = 4

    @Option(help: "How many zones there are.")
    var zones = 8

    @Option(help: "Milliseconds between two samples.")
    var interval = 10.0

    mutating func validate() throws {
        guard seconds > 0, seconds <= 3600, rounds > 0, (1...64).contains(zones), interval >= 0.1
        else { throw ValidationError("A figure is out of range.") }
    }

    func run() throws {
        guard Self.allocationsAreCounted else {
            throw ValidationError("This C library's malloc cannot be counted; glibc's can.")
        }
        let files = try CounterFiles(zones: zones)
        defer { files.remove() }
        var ours: [Side] = []
        var plain: [Side] = []
        for round in 0..<rounds {
            // The order changes, so that neither side always comes first.
            if round.isMultiple(of: 2) { ours.append(try sampler(files)) }
            plain.append(try loop(files))
            if !round.isMultiple(of: 2) { ours.append(try sampler(files)) }
        }
        let summary = Summary(zones: zones, interval: duration, ours: ours, plain: plain)
        print(summary.text)
        // The CPU time depends on the machine and on what else it does; this does not.
        if Summary.isOptimised, summary.allocations > 0 { throw ExitCode.failure }
    }

    /// Whether an allocation that is made on purpose is seen: a counter that is not in place
    /// would show none of any.
    private static var allocationsAreCounted: Bool {
        benchmark_count_allocations()
        UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 8).deallocate()
        UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 256).deallocate()
        return benchmark_counted_allocations() >= 2
    }

    private var duration: Duration { .nanoseconds(Int64(interval * 1e6)) }

    /// One run of the harness's own sampler.
    private func sampler(_ files: CounterFiles) throws -> Side {
        var inventory = SensorCatalog.probe(
            SensorOptions(powercapRoot: files.root, allowsEstimates: false)
        )
        inventory.sensors.removeAll { !$0.channels.contains { $0.sensor == "rapl" } }
        guard inventory.channels.count == zones else {
            throw ValidationError("Only \(inventory.channels.count) of the zones were found.")
        }
        let sampler = try Sampler(
            sensors: inventory.open(for: SampledProcesses(root: getpid())),
            interval: duration,
            longest: .seconds(seconds)
        )
        let started = MonotonicInstant.now()
        sampler.start()
        // The start of the thread belongs to the trial's start and not to its window.
        Thread.sleep(forTimeInterval: min(0.1, seconds / 4))
        benchmark_count_allocations()
        Thread.sleep(forTimeInterval: seconds)
        let allocations = Int(benchmark_counted_allocations())
        let samples = sampler.stop()
        let time = MonotonicInstant.now() - started
        guard let usage = samples.usage else {
            throw ValidationError("The kernel states no CPU time of the thread.")
        }
        return Side(
            samples: samples.readings.count / zones,
            share: usage.cpuTime / time,
            wakeUpsPerSecond: Double(usage.wakeUps) / time.inSeconds,
            allocations: allocations
        )
    }

    /// One run of the plain loop.
    private func loop(_ files: CounterFiles) throws -> Side {
        var result = benchmark_loop()
        let paths = files.counters.map { strdup($0) }
        defer { paths.forEach { free($0) } }
        let pointers = paths.map { UnsafePointer($0) }
        let started = MonotonicInstant.now()
        let error = benchmark_run_loop(
            pointers,
            Int32(pointers.count),
            duration.inNanoseconds,
            Int64(seconds / duration.inSeconds),
            &result
        )
        guard error == 0 else { throw ValidationError(String(cString: strerror(error))) }
        let time = MonotonicInstant.now() - started
        return Side(
            samples: Int(result.samples),
            share: .nanoseconds(result.cpu_nanoseconds) / time,
            wakeUpsPerSecond: Double(result.wake_ups) / time.inSeconds,
            allocations: nil
        )
    }
}
