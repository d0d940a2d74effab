import Experiment
import Reports
import Store
import Statistics
import TestSupport
import Testing
import Units

@testable import Imports

/// Imported runs in the database and in the reports.
@Suite struct ImportedRunTests {
    private func made() throws -> ImportedRun {
        let other = SourceFile(
            path: "other.csv",
            content: Array(
                String(decoding: SMILogTests.log.content, as: UTF8.self)
                    .replacing("200.00", with: "150.00").utf8
            )
        )
        let files = [SMILogTests.log, other]
        return try ImportedRun(
            of: files.map { try SMILog(file: $0).read() },
            files: files,
            suite: nil,
            now: 1_800_000_000_000,
            harnessVersion: "test"
        )
    }

    @Test func `a run that was stored gives the same energies again`() throws {
        let made = try made()
        let store = try ResultStore.inMemory()
        try store.create(made.run)
        for trial in made.trials { try store.save(trial, of: made.run) }
        let run = try store.run(named: "latest")
        #expect(run.imported == made.run.imported && run.imported?.files.count == 2)
        let trials = try store.trials(ofRun: run.id)
        #expect(trials == made.trials)
        let listing = try #require(try store.runs().first)
        #expect(listing.energyProvenance == .imported && listing.hostName == "unknown")
        #expect(listing.completedTrials == 2 && listing.failedTrials == 0)
        let before = Report(run: made.run, trials: made.trials)
        let after = Report(run: run, trials: trials)
        #expect(try JSONReport(after).text == JSONReport(before).text)
    }

    @Test func `every table and file says that it was imported`() throws {
        let made = try made()
        let report = Report(run: made.run, trials: made.trials)
        let terminal = TerminalReport(report, usesColour: false).text
        #expect(terminal.contains("IMPORTED: a log of nvidia-smi"))
        #expect(terminal.contains(" imp.") && terminal.contains("SHA-256"))
        #expect(MarkdownReport(report).text.contains("IMPORTED"))
        #expect(HTMLReport(report).text.contains("IMPORTED: a log of nvidia-smi"))
        for content in CSVReport.Content.allCases where content != .phases {
            #expect(CSVReport(report, content: content).text.contains("imported"))
        }
        let json = try JSONReport(report).text
        #expect(json.contains("\"format\" : \"nvidia-smi\"") || json.contains("\"nvidia-smi\""))
        #expect(!terminal.contains("measured,"))
    }

    @Test func `imported energies never stand in a ratio with measured ones`() throws {
        let data = try PerfStat(file: PerfStatTests.stat).read()
        let made = try ImportedRun(
            of: [data, data],
            files: [],
            suite: nil,
            now: 0,
            harnessVersion: "test"
        )
        let run = made.run
        var trials = made.trials
        // The package alone, as if a sensor of this machine had read it.
        trials[1].channels = [trials[1].channels[0]]
        trials[1].channels[0].sensor = "rapl"
        trials[1].channels[0].quantity = .energyMicrojoules
        trials[1].readings = Array(trials[1].readings.prefix(2))
        trials[1].readings[1].outcome = .value(10_000_000)
        let rows = try #require(Report(run: run, trials: trials).comparisons.first).rows
        #expect(rows[1].energyRatio == nil)
        #expect(rows[1].ratioMissingReason == "the energies are of different origin")
    }

    @Test func `when it was recorded is told where the files say it`() throws {
        func made(_ data: ImportedData) throws -> Run {
            try ImportedRun(
                of: [data],
                files: [],
                suite: nil,
                now: 1_800_000_000_000,
                harnessVersion: "test"
            ).run
        }
        let log = try made(SMILog(file: SMILogTests.log).read())
        #expect(log.whenText == "recorded 2023-07-08T19:28:27Z, imported 2027-01-15T08:00:00Z")
        #expect(log.startedAtMilliseconds == 1_800_000_000_000)
        let perf = try made(PerfStat(file: PerfStatTests.stat).read())
        #expect(perf.whenText.hasPrefix("recorded 2026-11-26T04:00:00Z, imported "))
        let carbon = try made(CodeCarbon(file: CodeCarbonTests.emissions).read())
        #expect(carbon.imported?.recordedAtMilliseconds != nil)
        let times = try made(Hyperfine(file: HyperfineTests.export).read())
        #expect(times.whenText == "imported 2027-01-15T08:00:00Z")
        let report = Report(run: times, trials: [])
        let text = TerminalReport(report, usesColour: false).text
        #expect(text.contains("the files do not say when it was recorded"))
        #expect(try JSONReport(report).text.contains("\"recorded_at\" : null"))
    }

