import Experiment
import Foundation
import Reports
import TestSupport
import Testing

@Suite struct HTMLReportTests {
    private func report(_ made: SyntheticRun) -> Report {
        Report(run: made.run, trials: made.trials, hasCurves: true)
    }

    /// The elements that reports are made of; a name that came through as markup would add one.
    private static let known: Set<String> = [
        "html", "head", "meta", "title", "link", "style", "body", "header", "h1", "h2", "h3", "h4",
        "p", "b", "span", "nav", "ul", "li", "a", "main", "section", "div", "table", "thead",
        "tbody", "tr", "th", "td", "figure", "figcaption", "svg", "desc", "rect", "line", "circle",
        "path", "text", "footer", "script",
    ]

    /// Parses a report strictly and holds it against what every report has to be.
    private func expectSound(_ report: Report) throws -> MarkupCheck {
        let text = HTMLReport(report).text
        let check = try #require(MarkupCheck(text))
        #expect(Set(check.elements.keys).subtracting(Self.known) == [])
        #expect(check.elements["script"] == 1 && check.elements["style"] == 1)
        #expect(check.badNumbers == [])
        #expect(check.attributes.keys.allSatisfy { !$0.hasPrefix("on") && $0 != "src" })
        let links = check.attributes["href"] ?? []
        #expect(links.allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
        for plot in report.plots {
            let drawing = try #require(MarkupCheck(plot.file), "\(plot.name)")
            #expect(drawing.badNumbers == [])
            #expect(drawing.elements["title"] != nil && drawing.elements["desc"] == 1)
            #expect(drawing.attributes["role"] == ["img"])
        }
        #expect(Set(report.plots.map(\.name)).count == report.plots.count)
        return check
    }

