import Experiment
import Reports

/// What `run --verify` prints.
enum VerificationText {
    static func text(_ suite: BenchmarkSuite, _ all: [Verification], usesColour: Bool) -> String {
        let table = Table(
            columns: [
                ("comparison", .left), ("variant", .left), ("end", .left), ("window", .right),
                ("work", .right), ("quality", .right), ("operations", .left), ("verdict", .left),
            ],
            rows: all.map { one in
                [one.comparison, one.variant] + one.findings.map(\.text) + [verdict(one)]
            }
        )
        let heading =
            "suite \(suite.name): each variant once; nothing is measured and no run is stored"
        return
            ([heading, ""] + table.alignedLines(usesColour: usesColour) + remarks(all)
            + ["", conclusion(all)]).joined(separator: "\n")
    }

    private static func verdict(_ one: Verification) -> String {
        if one.isFailed { return "FAILED" }
        return one.findings.contains { $0.reason != nil } ? "look" : "ok"
    }

    private static func remarks(_ all: [Verification]) -> [String] {
        all.flatMap { one -> [String] in
            let reasons = one.findings.compactMap(\.reason)
            guard !reasons.isEmpty else { return [] }
            let output =
                one.lastOutput.isEmpty
                ? []
                : ["    it printed last:"]
                    + one.lastOutput.split(separator: "\n").map {
                        "    | " + TerminalText.printable(String($0))
                    }
            return [""]
                + reasons.flatMap {
                    TerminalText.wrapped("\(one.comparison), \(one.variant): \($0)")
                } + output
        }
    }

    private static func conclusion(_ all: [Verification]) -> String {
        let failed = all.count(where: \.isFailed)
        let checked =
            "Not checked: energy, counters, and whether the figures are the same each time."
        return failed == 0
            ? "All \(all.count) variants report what the suite expects. \(checked)"
            : "\(failed) of \(all.count) variants do not report what the suite expects. \(checked)"
    }
}
