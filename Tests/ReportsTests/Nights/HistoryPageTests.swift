import Experiment
import Foundation
import Reports
import TestSupport
import Testing

/// The page of a history, whose script Chromium runs in `scripts/benchmark history` and
/// `scripts/check-accessibility`.
@Suite struct HistoryPageTests {
    /// The elements that pages are made of; a name that came through as markup would add one.
    private static let known: Set<String> = [
        "html", "head", "meta", "title", "link", "style", "body", "header", "h1", "h2", "h3", "p",
        "b", "span", "nav", "ul", "li", "a", "main", "section", "div", "table", "thead", "tbody",
        "tr", "th", "td", "figure", "figcaption", "footer", "script", "noscript", "details",
        "summary", "label", "select", "option", "input", "output",
    ]

    private struct Parts {
        var check: MarkupCheck
        var data: [String: Any]

        /// The series of a history, as the script reads them.
        func series(_ index: Int = 0) -> [[String: Any]] {
            let histories = data["h"] as? [[String: Any]] ?? []
            return histories.indices.contains(index)
                ? histories[index]["s"] as? [[String: Any]] ?? [] : []
        }

        func nights(_ index: Int = 0) -> [[Any]] {
            let histories = data["h"] as? [[String: Any]] ?? []
            return histories.indices.contains(index)
                ? histories[index]["n"] as? [[Any]] ?? [] : []
        }
    }

