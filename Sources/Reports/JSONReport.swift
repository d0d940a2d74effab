internal import Experiment
internal import Units

/// The report as JSON.
///
/// A value that is missing is `null`; units are in the names.
public struct JSONReport: Sendable {
    public var report: Report

    public init(_ report: Report) { self.report = report }

    /// - Throws: never for a report that was made from a run; the encoder's own errors.
    public var text: String {
        get throws {
            try document.documentText
        }
    }

    /// The same on one line, for files with a run a line.
    ///
    /// - Throws: as `text`.
    public var lineText: String { get throws { try document.lineText } }

    private var document: JSONNode {
        let run = report.run
        return .object([
            "format": .text("joulebench-report"),
            "format_version": .number(Double(Report.formatVersion)),
            "run": .object([
                "id": .text(run.id),
                "suite": .text(run.suiteName),
                "suite_sha256": .text(run.suiteDigest),
                "state": .text(run.state.rawValue),
                "started_at": .text(Report.date(run.startedAtMilliseconds)),
                "ended_at": run.endedAtMilliseconds.map { .text(Report.date($0)) } ?? .null,
                // A string: 64 bits are more than a JSON number holds everywhere.
                "seed": .text(String(run.seed)),
                "blocks": .number(Double(run.blocks)),
                "design": .design(run.design, report.decisions),
                "planned_trials": .number(Double(run.plannedTrials)),
                "trials": .number(Double(report.trialCount)),
                "harness_version": .text(run.harnessVersion),
                "simulation": run.simulation.map(JSONNode.text) ?? .null,
                "project_version": run.projectVersion.map(JSONNode.projectVersion) ?? .null,
                "thinning": run.thinning.map(JSONNode.thinning) ?? .null,
                "imported": run.imported.map(JSONNode.imported) ?? .null,
                "resumptions": .array(run.history.resumptions.map(resumption)),
            ]),
            "host": .host(run.host),
            "host_state": hostStates,
            "conditions": conditions,
            "idle": idle,
            "sensors": .array(run.sensors.map(JSONNode.sensor)),
            "estimate_model": run.estimateModel.map(model) ?? .null,
            "artifacts": .array(run.artifacts.map(artifact)),
            "footprint": report.footprint.map(JSONNode.footprint) ?? .null,
            "comparisons": .array(report.comparisons.map(comparison)),
        ])
    }

    private func resumption(_ session: RunSession) -> JSONNode {
        .object([
            "started_at": .text(Report.date(session.startedAtMilliseconds)),
            "harness_version": .text(session.harnessVersion),
            "accepted_changes": .array(session.acceptedChanges.map(JSONNode.text)),
        ])
    }

    private func model(_ model: EstimateModel) -> JSONNode {
        var fields: [String: JSONNode] = [
            "relative_uncertainty": .number(model.relativeUncertainty),
            "basis": .text(model.basis),
            "source": .text(model.source),
        ]
        switch model.method {
        case .busyThread(let watts):
            fields["method"] = .text("busy_thread")
            fields["watts_per_busy_thread"] = .number(watts)
        case .packagePower(let package):
            fields["method"] = .text("package_power_curve")
            fields["thermal_design_watts"] = .number(package.thermalDesignPower.watts)
            fields["packages"] = .number(package.packages)
            fields["logical_cpus"] = .number(Double(package.logicalCPUs))
            fields["memory_watts_per_gigabyte"] = .number(PackagePower.wattsPerGigabyte)
        }
        return .object(fields)
    }

    private func artifact(_ artifact: Artifact) -> JSONNode {
        .object([
            "step": .text(artifact.step),
            "sha256": .text(artifact.key),
            "command": .array(artifact.command.map(JSONNode.text)),
            "seconds": .number(artifact.seconds),
            "was_cached": .flag(artifact.wasCached),
            "cost": cost(artifact.cost),
        ])
    }

    private func comparison(_ report: ComparisonReport) -> JSONNode {
        .object([
            "name": .text(report.comparison.name),
            "unit_of_work": .text(report.comparison.unitOfWork),
            "baseline": .text(report.comparison.baseline),
            "quality_event": report.comparison.quality.map { .text($0.event) } ?? .null,
            "quality_target": report.comparison.quality?.target.map(JSONNode.number) ?? .null,
            "quality_tolerance": report.comparison.quality?.tolerance.map(JSONNode.number) ?? .null,
            "equivalence": .number(report.comparison.equivalence),
            "variants": .array(report.rows.map { variant($0, in: report.comparison) }),
            "warnings": .array(self.report.troubles(of: report).map(JSONNode.text)),
        ])
    }

    private func variant(_ row: VariantRow, in comparison: Comparison) -> JSONNode {
        let values = VariantColumns.values(of: row, in: comparison, of: report.run)
        var pairs = values.map { ($0, JSONNode($1)) }
        pairs.append(("judgements", .judgements(of: row)))
        pairs.append(("events", .array(row.events.map(event))))
        pairs.append(("latency_histogram", row.scenario?.histogram.map(histogram) ?? .null))
        pairs.append(("phases", .array(row.phases.map { phase($0, of: row) })))
        return .object(Dictionary(uniqueKeysWithValues: pairs))
    }

    /// `[[upper bound in nanoseconds, count], …]`, ascending.
    private func histogram(_ classes: [LatencyClass]) -> JSONNode {
        .array(
            classes.map {
                .array([.number(Double($0.upperBoundNanoseconds)), .number(Double($0.count))])
            }
        )
    }

    private func event(_ event: EventMean) -> JSONNode {
        .object([
            "event": .text(event.event),
            "interface": .text(event.interface),
            "per_unit": event.perUnit.map(JSONNode.number) ?? .null,
            "is_multiplexed": .flag(event.isMultiplexed),
            "trials": .number(Double(event.trials)),
        ])
    }
}
