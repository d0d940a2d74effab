import Experiment
import Foundation
import Reports
import Statistics
import TestSupport
import Testing
import Units

@Suite struct FootprintTests {
    private static let other = "it's | \"odd\", ✓"

    /// 80 J each, in a window from 22:13:21.5 to 22:13:23.5 on 2023-11-14, UTC, of 2000 samples.
    private func trials(blocks: Int = 2) -> [Trial] {
        (0..<blocks * 2).map { place in
            SampleRun.trial(sequence: place, variant: place % 2 == 0 ? "dense" : Self.other)
        }
    }

    private func report(
        _ settings: FootprintSettings,
        trials: [Trial]? = nil,
        artifacts: [Artifact]? = nil
    ) -> Report {
        var run = SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001")
        if let artifacts { run.artifacts = artifacts }
        return Report(
            run: run,
            trials: trials ?? self.trials(),
            settings: ReportSettings(footprint: settings)
        )
    }

    private func grid(_ course: ValueCourse) -> FootprintSettings.Grid {
        FootprintSettings.Grid(course: course, source: "as stated")
    }

    private func course(_ text: String) throws -> ValueCourse {
        try CourseReader(file: "grid.csv", least: 0).course(of: text)
    }

    private func row(_ report: Report, _ index: Int = 0) throws -> FootprintRow {
        try #require(report.comparisons.first?.rows[index].footprint)
    }

