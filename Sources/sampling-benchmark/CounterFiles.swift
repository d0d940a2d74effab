import Experiment
import Foundation
import Sensors
import Units

/// Plain files with the content of powercap zones, which do not change.
struct CounterFiles {
    let root: String
    let counters: [String]

    /// Writes a package and its memory for every two zones.
    init(zones: Int) throws {
        root = NSTemporaryDirectory() + "/joulebench-sampling-\(getpid())"
        let tree = SimulatedPowercap(
            zones: (0..<zones).map { index in
                SimulatedPowercap.Zone(
                    entry: index.isMultiple(of: 2)
                        ? "intel-rapl:\(index / 2)" : "intel-rapl:\(index / 2):0",
                    name: index.isMultiple(of: 2) ? "package-\(index / 2)" : "dram",
                    curve: .constant(.watts(40)),
                    untilWrap: .joules(1000)
                )
            }
        )
        counters = tree.zones.map { [root] in "\(root)/\($0.entry)/energy_uj" }
        try PowercapFiles(of: tree, in: root, every: .seconds(1)).stop()
    }

    func remove() { try? FileManager.default.removeItem(atPath: root) }
}
