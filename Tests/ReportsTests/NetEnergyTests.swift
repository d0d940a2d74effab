import Experiment
import Reports
import Statistics
import TestSupport
import Testing
import Units

@Suite struct NetEnergyTests {
    /// Windows of a second at a power, by the counter of `SampleRun`'s trials.
    private func idle(_ moment: HostStates.Moment, watts: Double) -> IdleMeasurement {
        let channel = SampleRun.trial().channels[0]
        let instants = (0...4).map { MonotonicInstant(nanoseconds: $0 * 1_000_000_000) }
        return IdleMeasurement(
            moment: moment,
            startedAtMilliseconds: 0,
            windows: zip(instants, instants.dropFirst()).prefix(3).map {
                Window(start: $0, stop: $1)
            },
            channels: [channel],
            readings: instants.enumerated().map { second, instant in
                Reading(
                    channel: 0,
                    before: instant,
                    after: instant,
                    outcome: .value(UInt64(Double(second) * watts * 1e6))
                )
            }
        )
    }

    private func report(
        before: Double?,
        after: Double?,
        windows: Int = 3,
        change: (inout Trial) -> Void = { _ in }
    ) -> Report {
        var run = SampleRun.run()
        run.conditions = RunConditions(
            trials: TrialConditions(idleWindows: windows, idleWindow: .seconds(1))
        )
        let trials = (0..<4).map { sequence in
            var trial = SampleRun.trial(
                sequence: sequence,
                variant: SampleRun.comparison.variants[sequence % 2].name
            )
            change(&trial)
            return trial
        }
        return Report(
            run: run,
            trials: trials,
            idle: IdleMeasurements(
                before: before.map { idle(.before, watts: $0) },
                after: after.map { idle(.after, watts: $0) }
            )
        )
    }

    private func row(_ report: Report) throws -> VariantRow {
        try #require(report.comparisons.first?.rows.first)
    }

    @Test func `gross and net stand side by side, each by name`() throws {
        let report = report(before: 10, after: 10)
        let net = try row(report).net
        // 80 J less 2 s of 10 W over 2000 samples: 30 mJ.
        #expect(abs(try #require(net.perUnit).mean.joules - 0.03) < 1e-4)
        #expect(abs(try #require(net.idlePerUnit).mean.joules - 0.01) < 1e-4)
        #expect(try #require(net.uncertainty) > .zero)
        #expect(net.missingReason == nil)
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("Gross and net energy (for each sample)"))
        #expect(text.contains("net of idle"))
        #expect(text.contains("Idle power: before"))
        #expect(text.contains("10.0"))
        #expect(!text.contains("IDLE POWER CHANGED"))
        // Ratios are of gross energy, whatever the net energies are.
        let gross = try row(self.report(before: nil, after: nil)).energyPerUnit
        #expect(try row(report).energyPerUnit == gross)
    }

    @Test func `net energy below 0 is shown with its uncertainty, and no ratio is made of it`()
        throws
    {
        let report = report(before: 50, after: 50)
        let net = try row(report).net
        #expect(try #require(net.perUnit).mean.joules < 0)
        let text = TerminalReport(report, usesColour: false).text
        let line = try #require(
            text.split(separator: "\n").drop { !$0.contains("Gross and net") }.dropFirst(3).first
        )
        #expect(line.contains("−10.0") || line.contains("-10.0"), "\(line)")
        #expect(report.comparisons[0].rows[1].energyRatio != nil)
    }

    @Test func `a change of the idle power beyond its uncertainty is told`() {
        let text = TerminalReport(report(before: 10, after: 20), usesColour: false).text
        #expect(text.contains("IDLE POWER CHANGED by +10.0 W"))
    }

    @Test func `without idle power there is a reason, and no table of it`() throws {
        let report = report(before: nil, after: nil)
        #expect(try row(report).net.perUnit == nil)
        #expect(try row(report).net.missingReason == "no idle power: none was stored")
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("Idle power was not measured, so there is no net energy"))
        #expect(!text.contains("Gross and net energy"))
        let unasked = TerminalReport(
            self.report(before: nil, after: nil, windows: 0),
            usesColour: false
        ).text
        #expect(!unasked.contains("dle power was not measured"))
    }

    @Test func `the power of a waiting workload is shown for each variant`() throws {
        let report = report(before: 10, after: 10) { trial in
            let start = trial.started
            trial.events.insert(
                contentsOf: [
                    WorkloadEvent(kind: .start, key: "context_idle_start", instant: start),
                    WorkloadEvent(
                        kind: .stop,
                        key: "context_idle_stop",
                        instant: start + .milliseconds(900)
                    ),
                ],
                at: 0
            )
        }
        let net = try row(report).net
        // The counter of the sample goes up by 40 W all the time, waiting or not.
        #expect(abs(try #require(net.contextPower).mean.watts - 40) < 0.5)
        #expect(abs(try #require(net.aboveContextPerUnit).mean.joules) < 1e-3)
        #expect(TerminalReport(report, usesColour: false).text.contains("loaded and waiting"))
    }

    @Test func `CSV and JSON have what the tables have`() throws {
        let report = report(before: 10, after: 12)
        let variants = CSVReport(report).text.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        let column = try #require(variants.first?.firstIndex(of: "net_energy_per_unit_joules"))
        #expect(try abs(#require(Double(variants[1][column])) - 0.029) < 1e-3)
        let trials = CSVReport(report, content: .trials).text
        #expect(trials.contains("net_energy_uncertainty_joules"))
        let json = try JSONReport(report).text
        for key in ["changed_beyond_uncertainty", "windows_watts", "max_load_cpus"] {
            #expect(json.contains("\"\(key)\""))
        }
    }
}
