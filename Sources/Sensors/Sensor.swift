public import Experiment

/// Something of this machine that can be read during a trial.
///
/// A sensor is a value that knows its channels; what is kept open while a trial runs is an
/// `OpenSensor`. Neither counts: both hand out the raw integers of the kernel, and wraps and
/// steps back are explained later, by `CounterCourse`.
public protocol Sensor: Sendable {
    /// What it reads, in the order in which it reads; the same in every call.
    var channels: [Channel] { get }

    /// The shortest time between two ordinary samples of this sensor; zero: it is in every sample.
    ///
    /// Samples at the edges of a window and at the ends of a trial read every sensor. For
    /// sensors whose reads disturb the workload or take long.
    var interval: Duration { get }

    /// Processes that run for the sensor as long as it is there, and are none of the workload's.
    var ownProcesses: [Int32] { get }

    /// Opens what has to stay open during a trial.
    ///
    /// - Parameter processes: the workload; sensors of the whole machine take no notice of it.
    /// - Returns: what reads the channels.
    /// - Throws: `SensorError` where something that was there when the sensor was probed is gone.
    func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor
}

extension Sensor {
    public var interval: Duration { .zero }
    public var ownProcesses: [Int32] { [] }
}

/// A sensor that is open for one trial.
///
/// Its files are closed when the last reference goes. It can be handed to the sampling thread, and is read from one thread at a time.
public protocol OpenSensor: AnyObject, Sendable {
    /// The folder of the cgroup that the workload was put into; `nil` where this sensor made none.
    var cgroup: String? { get }

    /// Reads every channel once, in order.
    ///
    /// A channel that cannot be read gives a reading that says so; a read never throws. A sensor
    /// that is fed by another process (`nvidia-smi`) hands out what has come since the last
    /// read, none or many for each channel, each channel's in the order of their instants.
    ///
    /// - Parameters:
    ///   - firstChannel: the index of this sensor's first channel in the trial's list.
    ///   - take: is given one reading per channel, before the call returns.
    func read(firstChannel: Int, _ take: (Reading) -> Void)
}

extension OpenSensor {
    public var cgroup: String? { nil }
}

/// The processes of a workload.
public struct SampledProcesses: Sendable, Hashable {
    /// The process that was started.
    public var root: Int32

    /// The process that orphans of the workload become children of, where there is one.
    ///
    /// All its children are taken to be the workload's, those that it has waited for included.
    public var reaper: Int32?

    /// Children of the reaper that were there before the workload and are none of it.
    public var others: Set<Int32>

    public init(root: Int32, reaper: Int32? = nil, others: Set<Int32> = []) {
        self.root = root
        self.reaper = reaper
        self.others = others
    }
}
