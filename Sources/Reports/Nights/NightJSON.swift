internal import Experiment
internal import Foundation

/// A night as JSON, by `results/night.schema.json`.
///
/// A value that is missing is `null`. Changes are relative (0.05 is 5 % more), of quality differences.
public struct NightJSON: Sendable {
    public var report: NightReport

    /// Of the format; it changes where a field changes its meaning.
    public static let formatVersion = 1

    public init(_ report: NightReport) { self.report = report }

    /// - Throws: the encoder's own errors.
    public var text: String { get throws { try document.documentText } }

    /// The same on one line, for files with a night a line.
    public var lineText: String { get throws { try document.lineText } }

    private var document: JSONNode {
        let places = report.places
        return .object([
            "format": .text("joulebench-night"),
            "format_version": .number(Double(Self.formatVersion)),
            "night": .night(report.night),
            "nights": .number(Double(report.history.nights.count)),
            "verdicts": .array(report.verdicts.map(verdict)),
            "series": .array(report.history.series.map(JSONNode.levels)),
            "canary": .array(report.canary.map(canary)),
            "alarms_changed": .array(report.changed.map { .alarm($0, places) }),
            "alarms_open": .array(report.open.map { .alarm($0, places) }),
            "notices": .array(report.notices.map(JSONNode.text)),
            "summary": .text(report.headline),
        ])
    }

    private func verdict(_ verdict: SeriesVerdict) -> JSONNode {
        let figure = verdict.figure
        return .object(
            JSONNode.fields(of: verdict.key).merging([
                "status": .text(verdict.status.rawValue),
                "reason": .text(verdict.reason),
                "is_lower_better": .flag(verdict.isLowerBetter),
                "value": .value(figure?.value),
                "lower": .value(figure?.lower),
                "upper": .value(figure?.upper),
                "count": .value(figure.map { Double($0.count) }),
                "unit": .value(figure?.unit),
                "provenance": .value(figure?.provenance?.rawValue),
                "circumstances": figure.map { .circumstances($0.circumstances) } ?? .null,
                "level": .value(verdict.level),
                "change": .value(verdict.change),
            ]) { $1 }
        )
    }

    private func canary(_ finding: CanaryFinding) -> JSONNode {
        .object([
            "comparison": .text(finding.comparison),
            "metric": .text(finding.metric.rawValue),
            "ratio": .number(finding.ratio),
            "lower": .value(finding.lower),
            "upper": .value(finding.upper),
            "is_alarm": .flag(finding.isAlarm),
        ])
    }
}

extension JSONNode {
    fileprivate static func value(_ number: Double?) -> JSONNode {
        number.map(JSONNode.number) ?? .null
    }

    fileprivate static func value(_ text: String?) -> JSONNode { text.map(JSONNode.text) ?? .null }

    fileprivate static func date(_ milliseconds: Int64?) -> JSONNode {
        value(milliseconds.map(Report.date))
    }

    fileprivate static func circumstances(_ circumstances: Circumstances) -> JSONNode {
        .object(circumstances.values.mapValues(JSONNode.text))
    }

    fileprivate static func night(_ night: Night) -> JSONNode {
        let bounds = FigureMetric.allCases.map {
            ($0.rawValue, JSONNode.number(night.bounds.relative[$0] ?? $0.usualBound))
        }
        return .object([
            "id": .text(night.id),
            "number": .number(Double(night.number)),
            "suite": .text(night.suite),
            "machine": .text(night.machineName),
            "machine_id": .text(night.machineID),
            "run_id": value(night.runID),
            "rerun_id": value(night.rerunID),
            "pin_id": value(night.pinID),
            "started_at": date(night.startedAtMilliseconds),
            "ended_at": date(night.endedAtMilliseconds),
            "state": .text(night.state.rawValue),
            "outcome": value(night.outcome?.rawValue),
            "reasons": .array(night.reasons.map(JSONNode.text)),
            "project_version": value(night.projectVersion),
            "circumstances": circumstances(night.circumstances),
            "bounds": .object(Dictionary(bounds) { $1 }),
            "simulation": value(night.simulation),
        ])
    }

    fileprivate static func fields(of key: SeriesKey) -> [String: JSONNode] {
        [
            "comparison": .text(key.comparison),
            "variant": .text(key.variant),
            "metric": .text(key.metric.rawValue),
            "reference": .text(key.reference.rawValue),
        ]
    }

    fileprivate static func alarm(_ alarm: Alarm, _ places: NightPlaces) -> JSONNode {
        func relative(_ change: Double?) -> JSONNode {
            value(change.map { alarm.key.metric.isDifference ? $0 : expm1($0) })
        }
        func number(_ id: String?) -> JSONNode {
            value(id.flatMap(places.number).map(Double.init))
        }
        return .object(
            fields(of: alarm.key).merging([
                "id": .text(alarm.id),
                "name": .text(alarm.name),
                "layer": .text(alarm.layer.rawValue),
                "direction": .text(alarm.direction.rawValue),
                "state": .text(alarm.state.rawValue),
                "is_open": .flag(alarm.isOpen),
                "first_night_id": .text(alarm.firstNightID),
                "first_night": number(alarm.firstNightID),
                "last_good_night_id": value(alarm.lastGoodNightID),
                "last_good_night": number(alarm.lastGoodNightID),
                "raised_night_id": .text(alarm.raisedNightID),
                "raised_night": number(alarm.raisedNightID),
                "change": relative(alarm.change),
                "lower": relative(alarm.lower),
                "upper": relative(alarm.upper),
                "version_before": value(alarm.versionBefore),
                "version_after": value(alarm.versionAfter),
                "events": .array(alarm.events.map(event)),
            ]) { $1 }
        )
    }

    private static func event(_ event: Alarm.Event) -> JSONNode {
        .object([
            "at": date(event.atMilliseconds),
            "night_id": value(event.nightID),
            "state": .text(event.state.rawValue),
            "note": .text(event.note),
        ])
    }

    /// A series without its points: its levels.
    fileprivate static func levels(_ series: SeriesHistory) -> JSONNode {
        .object(
            fields(of: series.key).merging([
                "unit": .text(series.unit),
                "provenance": value(series.provenance?.rawValue),
                "bound": .number(
                    series.key.metric.isDifference ? series.bound : expm1(series.bound)
                ),
                "values": .number(Double(series.points.count)),
                "levels": .array(series.levels.map { level($0, in: series) }),
            ]) { $1 }
        )
    }

    private static func level(_ level: SeriesHistory.Level, in series: SeriesHistory) -> JSONNode {
        func night(_ index: Int) -> JSONNode {
            guard series.points.indices.contains(index) else { return .null }
            return .number(Double(series.points[index].number))
        }
        return .object([
            "first_night": night(level.range.lowerBound),
            "last_night": night(level.range.upperBound - 1),
            "values": .number(Double(level.range.count)),
            "mean": .number(level.mean),
            "start": .text(level.start.kind),
            "start_reason": .text(level.start.text),
            "p_value": value(level.start.pValue),
        ])
    }
}

extension SeriesHistory.Start {
    fileprivate var kind: String {
        switch self {
        case .first: "first"
        case .circumstances: "circumstances"
        case .change: "change"
        case .acknowledged: "acknowledged"
        }
    }

    fileprivate var pValue: Double? {
        if case .change(_, let pValue) = self { return pValue }
        return nil
    }
}
