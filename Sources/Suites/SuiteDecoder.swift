internal import Experiment

/// The ranges that a suite's numbers must lie in.
enum SuiteLimits {
    /// Comparisons in a suite, variants in a comparison and prepare steps.
    static let mostEntries = 1000
    static let blocks: ClosedRange<UInt64> = 1...10_000

    /// Up to a year.
    static let timeout = 0.001...31_536_000.0
    static let samplingInterval = 0.001...10.0

    /// Losses and scores of any kind.
    static let target = -1e12...1e12

    /// How much worse a quality of any kind may be.
    static let tolerance = 0...1e12

    /// How far from 1 a ratio may be that does not matter, relative.
    static let equivalence = 0.0001...1.0

    /// Events to count; processors have counters for ten at the most.
    static let mostEvents = 64

    /// Words of the command that says the version of the project.
    static let mostVersionWords = 100
}

/// Reads the top level of a suite file.
struct SuiteDecoder {
    let overrides: Overrides
    let log: MistakeLog

    /// The suite; worthless where mistakes were reported.
    func decode(_ root: Element) -> BenchmarkSuite? {
        let record = root.record(
            log,
            expected: "a mapping with the keys “suite” and “comparisons”",
            SuiteFormat.suite
        )
        guard let record else { return nil }
        let name = record["suite"]?.folderName(log)
        let summary = record["summary"].flatMap(self.summary)
        let design = DesignDecoder(log: log).decode(record)
        let seed = record["seed"]?.integer(in: 0...UInt64.max, log)
        let timeout = record["timeout_seconds"]?.seconds(in: SuiteLimits.timeout, log)
        let interval = record["sampling_interval_seconds"]?
            .seconds(in: SuiteLimits.samplingInterval, log)
        let events = record["counters"].flatMap { $0.eventNames(log) }
        let gpus = record["gpus"].flatMap(self.gpus)
        let conditions = record["conditions"].map(ConditionsDecoder(log: log).decode)
        let onFailure = record["on_failure"].flatMap(self.onFailure)
        let version = record["version"].flatMap { $0.plainCommand(log) }
        let shared = SharedParameters(record["parameters"]?.parameters(overrides, log) ?? [:])
        let preparation = record["prepare"].map(
            PrepareDecoder(shared: shared, overrides: overrides, log: log).decode
        )
        let comparisons = record["comparisons"].flatMap {
            self.comparisons($0, steps: preparation?.names ?? [], shared)
        }
        if comparisons == nil { shared.note(nil) }
        shared.reportUnused(log)
        overrides.reportUnmatched(log)
        return BenchmarkSuite(
            name: name ?? "",
            summary: summary,
            design: design,
            timeout: timeout ?? SuiteDefaults.timeout,
            samplingInterval: interval ?? SuiteDefaults.samplingInterval,
            seed: seed,
            events: events,
            gpus: gpus,
            conditions: conditions ?? TrialConditions(),
            onFailure: onFailure ?? .goOn,
            versionCommand: version,
            prepare: preparation?.steps ?? [],
            comparisons: comparisons ?? []
        )
    }

    private func summary(_ element: Element) -> String? {
        guard let text = element.text(log, expected: "a line of text") else { return nil }
        let hasControl = text.unicodeScalars.contains { $0.properties.generalCategory == .control }
        if hasControl {
            log.report("is one line, without line breaks or control characters", at: element.site)
        }
        return text
    }

    private func onFailure(_ element: Element) -> FailurePolicy? {
        let words = FailurePolicy.allCases.map(\.rawValue)
        let expected = words.map(quoted).joined(separator: " or ")
        guard let text = element.text(log, expected: expected) else { return nil }
        let policy = FailurePolicy(rawValue: text)
        if policy == nil {
            log.report("expected \(expected), found \(element.found)", at: element.site)
        }
        return policy
    }

    private func gpus(_ element: Element) -> [String]? {
        let expected = "a list of GPUs, each by UUID, the beginning of one, or index"
        return element.items(log, expected: expected)?.compactMap { item in
            guard let text = item.text(log, expected: "a UUID or an index") else { return nil }
            let isName =
                !text.isEmpty && text.utf8.count <= 100
                && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            if !isName {
                log.report("expected a UUID or an index, found \(item.found)", at: item.site)
            }
            return text
        }
    }

    /// The comparisons; `nil` where they could not be read.
    private func comparisons(_ element: Element, steps: [String], _ shared: SharedParameters)
        -> [Comparison]?
    {
        let expected = "a list of comparisons, each starting with “- name:”"
        guard let items = element.items(log, expected: expected) else { return nil }
        if items.isEmpty {
            log.report("is empty; a suite makes one comparison at least", at: element.site)
        }
        guard items.count <= SuiteLimits.mostEntries else {
            log.report(
                "more than \(SuiteLimits.mostEntries) comparisons; split the suite",
                at: element.site
            )
            return nil
        }
        let decoder = ComparisonDecoder(
            steps: steps,
            shared: shared,
            overrides: overrides,
            log: log
        )
        let decoded = items.flatMap(decoder.decode)
        var lines: [String: Int?] = [:]
        for (comparison, site) in decoded {
            if let line = lines[comparison.name] {
                let place = line.map { " in line \($0)" } ?? ""
                log.report(
                    "another comparison\(place) is called \(quoted(comparison.name)); names are "
                        + "unique",
                    at: site
                )
            } else {
                lines[comparison.name] = .some(site.line)
            }
        }
        return decoded.map(\.comparison)
    }
}
