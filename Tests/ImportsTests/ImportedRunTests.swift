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