    @Test func `a report has its tables, its plots and its warnings`() throws {
        var made = SyntheticRun(variants: 5, blocks: 4)
        made.hasScenario = true
        let report = report(made)
        let check = try expectSound(report)
        #expect(
            report.plots.map(\.name) == [
                "inference-energy", "inference-pareto", "inference-ratios", "inference-latency",
                "inference-power-1-dense", "inference-power-2-int8",
                "inference-power-3-sparse-90", "inference-power-4-lora-r-8",
                "inference-power-5-batch-64",
            ]
        )
        #expect(check.elements["svg"] == 9)
        #expect((check.elements["table"] ?? 0) >= 5)
        #expect(check.text.contains("SIMULATED: a made-up run of 5 variants"))
        #expect(check.text.contains("energy/sample (SIMULATED)"))
        #expect(check.text.contains("reading of process/memory failed"))
        #expect(check.text.contains("To mend it: chmod"))
        #expect(check.text.contains("host test: CPU, 2 logical CPUs"))
        #expect(check.text.contains("backward"))
    }

    @Test func `nothing is loaded and only the report's own script may run`() throws {
        let text = HTMLReport(report(SyntheticRun(variants: 2, blocks: 2))).text
        let nonce = "0d5c2f6e-0000-4000-8000-000000000002"
        #expect(text.contains("default-src 'none'; style-src 'nonce-\(nonce)'"))
        #expect(text.contains("<script nonce=\"\(nonce)\">"))
        for word in ["http:", "https:", "url(", "@import", "src="] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test func `the footprint of the run has a section of its own where it was asked for`() throws {
        let run = SampleRun.run()
        let trials = [SampleRun.trial()]
        let settings = ReportSettings(
            footprint: FootprintSettings(grid: .init(course: .constant(100), source: "as stated"))
        )
        let text = HTMLReport(Report(run: run, trials: trials, settings: settings)).text
        #expect(text.contains("<a href=\"#whole\">The run as a whole</a>"))
        #expect(text.contains("Footprint of the run"))
        let plain = HTMLReport(Report(run: run, trials: trials)).text
        #expect(!plain.contains("The run as a whole"))
    }

    @Test func `names are never markup`() throws {
        var made = SyntheticRun(variants: 3, blocks: 2)
        made.names = [
            "</title><script>alert(1)</script>", "\" onload=\"x' <img src=x onerror=y>",
            "👩‍🔬 | a,b \u{1B}[31m\n\u{202E}txt\u{FFFE}&amp;<svg>",
        ]
        made.hasScenario = true
        var run = made.run
        run.suiteName = "<i>suite</i>]]>"
        run.simulation = "<b>none</b>"
        run.comparisons[0].name = "<!-- compare -->"
        run.host.name = "<host>"
        let trials = made.trials.map { trial in
            var trial = trial
            trial.planned.comparison = run.comparisons[0].name
            for index in trial.events.indices where trial.events[index].key.hasPrefix("load") {
                trial.events[index].key = trial.events[index].key
                    .replacing("load", with: "<u onclick='z'>")
            }
            return trial
        }
        let report = Report(run: run, trials: trials, hasCurves: true)
        let check = try expectSound(report)
        #expect(check.text.contains("</title><script>alert(1)</script>"))
        #expect(check.text.contains("👩‍🔬 | a,b ␛[31m␊⟨U+202E⟩txt⟨U+FFFE⟩&amp;<svg>"))
        #expect(check.elements["img"] == nil && check.elements["u"] == nil)
        #expect(report.plots.allSatisfy { !$0.name.contains("/") && !$0.name.contains("<") })
    }

    @Test(arguments: [(1, 1), (1, 5), (2, 1), (200, 2)])
    func `few and many variants and blocks have a report`(variants: Int, blocks: Int) throws {
        var made = SyntheticRun(variants: variants, blocks: blocks)
        made.secondsBetweenReadings = 0.1
        let report = report(made)
        let check = try expectSound(report)
        #expect(report.curves.count == min(variants, VariantCurve.mostVariants))
        if variants == 1 { #expect(check.text.contains("has one variant only")) }
        if variants == 200 {
            #expect(check.text.contains("The first 40 of 200 variants; the tables have all."))
            #expect(check.text.contains("shown for the first 24 of 200 variants"))
            #expect(check.text.contains("And 187 more variants: the tables have all."))
        }
    }

    @Test func `without quality, without energy and without a baseline a report says so`() throws {
        var made = SyntheticRun(variants: 3, blocks: 2)
        made.hasQuality = false
        #expect(try expectSound(report(made)).text.contains("the comparison states no quality"))

        var failed = made.trials
        for index in failed.indices { failed[index].outcome = .exited(status: 3) }
        let nothing = Report(run: made.run, trials: failed, hasCurves: true)
        #expect(nothing.plots.isEmpty)
        let check = try expectSound(nothing)
        #expect(check.text.contains("No bars: no variant has an energy."))
        #expect(check.text.contains("no energy ratio: no block has a completed trial of both"))

        var halved = made.trials
        for index in halved.indices where halved[index].planned.variant == "dense" {
            halved[index].outcome = .exited(status: 3)
        }
        let alone = try expectSound(Report(run: made.run, trials: halved, hasCurves: true))
        #expect(alone.text.contains("missing: no trial completed"))
        #expect(alone.text.contains("no block has a completed trial of both"))
        #expect(alone.elements["svg"] == 3, "bars and two curves")
    }

    @Test func `an energy of nothing or of very much can be drawn`() throws {
        var made = SyntheticRun(variants: 3, blocks: 2)
        made.names = ["dense", "none", "huge"]
        let trials = made.trials.map { trial in
            var trial = trial
            for index in trial.readings.indices {
                guard case .value(let value) = trial.readings[index].outcome else { continue }
                if trial.planned.variant == "none" {
                    trial.readings[index].outcome = .value(0)
                } else if trial.planned.variant == "huge" {
                    trial.readings[index].outcome = .value(value * 20)
                }
            }
            if trial.planned.variant == "huge",
                let place = trial.events.firstIndex(where: { $0.key == "samples" })
            {
                trial.events[place].number = 1e-300
            }
            return trial
        }
        _ = try expectSound(Report(run: made.run, trials: trials, hasCurves: true))
    }

    @Test func `the report of 20 variants and 50 blocks is below 3 MB`() throws {
        var made = SyntheticRun(variants: 20, blocks: 50)
        made.secondsBetweenReadings = 0.1
        let report = report(made)
        #expect(HTMLReport(report).text.utf8.count < 3_000_000)
        #expect(report.plots.count == 23)
    }

    @Test func `an estimate is called one in every plot`() throws {
        var made = SyntheticRun(variants: 2, blocks: 2)
        made.hasQuality = true
        var run = made.run
        run.simulation = nil
        let trials = made.trials.map { trial in
            var trial = trial
            trial.channels[0].quantity = .cpuTimeNanoseconds
            trial.channels[0].domain = .processTree
            trial.channels[0].behaviour = .counter(wrapsAt: nil)
            trial.channels[0].isSimulated = false
            return trial
        }
        let report = Report(run: run, trials: trials, hasCurves: true)
        #expect(report.plots.count == 5)
        for plot in report.plots {
            let drawing = try #require(MarkupCheck(plot.file))
            #expect(drawing.text.contains("(estimated)"), "\(plot.name)")
        }
    }
}
