public import Experiment
internal import Foundation
public import Sensors
internal import Units

/// What prepare steps are measured with: the sensors and the sampling of the trials.
public struct PreparationMeter: Sendable {
    let inventory: SensorInventory
    let samplingInterval: Duration
    let host: Experiment.Host
    let harnessVersion: String

    /// - Parameters:
    ///   - inventory: what is read while a step runs.
    ///   - samplingInterval: between two samples.
    ///   - host: this machine; kept with what is made.
    ///   - harnessVersion: of this program.
    public init(
        inventory: SensorInventory,
        samplingInterval: Duration,
        host: Experiment.Host,
        harnessVersion: String
    ) {
        self.inventory = inventory
        self.samplingInterval = samplingInterval
        self.host = host
        self.harnessVersion = harnessVersion
    }

    /// Opens the sensors for a step's process, which has not begun, and reads them once.
    ///
    /// - Throws: where a sensor or the sampler cannot be opened.
    func begin(
        _ child: ChildProcess,
        marker: String,
        household: Household,
        longest: Duration
    ) throws -> Sampler {
        let sensors = try inventory.open(
            for: SampledProcesses(
                root: child.pid,
                reaper: getpid(),
                others: (household.others ?? []).union(inventory.ownProcesses)
            )
        )
        if let cgroup = sensors.cgroup {
            household.guardian.watch(session: child.pid, marker: marker, cgroup: cgroup)
        }
        let sampler = try Sampler(sensors: sensors, interval: samplingInterval, longest: longest)
        sampler.sampleEdge()
        return sampler
    }

    /// What a measured step cost, to be kept with what it made.
    func cost(of preparation: MeasuredPreparation) -> ArtifactCost {
        cost(preparation.energy(estimateModel: inventory.estimateModel))
    }

    /// The cost of a step that was made now and could not be measured.
    func cost(_ energy: Finding<Energy>) -> ArtifactCost {
        ArtifactCost(
            energy: energy,
            origin: ArtifactCost.Origin(
                hostID: host.id,
                hostName: host.name,
                atMilliseconds: Int64(Date().timeIntervalSince1970 * 1000),
                harnessVersion: harnessVersion
            )
        )
    }
}

/// A step as it ran: how long it took and, where it was measured, what was read.
struct PreparedStep {
    var seconds: Double
    var cost: ArtifactCost
    var measurement: MeasuredPreparation?
}
