internal import Experiment
internal import Statistics
internal import Units

/// The report in the text format of Prometheus, which OpenMetrics parsers read as well.
///
/// Every figure is a gauge in base units. Where an energy comes from is its label `provenance`;
/// what is missing has no sample.
public struct PrometheusReport: Sendable {
    public var report: Report

    public init(_ report: Report) { self.report = report }

    public var text: String {
        (families + PrometheusFigures.families(of: report)).filter { !$0.samples.isEmpty }
            .flatMap(\.lines).joined() + "# EOF\n"
    }

    /// What is said of the run as a whole.
    private var families: [PrometheusFamily] {
        let run = report.run
        return [
            PrometheusFamily(
                name: "joulebench_run_labels",
                help: "The run that the figures are of; always 1.",
                samples: [
                    .init(
                        labels: [
                            ("suite", run.suiteName), ("run_id", run.id), ("host", run.host.name),
                            ("harness_version", run.harnessVersion),
                            ("project_version", run.versionText ?? ""),
                            ("simulation", run.simulation ?? ""),
                        ],
                        value: 1
                    )
                ]
            ),
            PrometheusFamily(
                name: "joulebench_run_started_timestamp_seconds",
                help: "When the run began, since 1970.",
                unit: "seconds",
                samples: [
                    .init(
                        labels: [("suite", run.suiteName)],
                        value: Double(run.startedAtMilliseconds) / 1000
                    )
                ]
            ),
        ]
    }
}

/// The samples of one name.
struct PrometheusFamily {
    struct Sample {
        var labels: [(String, String)]
        var value: Double
    }

    var name: String
    var help: String

    /// The last word of the name, where it is a unit.
    var unit: String?
    var samples: [Sample]

    var lines: [String] {
        let head = [
            "# HELP \(name) \(help.replacing("\\", with: "\\\\"))\n", "# TYPE \(name) gauge\n",
        ]
        return head + (unit.map { ["# UNIT \(name) \($0)\n"] } ?? []) + samples.map(line)
    }

    private func line(_ sample: Sample) -> String {
        let labels = sample.labels.map { "\($0)=\"\(Self.escaped($1))\"" }
        return "\(name){\(labels.joined(separator: ","))} \(sample.value)\n"
    }

    /// A label's value, in which the format escapes three characters; what is hidden is written out.
    private static func escaped(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                TerminalText.printable(String(line)).replacing("\\", with: "\\\\")
                    .replacing("\"", with: "\\\"")
            }.joined(separator: "\\n")
    }
}
