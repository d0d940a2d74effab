import Experiment
import Statistics
import TestSupport
import Testing
import Units

@testable import Reports

@Suite struct BreakEvenTests {
    private func artifact(
        _ step: String,
        joules: Double?,
        using: [String] = [],
        provenance: Provenance = .measured,
        scope: String = "package"
    ) -> Artifact {
        let energy: Finding<Energy> =
            joules.map {
                .known(
                    Figure(
                        value: .joules($0),
                        budget: UncertaintyBudget(edges: .joules(1)),
                        provenance: provenance,
                        scope: scope
                    )
                )
            } ?? .missing(reason: "nothing was read")
        return Artifact(
            step: step,
            key: "",
            command: ["make", "{output}"] + using.map { "{artifact.\($0)}" },
            seconds: 10,
            wasCached: false,
            cost: ArtifactCost(energy: energy, origin: nil)
        )
    }

    private func variant(_ name: String, using steps: [String]) -> Variant {
        Variant(
            name: name,
            command: Command(arguments: [[.text("infer")]] + steps.map { [.artifact(step: $0)] }),
            parameters: [:]
        )
    }

    private func saving(_ values: [Double]) throws -> PairedDifference {
        try PairedDifference(of: values.map { Pair(baseline: 0, variant: $0) })
    }

    private func breakEven(_ cost: OneTimeCost, _ values: [Double]) throws -> BreakEven {
        BreakEven(cost: cost, saving: try saving(values), provenance: .measured, scope: "package")
    }

    @Test func `what a variant needs beyond the baseline counts, each step once`() throws {
        let artifacts = [
            artifact("dense", joules: 1000), artifact("teacher", joules: 400),
            artifact("pruned", joules: 50, using: ["dense", "teacher"]),
            artifact("int8", joules: 7, using: ["pruned", "teacher"]),
        ]
        let baseline = variant("dense", using: ["dense"])
        let cost = OneTimeCost(
            of: variant("int8", using: ["int8", "pruned"]),
            beyond: baseline,
            from: artifacts
        )
        #expect(cost.artifacts.map(\.step) == ["teacher", "pruned", "int8"])
        #expect(cost.energy?.figure?.value == .joules(457))
        #expect(cost.energy?.figure?.budget?.edges == .joules(3))
        #expect(cost.seconds == 30)
        let same = OneTimeCost(
            of: variant("x", using: ["dense"]),
            beyond: baseline,
            from: artifacts
        )
        #expect(same.artifacts.isEmpty && same.energy == nil)
    }

    @Test func `it is the cost over the saving, with the interval of the saving`() throws {
        let cost = OneTimeCost(
            of: variant("v", using: ["v"]),
            beyond: variant("b", using: []),
            from: [artifact("v", joules: 100)]
        )
        let found = try breakEven(cost, [0.009, 0.010, 0.011])
        guard case .after(let units, let lower, let upper) = found else {
            Issue.record("\(found)")
            return
        }
        let interval = try saving([0.009, 0.010, 0.011])
        #expect(abs(units - 10_000) < 1e-6)
        #expect(abs(lower - 100 / (try #require(interval.upper))) < 1e-6)
        #expect(abs(upper - 100 / (try #require(interval.lower))) < 1e-6)
        #expect(try breakEven(cost, [-0.009, -0.010, -0.011]) == .never)
        #expect(try breakEven(cost, [-0.01, 0.011, 0.001]).word == "undecided")
        #expect(try breakEven(cost, [0.01]).reason == "one block gives no interval")
        let nothing = OneTimeCost(
            of: variant("v", using: []),
            beyond: variant("b", using: []),
            from: []
        )
        #expect(try breakEven(nothing, [0.0099, 0.010]) == .atOnce)
    }

    @Test func `nothing is worked out between different origins, scopes or without a cost`() throws
    {
        let baseline = variant("b", using: [])
        for (other, part) in [
            (artifact("v", joules: 5, provenance: .estimated), "estimated"),
            (artifact("v", joules: 5, scope: "package + DRAM"), "package + DRAM"),
            (artifact("v", joules: nil), "v: nothing was read"),
        ] {
            let cost = OneTimeCost(of: variant("v", using: ["v"]), beyond: baseline, from: [other])
            let found = try breakEven(cost, [0.009, 0.010, 0.011])
            #expect(found.word == "missing")
            #expect(found.reason?.contains(part) == true)
        }
        let mixed = OneTimeCost(
            of: variant("v", using: ["v", "w"]),
            beyond: baseline,
            from: [artifact("v", joules: 5), artifact("w", joules: 5, provenance: .simulated)]
        )
        #expect(mixed.energy?.missingReason?.contains("another way") == true)
        let cost = OneTimeCost(
            of: variant("v", using: ["v"]),
            beyond: baseline,
            from: [artifact("v", joules: 5)]
        )
        let none = BreakEven(cost: cost, saving: nil, provenance: nil, scope: nil)
        #expect(none.word == "missing")
    }

    /// A run of which the second variant needs a step more and takes half the energy.
    private func report(_ artifacts: [Artifact]) -> Report {
        var run = SampleRun.run()
        run.artifacts = artifacts
        let names = run.comparisons[0].variants.map(\.name)
        run.comparisons[0].variants = [
            variant(names[0], using: ["dense"]), variant(names[1], using: ["pruned"]),
        ]
        let trials = (0..<6).map { sequence in
            var trial = SampleRun.trial(sequence: sequence, variant: names[sequence % 2])
            if sequence % 2 == 1 { trial.events[1].number = 4000 + 10 * Double(sequence) }
            return trial
        }
        return Report(run: run, trials: trials)
    }

    @Test func `every format says it, with the mark of what is no measurement`() throws {
        let made = [
            artifact("dense", joules: 1000, provenance: .simulated),
            artifact("pruned", joules: 400, using: ["dense"], provenance: .simulated),
        ]
        let report = report(made)
        let table = try #require(report.comparisons[0].oneTimeTable)
        #expect(table.rows.count == 1)
        #expect(table.rows[0][1] == "400.0 ± 1.2 J sim.")
        #expect(table.rows[0][4].hasSuffix("k samples sim."))
        #expect(table.rows[0][5] == "pruned: in this run")
        for text in [
            TerminalReport(report, usesColour: false).text, MarkdownReport(report).text,
        ] {
            #expect(text.contains("One-time costs beyond those of the baseline"))
            #expect(text.contains("prepared dense: 10.0 s, 1.0000 ± 0.0012 kJ sim. of package"))
        }
        #expect(CSVReport(report).text.contains(",pruned,400,"))
        #expect(try JSONReport(report).text.contains("\"break_even\" : \"after\""))
    }

    @Test func `a cost that nobody kept is missing, with the reason`() throws {
        var old = [artifact("dense", joules: 1), artifact("pruned", joules: 1, using: ["dense"])]
        for index in old.indices { old[index].cost = .unknown }
        let report = report(old)
        let table = try #require(report.comparisons[0].oneTimeTable)
        #expect(table.rows[0][1] == "—" && table.rows[0][4].hasPrefix("—"))
        #expect(report.comparisons[0].oneTimeTroubles.first?.contains("before joulebench") == true)
    }
}
