import Experiment
import Sensors
import Trials

/// What this machine can measure, what hinders it, and what our own sampling costs here.
struct Diagnosis {
    /// Where the energy of a trial would come from.
    enum EnergySource: String {
        case measured
        case simulated
        case estimated
        case none
    }

    var host: Host
    var sensors: [SensorState]
    var channels: [Channel]
    var estimateModel: EstimateModel?
    var environment: [EnvironmentCheck]

    /// `nil` where it was not asked for.
    var overhead: SamplingCost?

    private var energyChannels: [Channel] {
        channels.filter { $0.domain.isPartOfTotal && $0.quantity.givesEnergy }
    }

    var energySource: EnergySource {
        if energyChannels.contains(where: \.isSimulated) { return .simulated }
        if !energyChannels.isEmpty { return .measured }
        return estimateModel == nil ? .none : .estimated
    }

    /// What the energy would cover, each domain once, in the order of the channels.
    var scope: [Channel.Domain] {
        energyChannels.map(\.domain).reduce(into: []) { found, domain in
            if !found.contains(domain) { found.append(domain) }
        }
    }

    var refused: [SensorState] { sensors.filter { $0.availability == .refused } }

    /// Whether energy can be read and nothing that is there is refused.
    var isWell: Bool {
        refused.isEmpty && (energySource == .measured || energySource == .simulated)
    }

    /// What this machine can measure, in a sentence.
    var verdict: String {
        let covers = scope.map(\.rawValue).joined(separator: " + ")
        let denied =
            refused.isEmpty
            ? "" : "; refused: \(refused.map(\.sensor).joined(separator: ", "))"
        switch energySource {
        case .measured: return "This machine can measure the energy of \(covers)\(denied)."
        case .simulated:
            return "Energy is SIMULATED (\(covers)): nothing of this machine is measured\(denied)."
        case .estimated:
            return "This machine shows no energy counter: energy can only be estimated from CPU "
                + "time, which is no measurement\(denied)."
        case .none: return "Nothing here can measure energy, and estimates are off\(denied)."
        }
    }

    /// The one thing that helps most.
    var nextStep: String {
        if let state = refused.first(where: { $0.remedy != nil }), let remedy = state.remedy {
            return "let \(state.sensor) be read: \(remedy)"
        }
        if energySource == .estimated || energySource == .none {
            let missing = sensors.first { $0.availability == .absent && $0.remedy != nil }
            if let missing, let remedy = missing.remedy {
                return "look for \(missing.sensor): \(remedy)"
            }
            return "run joulebench where there is a counter: on the bare host, or on a machine "
                + "with RAPL or an NVIDIA board"
        }
        let hindrances =
            environment.filter { $0.verdict == .problem }
            + environment.filter { $0.verdict == .advice }
        if let check = hindrances.first(where: { $0.remedy != nil }), let remedy = check.remedy {
            return "mend \(check.name) (\(check.found)): \(remedy)"
        }
        return "measure something: joulebench exec -- COMMAND"
    }
}
