/// One event of perf's `power` PMU on one CPU, as `perf_event_open(2)` takes it.
package struct PowerEvent: Sendable, Hashable {
    /// "energy-pkg".
    package var name: String

    /// The number of the PMU, from its file `type`.
    package var type: UInt32
    package var config: UInt64

    /// A CPU of the package that is counted.
    package var cpu: Int32

    package init(name: String, type: UInt32, config: UInt64, cpu: Int32) {
        self.name = name
        self.type = type
        self.config = config
        self.cpu = cpu
    }
}

/// perf's `power` PMU, or what stands for it: the files that describe it, and its counters.
///
/// The seam between the RAPL sensor and the machine. Tests refuse and change single files and
/// counters through it.
package protocol PowerPMU: Sendable {
    /// The PMU's folder, for messages and remedies.
    var location: String { get }

    /// The names in the folder `events`; empty where the kernel found no counter.
    func events() throws(SensorError) -> [String]

    /// The text of a file below the folder: "type", "events/energy-pkg.scale".
    func text(of file: String) throws(SensorError) -> String

    /// The text of a file of `/sys/devices/system/cpu/cpuN/topology`.
    func topology(_ file: String, ofCPU cpu: Int32) throws(SensorError) -> String

    /// Opens a counter, which counts from then on.
    func openCounter(of event: PowerEvent) throws(SensorError) -> any RAPLCounter

    /// Lets about a millisecond pass, a refresh of the counters.
    func pause()

    /// Why readings are not of this machine, for the counters that say so.
    var simulation: String { get }
}
