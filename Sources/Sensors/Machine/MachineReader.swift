internal import Experiment
internal import Glibc

/// Reads a machine's open files, again and again with the same memory.
final class MachineReader {
    /// A source with its files.
    struct Part {
        var source: MachineSources.Source
        var files: [OpenFile]
    }

    private let parts: [Part]
    private let now: @Sendable () -> MonotonicInstant
    private let suspended: @Sendable () -> UInt64
    private let buffer = KeptBuffer()
    private var readings: [Reading] = []
    private var outcomes: [Reading.Outcome] = []

    init(
        parts: [Part],
        now: @escaping @Sendable () -> MonotonicInstant,
        suspended: @escaping @Sendable () -> UInt64
    ) {
        self.parts = parts
        self.now = now
        self.suspended = suspended
        readings.reserveCapacity(parts.reduce(0) { $0 + $1.source.channels.count })
        outcomes.reserveCapacity(4)
    }

    /// One reading of each channel, in order.
    func read(firstChannel: Int) -> [Reading] {
        readings.removeAll(keepingCapacity: true)
        for part in parts {
            let before = now()
            take(part)
            let after = now()
            for (place, outcome) in outcomes.enumerated() {
                readings.append(
                    Reading(
                        channel: firstChannel + readings.count,
                        // The channels of one source are read at once; the laws of sensors want
                        // the instants of the next behind those of the one before.
                        before: place == 0 ? before : after,
                        after: after,
                        outcome: outcome
                    )
                )
            }
        }
        return readings
    }

    private func take(_ part: Part) {
        outcomes.removeAll(keepingCapacity: true)
        switch part.source.kind {
        case .highest, .spread, .sum: takeNumbers(part)
        case .load: takeLoad(part)
        case .times: takeTimes(part)
        case .suspension: outcomes.append(.value(suspended()))
        }
    }

    /// The numbers of all files; one that is gone or makes no sense spoils them all, but for the
    /// clocks and temperatures, of which the rest still tells something.
    private func takeNumbers(_ part: Part) {
        var sum: UInt64 = 0
        var lowest = UInt64.max
        var highest: UInt64 = 0
        var count: UInt64 = 0
        var fault: Reading.Outcome?
        for file in part.files {
            let content = buffer.read(file.descriptor)
            guard let bytes = content.bytes else {
                fault = .failed(errno: content.errno)
                continue
            }
            guard let number = CounterText.number(in: bytes) else {
                fault = .malformed
                continue
            }
            sum &+= number
            lowest = min(lowest, number)
            highest = max(highest, number)
            count += 1
        }
        switch part.source.kind {
        case .spread where count > 0:
            outcomes.append(.value(lowest))
            outcomes.append(.value(sum / count))
            outcomes.append(.value(highest))
        case .highest where count > 0: outcomes.append(.value(highest))
        case .sum where fault == nil: outcomes.append(.value(sum))
        default: for _ in part.source.channels { outcomes.append(fault ?? .malformed) }
        }
    }

    private func takeLoad(_ part: Part) {
        let content = part.files.first.map { buffer.read($0.descriptor) }
        guard let bytes = content?.bytes else {
            return outcomes.append(.failed(errno: content?.errno ?? ENOENT))
        }
        outcomes.append(Self.thousandths(bytes).map(Reading.Outcome.value) ?? .malformed)
    }

    /// "12.34 …" as 12340.
    private static func thousandths(_ bytes: UnsafeRawBufferPointer) -> UInt64? {
        guard let point = bytes.firstIndex(of: UInt8(ascii: ".")), point + 2 < bytes.count,
            let whole = CounterText.number(in: UnsafeRawBufferPointer(rebasing: bytes[..<point])),
            let hundredths = CounterText.number(
                in: UnsafeRawBufferPointer(rebasing: bytes[point + 1..<point + 3])
            )
        else { return nil }
        return whole &* 1000 &+ hundredths &* 10
    }

    private func takeTimes(_ part: Part) {
        let content = part.files.first.map { buffer.read($0.descriptor, wholly: true) }
        guard let bytes = content?.bytes else {
            for _ in 0..<3 { outcomes.append(.failed(errno: content?.errno ?? ENOENT)) }
            return
        }
        let times = MachineTimes(parsing: bytes)
        outcomes.append(times?.busyNanoseconds.map(Reading.Outcome.value) ?? .malformed)
        outcomes.append(times?.stealNanoseconds.map(Reading.Outcome.value) ?? .malformed)
        outcomes.append(times?.contextSwitches.map(Reading.Outcome.value) ?? .malformed)
    }
}
