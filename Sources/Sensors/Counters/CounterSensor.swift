package import Experiment
internal import Glibc

/// Events of the workload's processes, counted from its exec on by perf and PAPI.
///
/// Each event is opened on the child while it waits before its exec, and counts in all that the
/// child starts. The channels of an event NAME are `counters/NAME` and, for hardware events of
/// perf, `counters/NAME/enabled` and `counters/NAME/running` in ns added up over the threads: where
/// more events are counted than the processor has counters, they take turns.
package struct CounterSensor: Sensor {
    /// The beginning of the names of all its channels.
    package static let name = "counters"

    /// An event that was seen to count on this machine.
    struct Event: Sendable, Hashable {
        var name: String
        var source: EventDictionary.Source
        var interface: String

        /// What the name of the event in PAPI is; `nil` for what perf counts.
        var papiName: String? {
            guard case .papi(let name) = source else { return nil }
            return name
        }

        var formula: EventFormula? {
            guard case .perf(let formula) = source else { return nil }
            return formula
        }
    }

    /// The name of its state, which is that of its channels' sensor.
    private let name: String
    private let kernel: any PerfKernel
    private let papi: PAPILibrary?
    private let perfEvents: [Event]
    private let papiEvents: [Event]
    private let now: @Sendable () -> MonotonicInstant

    init(
        name: String = Self.name,
        kernel: any PerfKernel,
        papi: PAPILibrary?,
        events: [Event],
        now: @escaping @Sendable () -> MonotonicInstant = MonotonicInstant.now
    ) {
        self.name = name
        self.kernel = kernel
        self.papi = papi
        perfEvents = events.filter { $0.formula != nil }
        papiEvents = events.filter { $0.papiName != nil }
        self.now = now
    }

    /// Each read interrupts the CPUs that the workload runs on.
    package var interval: Duration { .milliseconds(100) }

    package var channels: [Channel] {
        perfEvents.flatMap { event -> [Channel] in
            let isSoftware = event.formula?.isSoftware ?? false
            return [channel(event)] + (isSoftware ? [] : turns(of: event))
        } + papiEvents.map { channel($0) }
    }

    private func channel(_ event: Event) -> Channel {
        Channel(
            name: "\(Self.name)/\(event.name)",
            sensor: name,
            interface: event.interface,
            quantity: PerfNames.clocks.contains(event.name) ? .timeNanoseconds : .eventCount,
            behaviour: .counter(wrapsAt: nil),
            domain: .processTree
        )
    }

    private func turns(of event: Event) -> [Channel] {
        ["enabled", "running"].map { part in
            var channel = channel(event)
            channel.name += "/\(part)"
            channel.quantity = .timeNanoseconds
            return channel
        }
    }

    /// Opens every event on the process that waits before its exec.
    ///
    /// Never throws: an event that cannot be opened any more has readings that say so.
    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        OpenCounters(
            perf: perfEvents.map { PerfCount(of: $0, in: processes.root, kernel: kernel) },
            papi: papiCounts(in: processes.root),
            now: now
        )
    }

    private func papiCounts(in process: Int32) -> OpenCounters.PAPICounts? {
        guard let papi, !papiEvents.isEmpty else { return nil }
        do throws(PAPIFault) {
            let names = papiEvents.compactMap(\.papiName)
            return .open(try papi.count(names, in: process))
        } catch {
            return .refused(count: papiEvents.count, errno: error.errno)
        }
    }
}

/// One event of perf that is open with all its parts, or the reason why it is not.
private struct PerfCount: Sendable {
    let parts: [(event: any OpenPerfEvent, weight: UInt64)]
    let refusal: Int32?
    let hasTurns: Bool

    init(of event: CounterSensor.Event, in process: Int32, kernel: any PerfKernel) {
        let formula = event.formula
        hasTurns = !(formula?.isSoftware ?? true)
        var parts: [(event: any OpenPerfEvent, weight: UInt64)] = []
        do throws(KernelRefusal) {
            for part in formula?.parts ?? [] {
                parts.append((try kernel.open(part.event, for: process), part.weight))
            }
            self.parts = parts
            refusal = nil
        } catch {
            self.parts = []
            refusal = error.errno
        }
    }

    /// The weighted count of the parts, and the mean of their times.
    func values() throws(KernelRefusal) -> PerfValues {
        if let refusal { throw KernelRefusal(errno: refusal) }
        var sum = PerfValues(count: 0, enabled: 0, running: 0)
        var neverRan = false
        for part in parts {
            let values = try part.event.values()
            sum.count += values.count * part.weight
            sum.enabled += values.enabled
            sum.running += values.running
            if values.running == 0 { neverRan = true }
        }
        sum.enabled /= UInt64(parts.count)
        // A part that had no turn yet is missing from the sum, which is none then.
        sum.running = neverRan ? 0 : sum.running / UInt64(parts.count)
        return sum
    }
}

/// The open events; reading them allocates nothing.
private final class OpenCounters: OpenSensor {
    enum PAPICounts: Sendable {
        case open(PAPIEventSet)
        case refused(count: Int, errno: Int32)
    }

    private let perf: [PerfCount]
    private let papi: PAPICounts?
    private let now: @Sendable () -> MonotonicInstant

    init(
        perf: [PerfCount],
        papi: PAPICounts?,
        now: @escaping @Sendable () -> MonotonicInstant
    ) {
        self.perf = perf
        self.papi = papi
        self.now = now
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        var channel = firstChannel
        for event in perf {
            let before = now()
            var outcomes: (Reading.Outcome, Reading.Outcome, Reading.Outcome)
            do throws(KernelRefusal) {
                let values = try event.values()
                outcomes = (.value(values.count), .value(values.enabled), .value(values.running))
            } catch {
                let failure = Reading.Outcome.failed(errno: error.errno)
                outcomes = (failure, failure, failure)
            }
            // One read gives all three: they have the same instants.
            let after = now()
            func give(_ outcome: Reading.Outcome) {
                take(Reading(channel: channel, before: before, after: after, outcome: outcome))
                channel += 1
            }
            give(outcomes.0)
            guard event.hasTurns else { continue }
            give(outcomes.1)
            give(outcomes.2)
        }
        readPAPI(firstChannel: channel, take)
    }

    private func readPAPI(firstChannel: Int, _ take: (Reading) -> Void) {
        guard let papi else { return }
        let before = now()
        var failure: Reading.Outcome?
        var count = 0
        switch papi {
        case .refused(let events, let errno):
            (count, failure) = (events, .failed(errno: errno))
        case .open(let set):
            count = set.count
            // One read gives all values: they have the same instants.
            var read: MonotonicInstant?
            let fault = set.read { index, value in
                let after = read ?? now()
                read = after
                let outcome: Reading.Outcome = value >= 0 ? .value(UInt64(value)) : .malformed
                take(
                    Reading(
                        channel: firstChannel + index,
                        before: before,
                        after: after,
                        outcome: outcome
                    )
                )
            }
            if let fault { failure = .failed(errno: fault.errno) }
        }
        guard let failure else { return }
        let after = now()
        for channel in firstChannel..<firstChannel + count {
            take(Reading(channel: channel, before: before, after: after, outcome: failure))
        }
    }
}
