import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

/// Trials in which a counter of RAPL goes wrong on the way: two packages of 50 W for ten seconds.
@Suite struct BadCounterTests {
    private let clock = ManualClock()

    /// What is wrong with package 0 from the fourth to the sixth second, or for good.
    private func trial(_ effects: [FaultScript.Effect], forGood: Bool = false) throws -> Trial {
        let begin = Duration.seconds(4)
        let faults = effects.map { effect in
            forGood
                ? FaultScript.Fault(effect, from: begin, entry: "intel-rapl:0")
                : FaultScript.Fault(effect, begin..<(.seconds(6)), entry: "intel-rapl:0")
        }
        let tree = SimulatedPowercap(
            zones: (0..<2).map {
                .package($0, .constant(.watts(50)), untilWrap: .joules(200_000))
            },
            faults: FaultScript(faults),
            now: clock.now
        )
        return try readTrial(of: tree, clock, every: .milliseconds(100), count: 101)
    }

    private func failures(_ trial: Trial) -> [Reading.Outcome] {
        trial.readings(ofChannel: 0).map(\.outcome).filter {
            if case .value = $0 { false } else { true }
        }
    }

    private func isMarked(_ trial: Trial) -> Bool {
        trial.warningsFromData(samplingInterval: .milliseconds(100)).contains {
            if case .readFailed("rapl/package-0", _, _) = $0 { true } else { false }
        }
    }

    @Test func `a zone that vanishes leaves no total, and the others are read on`() throws {
        let trial = try trial([.fail(errno: ENODEV)], forGood: true)
        #expect(failures(trial) == Array(repeating: .failed(errno: ENODEV), count: 61))
        #expect(isMarked(trial))
        let window = try #require(trial.window)
        #expect(trial.energy(ofChannel: 0, in: window).figure == nil)
        let other = try #require(trial.energy(ofChannel: 1, in: window).figure)
        #expect(abs(other.value.joules - 500) < 0.5)
        #expect(trial.energy(estimateModel: nil).figure == nil, "half a total is none")
    }

    @Test(arguments: [
        FaultScript.Effect.fail(errno: ENODEV), .fail(errno: EIO), .text(""), .text("12"),
        .text("1,234\n"), .text("1.5e3\n"), .text("\0\0\0\0"),
        .text(String(repeating: "7", count: 4000)),
    ])
    func `a gap is marked, and the energy across it is true or missing`(
        effect: FaultScript.Effect
    ) throws {
        let trial = try trial([effect])
        #expect(failures(trial).count == 20)
        #expect(isMarked(trial))
        let window = try #require(trial.window)
        if let figure = trial.energy(ofChannel: 0, in: window).figure {
            #expect(
                abs(figure.value.joules - 500) <= max(figure.uncertainty?.joules ?? 0, 0.5)
            )
        }
    }

    @Test func `a zone that comes back at 0 was reset, which no wrap explains`() throws {
        let trial = try trial([.fail(errno: ENODEV), .reset])
        #expect(isMarked(trial))
        let warnings = trial.warningsFromData(samplingInterval: .milliseconds(100))
        #expect(warnings.contains(.counterReset(channel: "rapl/package-0")))
        let window = try #require(trial.window)
        let found = trial.energy(ofChannel: 0, in: window).figure
        #expect(found.map { abs($0.value.joules - 500) <= ($0.uncertainty?.joules ?? 0) } ?? true)
    }

    @Test func `a file that grows beyond any number is none`() throws {
        let tree = try PowercapFolder()
        try tree.zone("intel-rapl:0", name: "package-0", energy: "10\n")
        let open = try #require(probe(tree.tree).sensor).open(for: anyProcesses)
        // The first 64 bytes would be a fine number.
        let text = String(repeating: "0", count: 63) + "12345\n"
        let path = "\(tree.folder.path)/intel-rapl:0/energy_uj"
        let file = try #require(fopen(path, "r+"))
        fputs(text, file)
        fclose(file)
        var outcomes: [Reading.Outcome] = []
        open.read(firstChannel: 0) { outcomes.append($0.outcome) }
        #expect(outcomes == [.malformed])
    }

    @Test(arguments: ["name", "max_energy_range_uj", "energy_uj", "read"], [EACCES, EPERM])
    func `a permission that is missing at any file is refused, whichever package it is`(
        file: String,
        errno: Int32
    ) throws {
        for entry in ["intel-rapl:0", "intel-rapl:1", "intel-rapl:1:0"] {
            let tree = try PowercapFolder()
            try tree.zone("intel-rapl:0", name: "package-0")
            try tree.zone("intel-rapl:1", name: "package-1")
            try tree.zone("intel-rapl:1:0", name: "dram")
            let found = probe(FaultyTree(base: tree.tree, errors: ["\(entry)/\(file)": errno]))
            #expect(found.sensor == nil, "\(entry)")
            #expect(found.state.availability == .refused, "\(entry)")
            #expect(found.state.remedy?.hasPrefix("sudo chmod a+r ") == true)
        }
    }
}
