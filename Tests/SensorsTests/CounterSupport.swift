import Experiment
import Foundation
import Glibc
import Sensors
import Synchronization
import TestSupport
import Testing

/// A kernel that answers as a test writes down.
final class ScriptedPerf: PerfKernel {
    typealias Answer = @Sendable (PerfEvent) -> Result<PerfValues, KernelRefusal>

    let paranoidLevel: Int?
    private let work: KnownWork
    private let answer: Answer
    private let opened = Mutex<[PerfEvent]>([])

    init(
        paranoidLevel: Int? = 1,
        work: KnownWork = KnownWork(singlePrecision: 1_000_000, doublePrecision: 3_000_000),
        answer: @escaping Answer
    ) {
        self.paranoidLevel = paranoidLevel
        self.work = work
        self.answer = answer
    }

    /// What was opened, in order.
    var events: [PerfEvent] { opened.withLock(\.self) }

    func exercise() -> KnownWork { work }

    func open(_ event: PerfEvent, for process: Int32?) throws(KernelRefusal) -> any OpenPerfEvent {
        let values = try answer(event).get()
        opened.withLock { $0.append(event) }
        return Event(now: values)
    }

    private final class Event: OpenPerfEvent {
        private let now: PerfValues

        init(now: PerfValues) { self.now = now }

        func start() {}
        func stop() {}
        func values() -> PerfValues { now }
    }

    /// Counts that never had to share a counter.
    static func full(_ count: UInt64) -> Result<PerfValues, KernelRefusal> {
        .success(PerfValues(count: count, enabled: 1000, running: 1000))
    }
}

/// A copy of the test library in the place of PAPI, with a script of its own.
struct FakePAPI {
    private let folder: TemporaryFolder

    init(_ script: String = "", events: [String] = []) throws {
        folder = try TemporaryFolder()
        let library = BuiltProducts.folder.appendingPathComponent("libCFakePAPI.so").path
        try folder.copy(library, to: "libpapi.so")
        let lines = [script] + events.map { "event \($0)" }
        try folder.write(lines.joined(separator: "\n") + "\n", to: "libpapi.so.script")
    }

    var path: String { folder.path + "/libpapi.so" }

    /// The calls that were made, without those that only ask.
    var calls: [String] {
        let text = (try? String(contentsOfFile: path + ".log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    }
}

extension CPUInfo {
    static func of(
        vendor: String = "GenuineIntel",
        family: Int = 6,
        model: Int = 85,
        flags: String = "avx2 adx avx512f"
    ) -> CPUInfo {
        CPUInfo(
            parsing: CPUTexts.x86(
                vendor: vendor,
                family: family,
                model: model,
                stepping: 1,
                name: "CPU",
                flags: flags
            )
        )
    }
}

extension [ProbedSensor] {
    func state(_ name: String) throws -> SensorState {
        try #require(first { $0.state.sensor == name }?.state)
    }

    func sensor(_ name: String) throws -> any Sensor {
        try #require(first { $0.state.sensor == name }?.sensor)
    }
}