    @Test func `carbon and cost are energy times what a kilowatt-hour emits and costs`() throws {
        let report = report(
            FootprintSettings(
                grid: grid(.constant(360)),
                tariff: .init(course: .constant(0.36), currency: "EUR", source: "as stated"),
                powerUsageEffectiveness: 1.5
            )
        )
        // 0.04 J for each sample are 0.04 / 3.6e6 kWh.
        let found = try row(report)
        #expect(abs(try #require(try found.carbon?.get()).mean.grams - 6e-6) < 1e-15)
        #expect(abs(try #require(try found.cost?.get()).mean - 6e-9) < 1e-18)
        #expect(found.netCarbon?.absence != nil, "nobody measured idle power")
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("Footprint (for each sample):"))
        #expect(text.contains("µg CO2e sim."), "a simulation stays one")
        #expect(text.contains("Footprint of the run (gross):"))
        #expect(text.contains("windows of 4 trials   320 J sim."))
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("energy of the measured parts × PUE 1.500 (as stated) × carbon"))
        #expect(words.contains("360.0 g CO2e/kWh, as stated. Location-based"))
        #expect(words.contains("0.3600 EUR/kWh, as stated. Electricity only."))
        #expect(MarkdownReport(report).text.contains("## The run as a whole"))
    }

    @Test func `nothing is said of a footprint that nobody asked for`() throws {
        let bare = Report(run: SampleRun.run(), trials: trials())
        #expect(bare.footprint == nil)
        #expect(!TerminalReport(bare, usesColour: false).text.contains("ootprint"))
        let carbonOnly = try row(report(FootprintSettings(grid: grid(.constant(1)))))
        #expect(carbonOnly.cost == nil && carbonOnly.carbon != nil)
    }

    @Test func `a course is averaged over the window of each trial`() throws {
        let steps = try course(
            """
            time,grams_per_kwh
            2023-11-14T23:13:00+01:00,100
            2023-11-14T22:13:22Z,300
            2023-11-14T22:14:22Z,900
            """
        )
        // Half a second of two at 100, the rest at 300.
        let mean = try #require(try row(report(FootprintSettings(grid: grid(steps)))).carbon?.get())
        #expect(abs(mean.mean.grams - 0.04 / 3.6e6 * 250) < 1e-12)
    }

    @Test func `a trial outside the course is missing and never extrapolated`() throws {
        let steps = try course("2023-11-14T22:13:22Z,300\n2023-11-14T22:14:22Z,900\n")
        let report = report(FootprintSettings(grid: grid(steps)))
        guard case .failure(let absence) = try row(report).carbon else {
            Issue.record("the window begins before the course")
            return
        }
        #expect(
            absence.reason
                == "the course goes from 2023-11-14T22:13:22Z to 2023-11-14T22:15:22Z and does "
                + "not cover 2023-11-14T22:13:21Z"
        )
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("dense: carbon is missing: the course goes from"))
        #expect(CSVReport(report, content: .trials).text.contains(",the course goes from"))
    }

    @Test func `the run as a whole has its preparation on a line of its own`() throws {
        let cost = ArtifactCost(
            energy: .known(
                Figure(value: .joules(680), budget: nil, provenance: .simulated, scope: "package")
            ),
            origin: .init(hostID: "", hostName: "h", atMilliseconds: 0, harnessVersion: "")
        )
        func artifact(cached: Bool) -> Artifact {
            Artifact(
                step: "dense",
                key: "k",
                command: ["train"],
                seconds: 1,
                wasCached: cached,
                cost: cost
            )
        }
        let settings = FootprintSettings(grid: grid(.constant(3600)))
        var failed = trials()
        failed[3].outcome = .notStarted(reason: "gone")
        failed[3].events = []
        let made = try #require(
            report(settings, trials: failed, artifacts: [artifact(cached: false)]).footprint
        )
        #expect(
            made.parts.map(\.name) == [
                "windows of 3 of 4 trials", "prepare: 1 step", "the run, preparation included",
            ]
        )
        let grams = try made.parts.map { try #require(try $0.amounts.carbon?.get()).grams }
        #expect(zip(grams, [0.24, 0.68, 0.92]).allSatisfy { abs($0 - $1) < 1e-9 })
        let cached = report(settings, artifacts: [artifact(cached: true)]).footprint
        #expect(cached?.parts.count == 1, "another run paid for it")
        var measured = cost
        measured.energy = .known(
            Figure(value: .joules(1), budget: nil, provenance: .measured, scope: "package")
        )
        var other = artifact(cached: false)
        other.cost = measured
        let mixed = report(settings, artifacts: [other]).footprint?.parts.last
        #expect(mixed?.energy.missingReason == "the energies are of different origin or scope")
    }

    @Test func `failed, missing and mixed energies give no footprint, and no crash`() throws {
        let settings = FootprintSettings(grid: grid(.constant(1)))
        #expect(
            try row(report(settings, trials: [])).carbon?.absence?.reason == "no trial completed"
        )
        var mixed = trials()
        mixed[2].channels[0].isSimulated = false
        let found = try row(report(settings, trials: mixed))
        #expect(
            found.carbon?.absence?.reason == "the trials' energies are of different origin"
        )
        var silent = trials()
        for place in silent.indices { silent[place].events.remove(at: 1) }
        #expect(try row(report(settings, trials: silent)).carbon?.absence != nil)
    }

    @Test func `JSON names what was stated, and from where`() throws {
        let country = try #require(CountryIntensity.named("de"))
        let text = try JSONReport(report(FootprintSettings(grid: .init(of: country)))).text
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let footprint = try #require(document?["footprint"] as? [String: Any])
        let grid = try #require(footprint["grid"] as? [String: Any])
        #expect(grid["grams_per_kilowatt_hour"] as? Double == 380.95)
        #expect(grid["country"] as? String == "DEU" && grid["year"] as? Int == 2023)
        #expect((grid["source"] as? String)?.contains("Our World in Data") == true)
        #expect(footprint["tariff"] is NSNull)
    }

    @Test func `countries are found by code and name, and all have a figure above 0`() {
        #expect(CountryIntensity.all.count == 211)
        #expect(CountryIntensity.all.allSatisfy { $0.gramsPerKilowattHour > 0 && $0.year >= 2020 })
        #expect(Set(CountryIntensity.all.map(\.twoLetters)).count == 211)
        #expect(CountryIntensity.named("fra")?.name == "France")
        #expect(CountryIntensity.named("united states")?.twoLetters == "US")
        #expect(CountryIntensity.named("XX") == nil && CountryIntensity.named("") == nil)
    }
}

extension Result where Failure == Absence {
    fileprivate var absence: Absence? {
        guard case .failure(let absence) = self else { return nil }
        return absence
    }
}
