public import Experiment

/// What the workloads' own environment says of the boards that CUDA shows them.
///
/// Boards are looked for once for all trials of a run, so one selection must fit all of them.
public enum CUDAEnvironment: Sendable, Hashable {
    /// Nothing: that of the harness is theirs, too.
    case inherited
    /// All workloads add the same variables.
    case added([String: String])
    /// They differ in them; the text says how.
    case differing(String)

    /// `CUDA_VISIBLE_DEVICES`, and what its indices count by (CUDA C++ Programming Guide, "CUDA
    /// Environment Variables").
    static let variables = ["CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER"]

    /// What the variants of a suite add to their environment.
    public init(of suite: BenchmarkSuite) {
        var firsts: [[String: String]: String] = [:]
        var order: [[String: String]] = []
        for comparison in suite.comparisons {
            for variant in comparison.variants {
                let own = variant.command.environment.filter { Self.variables.contains($0.key) }
                guard firsts.updateValue(firsts[own] ?? variant.name, forKey: own) == nil
                else { continue }
                order.append(own)
            }
        }
        if order.count > 1 {
            let texts = order.map { own in
                let words = own.isEmpty ? ["none"] : own.map { "\($0.key)=\($0.value)" }.sorted()
                return "\(firsts[own] ?? ""): \(words.joined(separator: " "))"
            }
            self = .differing(texts.joined(separator: ", "))
        } else if let own = order.first, !own.isEmpty {
            self = .added(own)
        } else {
            self = .inherited
        }
    }
}

extension NVIDIAProbe.Surroundings {
    /// Finds the boards of the workloads.
    ///
    /// - Parameters:
    ///   - boards: those there are.
    ///   - isSimulated: whether they are of a simulation, which no environment speaks of.
    /// - Returns: their places, and where that comes from.
    /// - Throws: where a requested board is not there, or where the workloads use different ones.
    func selection(
        among boards: [NVIDIABoard],
        isSimulated: Bool = false
    ) throws(NVIDIAFault) -> NVIDIASelection {
        var environment = isSimulated ? [:] : environment
        switch options.workloadCUDA {
        case .inherited: break
        case .added(let own): if !isSimulated { environment.merge(own) { $1 } }
        case .differing(let text):
            // One board counts in every trial, also where a variant leaves it idle.
            guard options.namesDifferentBoards, boards.count > 1 else { break }
            throw .impossible(
                "the variants are shown different GPUs by their environment (\(text)), and a run "
                    + "has one selection",
                remedy: "name the GPUs that count with gpus: in the suite or with --gpu"
            )
        }
        return try NVIDIASelection.resolve(
            requested: options.gpus,
            environment: environment,
            boards: boards
        )
    }
}
