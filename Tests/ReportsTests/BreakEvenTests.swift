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
        scope: String = "package",
        madeOn host: String? = nil
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
            key: "0123456789abcdef0123",
            command: ["make", "{output}"] + using.map { "{artifact.\($0)}" },
            seconds: 10,
            wasCached: host != nil,
            cost: ArtifactCost(energy: energy, origin: host.map(origin))
        )
    }

    /// The host of `SampleRun` is "test"; one of another name has another ID.
    private func origin(_ host: String) -> ArtifactCost.Origin {
        ArtifactCost.Origin(
            hostID: host == "test" ? SampleRun.run().host.id : "id of \(host)",
            hostName: host,
            atMilliseconds: 1_600_000_000_000,
            harnessVersion: "1.0"
        )
    }

    private func variant(_ name: String, using steps: [String]) -> Variant {
        Variant(
            name: name,
            command: Command(arguments: [[.text("infer")]] + steps.map { [.artifact(step: $0)] }),
            parameters: [:]
        )
    }

    private func saving(_ values: [Double]) throws -> ComparedDifference {
        .paired(try PairedDifference(of: values.map { Pair(baseline: 0, variant: $0) }))
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
        // A run that ended while it prepared: a sum of what is there would be too small.
        let partly = OneTimeCost(
            of: variant("int8", using: ["int8", "pruned"]),
            beyond: baseline,
            from: artifacts.filter { $0.step != "int8" }
        )
        #expect(partly.energy == .missing(reason: "int8 was not made before the run ended"))
    }

    @Test func `it is the cost over the saving, with what both may be off by`() throws {
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
        // ± of 100 J with edges of 1 J: 2/√3 = 1.154701 J. Saving: t(0.975, 2) = 4.302653, so
        // 0.01 ± 4.302653 · 0.001/√3 = [0.00751586, 0.01248414] J.
        #expect(abs(units - 10_000) < 1e-6)
        #expect(abs(lower - 7917.6713) < 1e-3, "98.845299 / 0.01248414")
        #expect(abs(upper - 13_458.8284) < 1e-3, "101.154701 / 0.00751586")
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

    @Test func `a cost that may be nothing may be earned back at once`() throws {
        let cost = OneTimeCost(
            of: variant("v", using: ["v"]),
            beyond: variant("b", using: []),
            from: [artifact("v", joules: 1)]
        )
        let found = try breakEven(cost, [0.009, 0.010, 0.011])
        guard case .after(let units, let lower, let upper) = found else {
            Issue.record("\(found)")
            return
        }
        #expect(abs(units - 100) < 1e-9 && lower == 0)
        #expect(abs(upper - 286.6871) < 1e-3, "2.154701 / 0.00751586")
        var unsure = cost
        if case .known(var figure) = cost.energy {
            figure.budget = nil
            unsure.energy = .known(figure)
        }
        #expect(try breakEven(unsure, [0.009, 0.010, 0.011]).word == "missing")
    }

    @Test(arguments: [
        (597.64, 140.2, 1107.0, "0.598 [0.140, 1.11] k"),
        (597.64, 575.92, 621.06, "598 [576, 621]"),
        (100.0, 0.0, 286.69, "100 [0, 287]"), (9.999, 0.99951, 12.34, "10.0 [1.00, 12.3]"),
        (19_852.5, 19_557.7, 20_154.7, "19.9 [19.6, 20.2] k"),
    ])
    func `it has at most three digits`(units: Double, lower: Double, upper: Double, text: String) {
        #expect(NumberText.countInterval(units, lower: lower, upper: upper) == text)
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
        // 400 ± 1.1547 J over 0.0201486 [0.0199038, 0.0203933] J.
        #expect(table.rows[0][4] == "19.9 [19.6, 20.2] k samples sim.")
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

    private func artifacts(_ provenance: Provenance = .simulated, madeOn host: String?)
        -> [Artifact]
    {
        [
            artifact("dense", joules: 1000, provenance: provenance, madeOn: host),
            artifact(
                "pruned",
                joules: 400,
                using: ["dense"],
                provenance: provenance,
                madeOn: host
            ),
        ]
    }

    /// The value of a column in the row of the second variant.
    private func value(_ column: String, _ report: Report) throws -> JSONNode {
        let comparison = report.comparisons[0]
        let values = VariantColumns.values(
            of: comparison.rows[1],
            in: comparison.comparison,
            of: report.run
        )
        let found = values.first(where: { $0.0 == column })?.1
        return JSONNode(try #require(found))
    }

    @Test func `a cost of another machine is said in every format`() throws {
        let foreign = report(artifacts(madeOn: "far"))
        #expect(try value("one_time_made_on", foreign) == .text("far"))
        #expect(try value("one_time_is_of_other_host", foreign) == .flag(true))
        #expect(CSVReport(foreign).text.contains(",far,true,"))
        #expect(try JSONReport(foreign).text.contains("\"one_time_is_of_other_host\" : true"))
        let said = foreign.comparisons[0].oneTimeTroubles
        #expect(said.count == 1 && said[0].contains("of another machine (pruned: far)"))
        let terminal = TerminalReport(foreign, usesColour: false).text
        #expect(terminal.contains("! it's | \"odd\", ✓: what it cost"))
        #expect(MarkdownReport(foreign).text.contains("of another machine (pruned: far)"))
        for host in ["test", nil] {
            let own = report(artifacts(madeOn: host))
            #expect(try value("one_time_made_on", own) == .text("test"))
            #expect(try value("one_time_is_of_other_host", own) == .flag(false))
            #expect(own.comparisons[0].oneTimeTroubles.isEmpty)
        }
    }

    @Test func `where nobody kept who made it, neither machine is named`() throws {
        var unknown = artifacts(madeOn: "far")
        for index in unknown.indices { unknown[index].cost.origin = nil }
        let report = report(unknown)
        #expect(try value("one_time_made_on", report) == .null)
        #expect(try value("one_time_is_of_other_host", report) == .null)
    }

    @Test func `a kept cost of another kind names what to delete`() throws {
        let baseline = variant("b", using: [])
        let cost = OneTimeCost(
            of: variant("v", using: ["v"]),
            beyond: baseline,
            from: [artifact("v", joules: 5, provenance: .simulated, madeOn: "test")]
        )
        let remedy = "delete results/artifacts/v-0123456789abcdef to have it made and measured anew"
        let reason = try #require(try breakEven(cost, [0.009, 0.010, 0.011]).reason)
        #expect(reason.hasSuffix("; " + remedy))
        let mixed = OneTimeCost(
            of: variant("v", using: ["v", "w"]),
            beyond: baseline,
            from: [
                artifact("w", joules: 5),
                artifact("v", joules: 5, provenance: .simulated, madeOn: "test"),
            ]
        )
        #expect(mixed.energy?.missingReason?.hasSuffix("; " + remedy) == true)
        let made = OneTimeCost(
            of: variant("v", using: ["v"]),
            beyond: baseline,
            from: [artifact("v", joules: 5, provenance: .simulated)]
        )
        #expect(try breakEven(made, [0.009, 0.010, 0.011]).reason?.contains("delete") == false)
    }

    @Test func `a simulated cost in a run that is not is named above everything`() {
        var report = report(artifacts(madeOn: "test"))
        #expect(report.simulationNotice?.contains("constant 40 W") == true)
        report.run.simulation = nil
        #expect(report.simulationNotice?.contains("what it cost to prepare dense, pruned") == true)
        report.run.artifacts = artifacts(.measured, madeOn: "test")
        #expect(report.simulationNotice == nil)
    }

    @Test func `only a cell with a number has a mark`() throws {
        let report = report(artifacts(.measured, madeOn: "test"))
        let table = try #require(report.comparisons[0].oneTimeTable)
        #expect(report.comparisons[0].rows[1].provenance == .simulated)
        #expect(table.rows[0][3].hasSuffix("sim."))
        #expect(table.rows[0][4] == "—")
    }

    @Test func `a comparison without prepare steps has no break-even`() throws {
        let none = report([])
        for column in ["one_time_steps", "one_time_seconds", "break_even", "one_time_made_on"] {
            #expect(try value(column, none) == .null)
        }
        guard case .number(let joules) = try value("saving_per_unit_joules", none) else {
            Issue.record("the saving is known all the same")
            return
        }
        #expect(abs(joules - 0.0201486) < 1e-6)
    }

    @Test func `a cost that nobody kept is missing, with the reason`() throws {
        var old = [artifact("dense", joules: 1), artifact("pruned", joules: 1, using: ["dense"])]
        for index in old.indices { old[index].cost = .unknown }
        let report = report(old)
        let table = try #require(report.comparisons[0].oneTimeTable)
        #expect(table.rows[0][1] == "—" && table.rows[0][4] == "—")
        #expect(report.comparisons[0].oneTimeTroubles.first?.contains("before joulebench") == true)
    }
}
