internal import CSystem
internal import Experiment
internal import Glibc

/// The `power` PMU of this machine, described by a sysfs that can be moved.
package struct PowerPMUDirectory: PowerPMU {
    private let root: String
    private let isSimulated: Bool

    /// - Parameter root: where sysfs is mounted.
    package init(root: String = "/sys") {
        self.root = root
        let devices = SysfsMounts.devices(mountinfo: "/proc/self/mountinfo")
        let type = try? OpenFile(reading: "\(root)/bus/event_source/devices/power/type")
        isSimulated = type.map { !devices.contains($0.device) } ?? false
    }

    package var location: String { "\(root)/bus/event_source/devices/power" }

    package var simulation: String { "simulated: described by \(root), which is not sysfs" }

    package func events() throws(SensorError) -> [String] {
        try SystemFile.names(in: "\(location)/events")
    }

    package func text(of file: String) throws(SensorError) -> String {
        try SystemFile.text(at: "\(location)/\(file)")
    }

    package func topology(_ file: String, ofCPU cpu: Int32) throws(SensorError) -> String {
        try SystemFile.text(at: "\(root)/devices/system/cpu/cpu\(cpu)/topology/\(file)")
    }

    package func openCounter(of event: PowerEvent) throws(SensorError) -> any RAPLCounter {
        let descriptor = joulebench_open_power_event(event.type, event.config, event.cpu)
        guard descriptor >= 0 else {
            throw .unreadable(
                path: "perf's \(event.name) of CPU \(event.cpu)",
                errno: -descriptor
            )
        }
        return Counter(file: OpenFile(descriptor: descriptor), isSimulated: isSimulated)
    }

    package func pause() { usleep(1000) }

    /// An open event; a read is a 64-bit integer in 2⁻³² J.
    private final class Counter: RAPLCounter {
        private let file: OpenFile
        let isSimulated: Bool

        init(file: OpenFile, isSimulated: Bool) {
            self.file = file
            self.isSimulated = isSimulated
        }

        func value() -> Reading.Outcome {
            var value: UInt64 = 0
            let count = read(file.descriptor, &value, MemoryLayout<UInt64>.size)
            if count < 0 { return .failed(errno: errno) }
            // Nothing is what an event in an error state gives.
            return count == MemoryLayout<UInt64>.size ? .value(value) : .malformed
        }
    }
}
