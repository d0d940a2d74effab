public import Experiment
internal import Synchronization

/// What this machine has to read, found once at the start of a run.
public struct SensorInventory: Sendable {
    /// One for each sensor that was looked for, whether it is there or not.
    public var states: [SensorState]

    /// Those that can be read, in the order of the catalog.
    public var sensors: [any Sensor]

    /// The states of what the options name and what is not to be had, so that it must not be done
    /// without.
    public var unmet: [SensorState] = []

    /// The model that energy is estimated with; `nil` where it is read, or estimates are off.
    public var estimateModel: EstimateModel?

    /// The channels of all sensors, in the order in which they are read.
    public var channels: [Channel] { sensors.flatMap(\.channels) }

    /// Processes that run for the sensors and are none of the workload's.
    public var ownProcesses: [Int32] { sensors.flatMap(\.ownProcesses) }

    /// The names of the sensors whose energy belongs to the total of a trial.
    var energySensors: [String] {
        sensors.compactMap { sensor in
            sensor.channels.first {
                $0.quantity.givesEnergy && $0.domain.isPartOfTotal
            }?.sensor
        }
    }

    public init(
        states: [SensorState],
        sensors: [any Sensor],
        estimateModel: EstimateModel? = nil
    ) {
        self.states = states
        self.sensors = sensors
        self.estimateModel = estimateModel
    }

    /// Opens every sensor for a trial.
    ///
    /// - Returns: the sensors, to be read on one thread at a time.
    /// - Throws: `SensorError` where one cannot be opened any more; none is left open then.
    public func open(for processes: SampledProcesses) throws(SensorError) -> OpenSensors {
        var open: [OpenSensors.Member] = []
        var count = 0
        for sensor in sensors {
            open.append(
                OpenSensors.Member(
                    sensor: try sensor.open(for: processes),
                    firstChannel: count,
                    interval: sensor.interval,
                    isFast: sensor.channels.contains(where: \.isFastCounter)
                )
            )
            count += sensor.channels.count
        }
        return OpenSensors(sensors: open, channelCount: count)
    }
}

/// All sensors of an inventory, open for one trial.
///
/// Closed when the last reference goes. Read from one thread at a time.
public final class OpenSensors: Sendable {
    struct Member {
        var sensor: any OpenSensor
        var firstChannel: Int
        var interval: Duration

        /// Whether it has counters whose refresh can be caught by reading them again at once.
        var isFast: Bool
    }

    /// Why sensors are read.
    public enum Occasion: Sendable, Hashable {
        /// The steady interval has passed: every sensor that is due.
        case interval
        /// The window or the trial begins or ends: every sensor, due or not.
        case edge
        /// Right after an edge: the sensors whose counters are refreshed within milliseconds.
        case refresh
    }

    private let members: [Member]

    /// When each member may be in an ordinary sample again.
    private let due: Mutex<[MonotonicInstant]>

    /// How many channels there are.
    public let channelCount: Int

    init(sensors: [Member], channelCount: Int) {
        members = sensors
        due = Mutex(Array(repeating: MonotonicInstant(nanoseconds: .min), count: sensors.count))
        self.channelCount = channelCount
    }

    /// The folder of the cgroup that the workload was put into, where one was made for it.
    public var cgroup: String? { members.lazy.compactMap(\.sensor.cgroup).first }

    /// Whether any sensor is read at `Occasion.refresh`.
    public var hasFastCounters: Bool { members.contains(where: \.isFast) }

    /// Reads the channels that an occasion asks for, in the order of `SensorInventory.channels`.
    ///
    /// The indices of the readings are places in that list.
    ///
    /// - Parameters:
    ///   - occasion: which sensors are read.
    ///   - take: is given the readings before the call returns.
    public func read(_ occasion: Occasion = .edge, _ take: (Reading) -> Void) {
        due.withLock { due in
            for index in members.indices {
                let member = members[index]
                if occasion == .refresh {
                    guard member.isFast else { continue }
                } else if member.interval > .zero {
                    let now = MonotonicInstant.now()
                    guard occasion == .edge || now >= due[index] else { continue }
                    due[index] = now + member.interval
                }
                member.sensor.read(firstChannel: member.firstChannel, take)
            }
        }
    }
}

extension Channel {
    /// Whether it counts energy and is refreshed so often that a few quick reads catch it.
    fileprivate var isFastCounter: Bool {
        quantity.joulesPerUnit != nil && refreshPeriod > .zero && refreshPeriod <= .milliseconds(2)
    }
}