    /// Parses a page strictly, and what its script draws from.
    private func parts(_ histories: [NightHistory]) throws -> Parts {
        let text = HistoryPage(histories, harnessVersion: "1.0").text
        let check = try #require(MarkupCheck(text))
        #expect(Set(check.elements.keys).subtracting(Self.known) == [])
        #expect(check.attributes.keys.allSatisfy { !$0.hasPrefix("on") && $0 != "src" })
        let links = check.attributes["href"] ?? []
        #expect(links.allSatisfy { $0.hasPrefix("#") || $0 == "data:," })
        let opening = "<script type=\"application/json\" id=\"data\">"
        let start = try #require(text.range(of: opening)).upperBound
        let end = try #require(text.range(of: "</script>", range: start..<text.endIndex)).lowerBound
        let json = text[start..<end]
        #expect(!json.contains("<"))
        let data = try #require(
            try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
        )
        return Parts(check: check, data: data)
    }

    @Test func `a page has a chart a series with its values, levels and alarms`() throws {
        let history = NightSample.history()
        let page = try parts([history])
        #expect(page.check.elements["figure"] == 5)
        #expect(page.nights().count == 20 && page.series().count == 5)
        let ratio = page.series()[1]
        #expect(ratio["t"] as? String == "int8: energy ÷ pinned")
        #expect(ratio["p"] as? [Int] == Array(0..<20).filter { $0 != 6 }, "night 7 has no value")
        #expect((ratio["y"] as? [Double])?.count == 19)
        let levels = try #require(ratio["L"] as? [[Any]])
        #expect(
            levels.count == 2 && levels[1][0] as? Int == 18 && levels[1][3] as? String == "change"
        )
        let alarms = try #require(ratio["A"] as? [[Any]])
        #expect(alarms[0][0] as? Int == 19 && alarms[0][1] as? Int == 1)
        #expect(alarms[0][2] as? String == "confirmed" && alarms[0][4] as? String == "3f2a9c11")
        let energy = page.series()[0]
        #expect(energy["u"] as? String == "µJ/sample")
        #expect((energy["L"] as? [[Any]])?[1][3] as? String == "kernel")
        for word in [
            "kernel 6.1.0-18 → 6.1.0-20", "alarm 77aa00bb acknowledged", "faster by design",
            "f258be147a…69cf258be1", "The charts need JavaScript", "every trial of inference",
        ] { #expect(page.check.text.contains(word), "\(word)") }
        #expect(!page.check.text.contains("SIMULATED"))
    }

    @Test func `a value that is missing is null and never 0`() throws {
        var history = NightSample.history()
        history.series[0].points[3].value = .nan
        history.series[0].points[4].lower = nil
        let energy = try parts([history]).series()[0]
        #expect((energy["y"] as? [Any])?[3] is NSNull)
        #expect((energy["l"] as? [Any])?[4] is NSNull)
        #expect((energy["l"] as? [Any])?[5] is NSNumber)
    }

    @Test func `simulations and estimates are named at every chart that they touch`() throws {
        var history = NightSample.history()
        history.nights[4].simulation = "a made-up machine"
        history.series[0].provenance = .estimated
        let words = try parts([history]).series().map { $0["w"] as? String }
        #expect(words[0] == "1 of 19 nights SIMULATED; estimated")
        #expect(words[1...].allSatisfy { $0 == "1 of 19 nights SIMULATED" })
        let all = try parts([NightSample.history(simulation: "a made-up machine")])
        #expect(all.series().allSatisfy { $0["w"] as? String == "SIMULATED" })
        #expect(all.check.text.contains("SIMULATED: a made-up machine. These energies are not"))
    }

    @Test func `nothing is loaded and only the page's own scripts may run`() {
        let text = HistoryPage([NightSample.history()]).text
        let nonce = NightSample.id(20)
        #expect(text.contains("script-src 'nonce-\(nonce)'"))
        #expect(text.contains("<script nonce=\"\(nonce)\">"))
        for word in ["http:", "https:", "url(", "@import", "src=", "innerHTML", "eval("] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test func `names are never markup, and nothing in them is hidden`() throws {
        let odd = "</script><b onclick='x'>&\"\u{202E}txt\u{1B}[31m\n\\"
        var history = NightSample.history()
        history.suite = odd
        history.machineName = odd
        for place in history.nights.indices {
            history.nights[place].reasons = [odd]
            history.nights[place].projectVersion = odd
            history.nights[place].runID = odd
        }
        for place in history.series.indices {
            history.series[place].key.comparison = odd
            history.series[place].key.variant = odd
            history.series[place].unit = odd
            for level in history.series[place].levels.indices {
                history.series[place].levels[level].start = .circumstances([odd])
            }
            for alarm in history.series[place].alarms.indices {
                history.series[place].alarms[alarm].events[0].note = odd
                history.series[place].alarms[alarm].versionBefore = odd
            }
        }
        let page = try parts([history])
        #expect(page.check.elements["b"] == 5, "the titles of the charts")
        #expect(page.check.text.contains("</script><b onclick='x'>&\"⟨U+202E⟩txt␛[31m␊\\"))
        #expect(page.nights()[0][2] as? String == "</script><b onclick='x'>&\"⟨U+202E⟩txt␛[31m␊\\")
    }

    @Test func `no nights, one night and many years have a page`() throws {
        #expect(try parts([]).check.text.contains("There is no night yet"))
        let empty = NightHistory(
            suite: "demo",
            machineID: "m",
            machineName: "x",
            nights: [],
            series: []
        )
        #expect(try parts([empty]).check.text.contains("There is no night yet."))
        #expect(try parts([NightSample.history(nights: 1)]).series().count == 5)
        var long = SyntheticHistory(nights: 3650, variants: 1)
        long.kinds = [(.energy, .none), (.energy, .pin)]
        let history = long.history
        let page = try parts([history])
        #expect(page.nights().count == 3650)
        #expect((page.series()[0]["y"] as? [Any])?.count == history.series[0].points.count)
    }

    @Test(arguments: [0, 1, -3, 1e300, 1e-300, .infinity, .nan])
    func `a constant series of any value has a page, and text`(value: Double) throws {
        var history = NightSample.history()
        for place in history.series.indices {
            for point in history.series[place].points.indices {
                history.series[place].points[point].value = value
                history.series[place].points[point].lower = value
                history.series[place].points[point].upper = value
            }
            for level in history.series[place].levels.indices {
                history.series[place].levels[level].mean = value
            }
        }
        #expect(try parts([history]).series().count == 5)
        let text = HistoryText(history, usesColour: true, usesUnicode: true).text
        #expect(text.contains("int8: energy ÷ pinned"))
    }

    @Test func `points of nights that the history does not know are kept`() throws {
        var history = NightSample.history()
        history.nights.removeSubrange(0..<5)
        history.series[1].alarms[0].firstNightID = "gone"
        let page = try parts([history])
        #expect(page.nights().count == 20)
        #expect((page.series()[0]["p"] as? [Int])?.first == 0)
        #expect((page.series()[1]["A"] as? [Any])?.isEmpty == true)
        #expect(page.check.text.contains("a night that is not known"))
    }

    @Test func `several machines have a section each`() throws {
        var other = NightSample.history()
        other.machineName = "bench-2"
        let page = try parts([NightSample.history(), other])
        #expect(page.check.attributes["id"]?.isSuperset(of: ["h1", "h2"]) == true)
        #expect(page.check.text.contains("demo on bench-2"))
        #expect(page.check.elements["figure"] == 10)
        #expect(page.series(1).count == 5)
    }

    @Test func `three years of a series take 40 kB, so that fifty are far below 10 MB`() {
        func size(_ kinds: Int) -> Int {
            var made = SyntheticHistory(nights: 1095, variants: 1)
            made.kinds = Array(made.kinds.prefix(kinds))
            return HistoryPage([made.history]).text.utf8.count
        }
        let (one, three) = (size(1), size(3))
        #expect((three - one) / 2 < 40_000, "\(one) and \(three) bytes")
    }
}
