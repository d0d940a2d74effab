internal import CSystem
internal import Glibc

/// What opens events of perf: the kernel, or what a test puts in its place.
package protocol PerfKernel: Sendable {
    /// Opens an event that does not count yet.
    ///
    /// - Parameters:
    ///   - event: any.
    ///   - process: a process that is counted from its next exec on, with all that it starts
    ///     later; `nil` for the calling thread alone, from `start()` on.
    /// - Returns: the event, closed with its last reference.
    /// - Throws: the kernel's refusal.
    func open(_ event: PerfEvent, for process: Int32?) throws(KernelRefusal) -> any OpenPerfEvent

    /// Makes events happen, and says how many operations were done.
    func exercise() -> KnownWork

    /// The level of `/proc/sys/kernel/perf_event_paranoid`; `nil` where there is none.
    var paranoidLevel: Int? { get }
}

/// An event that is open.
package protocol OpenPerfEvent: AnyObject, Sendable {
    func start() throws(KernelRefusal)
    func stop() throws(KernelRefusal)
    func values() throws(KernelRefusal) -> PerfValues
}

/// What an event has counted; times are in ns, added up over threads.
package struct PerfValues: Sendable, Hashable {
    package var count: UInt64

    /// How long it was to be counted.
    package var enabled: UInt64

    /// How long it had a counter; less where it shared one with other events.
    package var running: UInt64

    package init(count: UInt64, enabled: UInt64, running: UInt64) {
        self.count = count
        self.enabled = enabled
        self.running = running
    }
}

/// An error number of the kernel.
package struct KernelRefusal: Error, Hashable, Sendable {
    package var errno: Int32

    package init(errno: Int32) { self.errno = errno }

    /// Whether a permission is missing.
    var isRefusal: Bool { errno == EACCES || errno == EPERM }

    /// Whether there is nothing that counts the event.
    var isAbsence: Bool { [ENOENT, ENODEV, EOPNOTSUPP, ENXIO, ENOSYS].contains(errno) }
}

/// The kernel of this machine.
package struct SystemPerf: PerfKernel {
    package init() {}

    package func open(_ event: PerfEvent, for process: Int32?) throws(KernelRefusal)
        -> any OpenPerfEvent
    {
        var attributes = event.attributes
        let descriptor = joulebench_event_open(&attributes, process ?? 0)
        guard descriptor >= 0 else { throw KernelRefusal(errno: -descriptor) }
        return Event(descriptor: descriptor)
    }

    package func exercise() -> KnownWork { KnownWork.perform() }

    package var paranoidLevel: Int? {
        SystemFile.line(at: "/proc/sys/kernel/perf_event_paranoid").flatMap { Int($0) }
    }

    /// One descriptor, closed with its owner.
    private final class Event: OpenPerfEvent {
        private let descriptor: Int32

        init(descriptor: Int32) { self.descriptor = descriptor }

        deinit { close(descriptor) }

        func start() throws(KernelRefusal) { try turn(on: true) }

        func stop() throws(KernelRefusal) { try turn(on: false) }

        private func turn(on isOn: Bool) throws(KernelRefusal) {
            let code = joulebench_event_switch(descriptor, isOn ? 1 : 0)
            guard code == 0 else { throw KernelRefusal(errno: code) }
        }

        func values() throws(KernelRefusal) -> PerfValues {
            var values = joulebench_event_values()
            let code = joulebench_event_read(descriptor, &values)
            guard code == 0 else { throw KernelRefusal(errno: code) }
            return PerfValues(
                count: values.count,
                enabled: values.enabled,
                running: values.running
            )
        }
    }
}