    @Test func `variants of an import are judged apart, and their reasons hold for files`() throws {
        let files = [
            SourceFile(
                """
                {"results": [{"command": "a", "mean": 0.2, "times": [0.2, 0.21, 0.19, 0.2]},
                  {"command": "b", "mean": 0.1, "times": [0.1, 0.11, 0.102]},
                  {"command": "c", "mean": 0.2, "times": [0.2, 0.22, 0.2, 0.25, 0.17]}]}
                """,
                path: "bench.json"
            )
        ]
        let made = try ImportedRun(
            of: files.map { try Hyperfine(file: $0).read() },
            files: files,
            suite: nil,
            now: 0,
            harnessVersion: "test"
        )
        let report = Report(run: made.run, trials: made.trials)
        let comparison = try #require(report.comparisons.first)
        let rows = comparison.rows
        try #require(rows.count == 3)
        func seconds(_ variant: String) -> [Double] {
            comparison.summaries.filter { $0.planned.variant == variant && $0.isCompleted }
                .compactMap { $0.timePerUnit?.seconds }
        }
        let welch = try #require(
            WelchRatio(of: seconds(rows[1].variant), to: seconds(rows[0].variant))
        )
        #expect(rows[1].timeRatio == .apart(welch))
        let time = try #require(rows[1].judgement(of: .time))
        #expect(time.ratio == .apart(welch) && time.checks == nil)
        #expect(time.judgement.verdict == .better)
        #expect(time.judgement.reason.hasSuffix("they were measured apart, so drift is in it"))
        let open = try #require(rows[2].judgement(of: .time)?.judgement)
        #expect(open.verdict == .inconclusive && open.remedy == "both measured in turn")
        let text = TerminalReport(report, usesColour: false).text
        #expect(!text.contains("more block") && !text.contains("paired by"))
        #expect(text.contains("nothing of them is paired"))
        // The order of a file's trials says nothing.
        var turned = made.trials
        let places = turned.indices.filter { turned[$0].planned.variant == rows[1].variant }
        for (place, other) in zip(places, places.reversed()) {
            turned[place].planned.block = made.trials[other].planned.block
        }
        let again = Report(run: made.run, trials: turned)
        #expect(again.comparisons[0].rows[1].timeRatio == rows[1].timeRatio)
    }

    @Test func `names that come again are told apart`() throws {
        let data = try SMILog(file: SMILogTests.log).read()
        let run = try ImportedRun(
            of: [data, data, data],
            files: [],
            suite: "mine",
            now: 0,
            harnessVersion: "test"
        ).run
        #expect(run.comparisons[0].variants.map(\.name) == ["smi", "smi (2)", "smi (3)"])
        #expect(run.suiteName == "mine")
    }

    @Test func `files that make no run together are refused`() throws {
        let gpu = try SMILog(file: SMILogTests.log).read()
        let times = try Hyperfine(file: HyperfineTests.export).read()
        #expect(throws: ImportError.self) {
            try ImportedRun(
                of: [gpu, times],
                files: [],
                suite: nil,
                now: 0,
                harnessVersion: "test"
            )
        }
    }

    @Test func `a part of a total is missing and not a share of it`() throws {
        let data = try CodeCarbon(file: CodeCarbonTests.emissions).read()
        let trial = try #require(Imported.run(data).trials.first)
        let window = try #require(trial.window)
        let half = Window(start: window.start, stop: window.start + window.duration / 2)
        #expect(trial.energy(in: half, estimateModel: nil).figure == nil)
        #expect(trial.energy(in: window, estimateModel: nil).figure != nil)
    }
}
