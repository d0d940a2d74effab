import Experiment
import Foundation
import Reports
import TestSupport
import Testing
import Units

/// The formats of other tools, with names that break what is not escaped.
@Suite struct ForeignFormatTests {
    private static let odd = "it's | \"odd\", <b>é🚀</b>\u{1B}[31m\n`x`\\"

    private func run() -> Run {
        var run = SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001")
        run.comparisons[0].variants[1].name = Self.odd
        run.comparisons[0].name = "infer|ence, \"fast\""
        return run
    }

    private func trials(blocks: Int = 3) -> [Trial] {
        (0..<blocks * 2).map { place in
            var trial = SampleRun.trial(
                sequence: place,
                variant: place % 2 == 0 ? "dense" : Self.odd
            )
            trial.id = "11111111-0000-4000-8000-00000000000\(place)"
            trial.planned.comparison = "infer|ence, \"fast\""
            trial.events[1].number = place % 2 == 0 ? 2000 : 4000
            return trial
        }
    }

    private func report(_ trials: [Trial], settings: ReportSettings = ReportSettings()) -> Report {
        Report(run: run(), trials: trials, settings: settings)
    }

    private var germany: ReportSettings {
        ReportSettings(
            footprint: FootprintSettings(
                grid: CountryIntensity.named("DE").map(FootprintSettings.Grid.init(of:)),
                powerUsageEffectiveness: 1.5
            )
        )
    }

