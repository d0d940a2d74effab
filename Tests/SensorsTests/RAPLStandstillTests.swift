import Experiment
import Glibc
import Sensors
import Synchronization
import TestSupport
import Testing
import Units

/// Powercap's counters that open and stand still, as some guests have them.
@Suite struct RAPLStandstillTests {
    /// This machine's own counters as a test has them move: a package, and often memory.
    private struct OwnTree: PowercapTree {
        /// Names of zones by their folders.
        var names = ["intel-rapl:0": "package-0", "intel-rapl:0:0": "dram"]
        /// After how many reads a counter shows the next value; every read by default.
        var readsUntilNext: [String: Int] = [:]
        let pauses = Pauses()

        let location = "/powercap"
        let simulation = "simulated: scripted"
        var pause: (@Sendable () -> Void)? { { pauses.count.add(1, ordering: .relaxed) } }

        func entries() -> [String] { ["intel-rapl"] + names.keys }

        func text(of file: String, in entry: String) throws(SensorError) -> String {
            guard let name = names[entry] else { throw .unreadable(path: entry, errno: ENOENT) }
            return file == "name" ? name + "\n" : "262143328850\n"
        }

        func openCounter(of entry: String) -> any PowercapCounter {
            Counter(readsUntilNext: readsUntilNext[entry] ?? 1)
        }

        final class Pauses: Sendable { let count = Atomic<Int>(0) }

        private final class Counter: PowercapCounter {
            private let reads = Atomic<Int>(0)
            private let readsUntilNext: Int

            init(readsUntilNext: Int) { self.readsUntilNext = readsUntilNext }

            var isSimulated: Bool { false }

            func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
                let read = reads.wrappingAdd(1, ordering: .relaxed).oldValue
                let text = "\(1000 + read / readsUntilNext)\n".utf8
                buffer.copyBytes(from: text)
                return text.count
            }
        }
    }

    private func choose(_ tree: OwnTree, _ pmu: ScriptedPMU) -> ProbedSensor {
        RAPLSensor.probe(
            tree,
            otherwise: pmu,
            cpu: cpu("GenuineIntel", isGuest: true),
            now: ManualClock().now
        )
    }

    @Test func `a counter that moves is there after one refresh`() {
        let tree = OwnTree()
        let found = probe(tree)
        #expect(found.state.reason == "rapl/package-0, rapl/package-0/dram")
        #expect(found.sensor?.channels.allSatisfy { !$0.isSimulated } == true)
        #expect(tree.pauses.count.load(ordering: .relaxed) == 2)
    }

    @Test func `a slow counter is waited for, one that stands still not for ever`() {
        var tree = OwnTree(names: ["intel-rapl:0": "package-0"])
        tree.readsUntilNext = ["intel-rapl:0": 50]
        #expect(probe(tree).state.availability == .present)
        #expect(tree.pauses.count.load(ordering: .relaxed) == 50)
        let dead = OwnTree(names: tree.names, readsUntilNext: ["intel-rapl:0": .max])
        #expect(probe(dead).state.availability == .absent)
        #expect(dead.pauses.count.load(ordering: .relaxed) == 50)
    }

    @Test func `a package that stands still is none, and perf is used`() {
        var tree = OwnTree(names: ["intel-rapl:0": "package-0"])
        tree.readsUntilNext = ["intel-rapl:0": .max]
        let why =
            "powercap is absent (/powercap has no package that can be read: "
            + "package-0 (energy_uj: opens but does not count) gave no energy)"
        let found = choose(tree, ScriptedPMU())
        #expect(found.sensor?.channels.map(\.interface) == ["perf"])
        #expect(found.state.reason == "rapl/package-0; through perf, because \(why)")

        var dead = ScriptedPMU()
        dead.dead = ["energy-pkg"]
        let neither = choose(tree, dead)
        #expect(neither.sensor == nil)
        #expect(neither.state.availability == .absent, "so that an estimate takes its place")
        #expect(neither.state.reason.hasPrefix(why + "; perf is absent ("))
    }

    @Test func `a package that stands still beside memory that does not leaves no total`() {
        let tree = OwnTree(readsUntilNext: ["intel-rapl:0": .max])
        let alone = probe(tree)
        #expect(alone.sensor == nil)
        #expect(alone.state.reason.contains("a total without it would be too low"))
        #expect(choose(tree, ScriptedPMU()).sensor?.channels.map(\.interface) == ["perf"])
    }

    @Test func `one of two packages that stands still leaves no total`() {
        let tree = OwnTree(
            names: ["intel-rapl:0": "package-0", "intel-rapl:1": "package-1"],
            readsUntilNext: ["intel-rapl:1": .max]
        )
        let found = probe(tree)
        #expect(found.sensor == nil)
        #expect(found.state.reason.contains("package-1 (energy_uj: opens but does not count)"))
    }

    @Test func `memory that stands still is left out, and with it all memory`() {
        let names = [
            "intel-rapl:0": "package-0", "intel-rapl:0:0": "dram",
            "intel-rapl:1": "package-1", "intel-rapl:1:0": "dram",
        ]
        let found = probe(OwnTree(names: names, readsUntilNext: ["intel-rapl:1:0": .max]))
        #expect(found.sensor?.channels.map(\.name) == ["rapl/package-0", "rapl/package-1"])
        #expect(
            found.state.reason.hasSuffix(
                "; left out: package-1/dram (energy_uj: opens but does not count), "
                    + "and with it all memory"
            )
        )
    }

    @Test func `another view that moves is read in place of one that stands still`() {
        let tree = OwnTree(
            names: ["intel-rapl:0": "package-0", "intel-rapl-mmio:0": "package-0"],
            readsUntilNext: ["intel-rapl:0": .max]
        )
        let found = probe(tree)
        #expect(found.sensor?.channels.map(\.interface) == ["powercap, mmio"])
        #expect(found.state.reason.contains("intel-rapl-mmio:0 is read in place of package-0"))
    }

    @Test func `cores, graphics and the platform may stand still`() {
        let tree = OwnTree(
            names: [
                "intel-rapl:0": "package-0", "intel-rapl:0:0": "core", "intel-rapl:0:1": "uncore",
                "intel-rapl:1": "psys",
            ],
            readsUntilNext: ["intel-rapl:0:0": .max, "intel-rapl:0:1": .max, "intel-rapl:1": .max]
        )
        #expect(probe(tree).sensor?.channels.count == 4)
        #expect(tree.pauses.count.load(ordering: .relaxed) == 1)
    }

    @Test func `a plain folder stays readable and says that it stands still`() throws {
        let folder = try PowercapFolder()
        try folder.zone("intel-rapl:0", name: "package-0")
        try folder.zone("intel-rapl:0:0", name: "core")
        let found = probe(folder.tree)
        #expect(found.state.availability == .present)
        #expect(
            found.state.reason
                == "simulated: read from \(folder.folder.path), which is not sysfs "
                + "(standing still: rapl/package-0): rapl/package-0, rapl/package-0/core"
        )
    }

    @Test func `a simulation by a clock of its own is not watched`() {
        let tree = SimulatedPowercap(power: .watts(30), now: ManualClock().now)
        #expect(probe(tree).state.reason.contains("standing still") == false)
    }
}
