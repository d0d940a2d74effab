/// The formats that can be imported.
public enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    case mlperfInference = "mlperf-inference"
    case mlperfTraining = "mlperf-training"
    case mlperfTiny = "mlperf-tiny"
    case nvidiaSMI = "nvidia-smi"
    case perfStat = "perf-stat"
    case hyperfine
    case codeCarbon = "codecarbon"

    /// What it is, and how its energies came about.
    public var method: String {
        switch self {
        case .mlperfInference:
            "an MLPerf Inference power submission: AC power at the wall by PTDaemon, the plain mean "
                + "inside LoadGen's window"
        case .mlperfTraining:
            "MLPerf Training results: power of the nodes as submitted, by MLPerf Training's rule"
        case .mlperfTiny: "an MLPerf Tiny energy trace of the device's supply (EEMBC runner)"
        case .nvidiaSMI: "a log of nvidia-smi: the boards' own power readings, integrated"
        case .perfStat: "output of perf stat: differences of the processor's energy counters"
        case .hyperfine: "times of hyperfine, which measures no energy"
        case .codeCarbon: "CodeCarbon's own estimate or measurement, as its tracker reported it"
        }
    }
}