    private func parsed(_ text: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(text.utf8))
    }

    @Test func `each format looks as it did when it was last looked at`() throws {
        let trials = trials()
        let report = report(trials, settings: germany)
        let texts = [
            ("foreign-github-action-benchmark.json", try GitHubActionReport(report).text),
            ("foreign-bencher.json", try BencherReport(report).text),
            ("foreign-hyperfine.json", try HyperfineReport(report, trials: trials).text),
            ("foreign-prometheus.txt", PrometheusReport(report).text),
            ("foreign-codecarbon.csv", CodeCarbonReport(report, trials: trials).text),
            ("tidy.csv", TidyCSV(report).text),
        ]
        for (name, text) in texts {
            if let difference = try Snapshot(name, besides: #filePath).difference(from: text) {
                Issue.record("\(difference)")
            }
        }
    }

    @Test func `github-action-benchmark gets names that break no table and say what is simulated`()
        throws
    {
        let text = try GitHubActionReport(report(trials())).text
        let entries = try #require(try parsed(text) as? [[String: Any]])
        // Energy, time and memory of two variants.
        #expect(entries.count == 6)
        for entry in entries {
            let name = try #require(entry["name"] as? String)
            #expect(!name.contains { "|`\n\u{1B}".contains($0) })
            #expect(entry["value"] is NSNumber && entry["unit"] is String)
            #expect(name.contains("energy/sample") == name.hasSuffix("(simulated)"))
        }
        let energy = try #require(entries.first { "\($0["name"] ?? "")".contains("energy") })
        #expect((energy["value"] as? Double).map { abs($0 - 0.04) < 1e-12 } == true)
        #expect(energy["unit"] as? String == "J/sample")
        #expect((energy["range"] as? String)?.hasPrefix("± ") == true)
        #expect((energy["extra"] as? String)?.contains("energy is simulated: package") == true)
    }

    @Test func `a format of figures alone is refused where there is none`() throws {
        let empty = report([])
        #expect(throws: NothingToExport.self) {
            try GitHubActionReport(empty).text
        }
        #expect(throws: NothingToExport.self) { try BencherReport(empty).text }
        let results = try parsed(HyperfineReport(empty, trials: []).text) as? [String: [Any]]
        #expect(results?["results"]?.isEmpty == true)
        #expect(CodeCarbonReport(empty, trials: []).text.split(separator: "\r\n").count == 1)
        #expect(TidyCSV(empty).text.split(separator: "\r\n").count == 1)
        let metrics = PrometheusReport(empty).text
        #expect(metrics.hasSuffix("# EOF\n") && !metrics.contains("_joules"))
        #expect(metrics.contains("joulebench_completed_trials"), "0 trials are a fact")
    }

    @Test func `one block gives values without ends`() throws {
        let single = report(trials(blocks: 1))
        let entries = try parsed(GitHubActionReport(single).text) as? [[String: Any]]
        #expect(entries?.allSatisfy { $0["range"] == nil } == true)
        let benchmarks = try #require(
            try parsed(BencherReport(single).text) as? [String: [String: [String: Any]]]
        )
        #expect(benchmarks.count == 2)
        let measure = try #require(
            benchmarks["quick/infer|ence, \"fast\"/dense"]?["energy_per_unit_joules_simulated"]
        )
        #expect(measure.keys.sorted() == ["value"])
    }

    @Test func `Bencher gets the ends of intervals, and quality`() throws {
        var noisy = trials()
        for place in noisy.indices { noisy[place].events[1].number = 2000 + 10 * Double(place) }
        let benchmarks = try #require(
            try parsed(BencherReport(report(noisy)).text) as? [String: [String: [String: Double]]]
        )
        for measures in benchmarks.values {
            #expect(measures["quality"]?["value"] == 0.9)
            let energy = try #require(measures["energy_per_unit_joules_simulated"])
            let (lower, upper) = (energy["lower_value"] ?? 0, energy["upper_value"] ?? 0)
            #expect(lower < energy["value"] ?? 0 && energy["value"] ?? 1 < upper)
            #expect(measures["energy_per_unit_joules"] == nil, "a simulation is no measurement")
        }
    }

    @Test func `hyperfine gets the times of whole commands, and no made-up CPU time`() throws {
        var some = trials(blocks: 4)
        some[1].resourceUsage = nil
        some[2].outcome = .signalled(signal: 9)
        some[3].outcome = .timedOut(limit: .seconds(4))
        some[4].outcome = .exited(status: 2)
        some[5].outcome = .notStarted(reason: "no such file")
        some[6].warnings.append(.exitStatusIgnored(status: 5))
        some[7].outcome = .interrupted
        let text = try HyperfineReport(report(some), trials: some).text
        let document = try #require(try parsed(text) as? [String: [[String: Any]]])
        let results = try #require(document["results"])
        #expect(results.count == 2)
        let first = try #require(results.first)
        #expect(first["times"] as? [Double] == [4, 4, 4, 4], "the failed ones included")
        #expect(first["mean"] as? Double == 4 && first["median"] as? Double == 4)
        #expect(first["stddev"] as? Double == 0)
        #expect(first["exit_codes"] as? [Int] == [0, 137, 2, 5])
        #expect(first["user"] as? Double == 1e-9)
        #expect(first["energy_joules"] as? [Double] == [80, 80, 80, 80])
        let windows = try #require(first["window_seconds"] as? [Double])
        #expect(windows == [2, 2, 2, 2], "what the energy is of, and not the 4 s of the command")
        #expect(first["energy_provenance"] as? String == "simulated")
        #expect(first["parameters"] as? [String: String] == ["batch": "256"])
        let second = try #require(results.last)
        #expect(second["user"] == nil && second["system"] == nil, "not known of all")
        let codes = try #require(second["exit_codes"] as? [Any])
        #expect(codes.count == 2 && codes.first as? Int == 0 && codes.last is NSNull)
        let one = trials(blocks: 1)
        let single = try parsed(HyperfineReport(report(one), trials: one).text)
        let runs = (single as? [String: [[String: Any]]])?["results"]
        #expect(runs?.allSatisfy { $0["stddev"] is NSNull } == true)
    }

    @Test func `Prometheus gets escaped labels, base units and no sample of what is missing`() {
        let text = PrometheusReport(report(trials())).text
        let escaped = "it's | \\\"odd\\\", <b>é🚀</b>␛[31m\\n`x`\\\\"
        #expect(text.contains("variant=\"\(escaped)\""))
        #expect(text.contains("# TYPE joulebench_energy_per_unit_joules gauge\n"))
        #expect(text.contains("# UNIT joulebench_energy_per_unit_joules joules\n"))
        #expect(text.contains("provenance=\"simulated\",scope=\"package\"} 0.04\n"))
        #expect(!text.contains("net_energy") && !text.contains("gpu_memory"))
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let value = line.split(separator: " ").last.flatMap { Double($0) }
            #expect(value != nil && line.hasPrefix("joulebench_"))
        }
    }

    @Test func `Prometheus gets carbon and cost where they were asked for, with the currency`()
        throws
    {
        var settings = germany
        settings.footprint?.tariff = FootprintSettings.Tariff(
            course: .constant(0.3),
            currency: "EUR",
            source: "as stated"
        )
        let text = PrometheusReport(report(trials(), settings: settings)).text
        let origin = "provenance=\"simulated\",scope=\"package\""
        let carbon = try #require(
            text.split(separator: "\n").first { $0.hasPrefix("joulebench_carbon_per_unit_grams{") }
        )
        #expect(carbon.contains("variant=\"dense\"") && carbon.contains(origin + "} "))
        let grams = try #require(carbon.split(separator: " ").last.flatMap { Double($0) })
        #expect(abs(grams - 0.04 * 1.5 / 3.6e6 * 380.95) < 1e-9)
        let cost = try #require(
            text.split(separator: "\n").first { $0.hasPrefix("joulebench_cost_per_unit{") }
        )
        #expect(cost.contains(origin + ",currency=\"EUR\"} "))
        let euros = try #require(cost.split(separator: " ").last.flatMap { Double($0) })
        #expect(abs(euros - 0.04 * 1.5 / 3.6e6 * 0.3) < 1e-14)
        #expect(text.contains("# UNIT joulebench_carbon_per_unit_grams grams\n"))
        #expect(!PrometheusReport(report(trials())).text.contains("carbon"))
    }

    @Test func `CodeCarbon's columns are in its order, in its units, and empty where unknown`()
        throws
    {
        let all = trials()
        let rows = CodeCarbonReport(report(all, settings: germany), trials: all).text
            .split(separator: "\r\n").map(String.init)
        let names = try #require(rows.first).split(separator: ",").map(String.init)
        #expect(names.count == 38 && names.first == "timestamp" && names.last == "wue")
        #expect(rows.count == 7, "one row a trial")
        // The baseline's rows have no quotes but in the name of the project.
        let cells = rows[1].replacing(
            "\"quick / infer|ence, \"\"fast\"\" / dense (simulated)\"",
            with: "P"
        )
        .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let row = Dictionary(uniqueKeysWithValues: zip(names, cells))
        #expect(cells.count == 38 && row["project_name"] == "P")
        #expect(row["timestamp"] == "2023-11-14T22:13:23")
        #expect(row["duration"] == "2" && row["cpu_power"] == "60", "40 W with the PUE")
        #expect(row["tracking_mode"] == "machine")
        let energy = try #require(row["energy_consumed"].flatMap(Double.init))
        #expect(abs(energy - 80 * 1.5 / 3.6e6) < 1e-15, "80 J with the PUE, in kWh")
        let carbon = try #require(row["emissions"].flatMap(Double.init))
        #expect(abs(carbon - energy * 0.38095) < 1e-12, "in kg")
        #expect(row["country_iso_code"] == "DEU" && row["pue"] == "1.5")
        for name in ["gpu_energy", "ram_energy", "water_consumed", "wue", "latitude", "on_cloud"] {
            #expect(row[name]?.isEmpty == true)
        }
        let bare = CodeCarbonReport(report(all), trials: all).text.split(separator: "\r\n")[1]
        #expect(bare.contains(",2,,,40,,,"), "no emissions without a grid")
        #expect(bare.hasSuffix(",1,"), "a PUE of 1, and no WUE")
    }

    @Test func `a power log says in every line that it is informative, and of what`() throws {
        let text = try PowerLog(trials()[0], estimateModel: nil).text
        if let difference = try Snapshot("foreign-spl.txt", besides: #filePath)
            .difference(from: text)
        {
            Issue.record("\(difference)")
        }
        let lines = text.split(separator: "\n").map { $0.split(separator: ",") }
        #expect(lines.allSatisfy { $0.count == 12 && $0[0] == "Time" && $0[2] == "Watts" })
        #expect(lines.allSatisfy { $0[11] == "joulebench-informative-simulated" })
        #expect(lines.allSatisfy { $0[3] == "40.000000" && $0[9] == "-1.000000" })
        #expect(lines.last?[1] == "11-14-2023 22:13:23.500")
        var silent = trials()[0]
        silent.channels = []
        silent.readings = []
        #expect(throws: NoPowerLog.self) { try PowerLog(silent, estimateModel: nil).text }
    }

    @Test func `tidy rows are one value each, and what is missing is named and not 0`() throws {
        var all = trials()
        all[0].channels[0].behaviour = .gauge
        all[0].channels[0].quantity = .temperatureMillicelsius
        all[2].outcome = .exited(status: 1)
        let rows = TidyCSV(report(all)).text.split(separator: "\r\n")
        #expect(rows.contains { $0.hasSuffix(",completed,energy,J,,missing") })
        #expect(rows.contains { $0.hasSuffix(",exited,energy,J,80,simulated") })
        #expect(
            rows.contains { $0.hasSuffix(",completed,energy_per_unit,J/sample,0.04,simulated") }
        )
        #expect(rows.contains { $0.hasSuffix(",completed,eval_accuracy,1,0.9,reported") })
        #expect(rows.contains { $0.hasSuffix(",completed,time_per_unit,s/sample,0.001,measured") })
    }
}
