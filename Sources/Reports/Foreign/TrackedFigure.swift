internal import Experiment
internal import Statistics
internal import Units

/// A figure of a variant that trackers of regressions follow from commit to commit.
struct TrackedFigure {
    /// What it is, with what it is of: "energy/sample".
    var label: String

    /// The same as a word: "energy_per_unit".
    var key: String
    var unit: String
    var value: Double
    var lower: Double?
    var upper: Double?
    var halfWidth: Double?

    /// `nil` where it has nothing to do with energy.
    var provenance: Provenance?

    /// Figures of which less is better, those that are known; none of a variant without trials.
    static func costs(of row: VariantRow, per unit: String) -> [TrackedFigure] {
        var figures: [TrackedFigure?] = [
            row.energyPerUnit.map {
                TrackedFigure(
                    "energy/\(unit)",
                    "energy_per_unit_joules",
                    "J/\(unit)",
                    $0,
                    of: row.provenance
                )
            }
        ]
        // At a fixed rate the arrivals decide the time: it says nothing of the variant.
        if row.scenario?.kind.isFixedRate != true {
            figures.append(
                row.timePerUnit.map {
                    TrackedFigure("time/\(unit)", "time_per_unit_seconds", "s/\(unit)", $0)
                }
            )
        }
        figures.append(
            row.peakMemory.map {
                TrackedFigure(
                    label: "peak memory",
                    key: "peak_memory_bytes",
                    unit: "B",
                    value: $0.bytes
                )
            }
        )
        return (figures.compactMap(\.self) + imported(row.importedResult))
            .filter(\.value.isFinite)
    }

    /// The label with the mark of what is no measurement, so that it has a series of its own.
    var markedLabel: String { label + Self.mark(provenance) }

    /// " (estimated)" and the like; nothing for what was measured.
    static func mark(_ provenance: Provenance?) -> String {
        switch provenance {
        case nil, .measured, .integrated: ""
        case .some(let other): " (\(other.rawValue))"
        }
    }
}

extension TrackedFigure {
    private init<Value: Quantity>(
        _ label: String,
        _ key: String,
        _ unit: String,
        _ mean: MeanInterval<Value>,
        of provenance: Provenance? = nil
    ) {
        self.init(
            label: label,
            key: key,
            unit: unit,
            value: mean.mean.magnitude,
            lower: mean.lower?.magnitude,
            upper: mean.upper?.magnitude,
            halfWidth: mean.halfWidth?.magnitude,
            provenance: provenance
        )
    }
}

extension TrackedFigure {
    /// As an entry of `github-action-benchmark`: `{name, unit, value, range, extra}`.
    ///
    /// - Parameters:
    ///   - path: the names of suite, comparison and variant.
    ///   - extra: lines that the action shows beside a point.
    /// - Returns: an object; without a `range` where no interval is known.
    func actionEntry(of path: [String], extra: [String]) -> JSONNode {
        var fields: [String: JSONNode] = [
            "name": .text(Self.plain("\(path.joined(separator: " / ")): \(markedLabel)")),
            "unit": .text(Self.plain(unit)), "value": .number(value),
            "extra": .text(extra.map(Self.plain).joined(separator: "\n")),
        ]
        if let halfWidth { fields["range"] = .text("± \(halfWidth)") }
        return .object(fields)
    }

    /// A text that breaks no table of the action's comments: it puts names between backticks in
    /// cells of Markdown.
    private static func plain(_ text: String) -> String {
        TerminalText.printable(text).replacing("|", with: "¦").replacing("`", with: "'")
    }

    /// As a measure of Bencher's metric format; its name says what is not measured.
    var bencherMeasure: (name: String, metric: JSONNode) {
        var fields: [String: JSONNode] = ["value": .number(value)]
        if let lower { fields["lower_value"] = .number(lower) }
        if let upper { fields["upper_value"] = .number(upper) }
        let suffix =
            switch provenance {
            case nil, .measured, .integrated: ""
            case .some(let other): "_\(other.rawValue)"
            }
        return (key + suffix, .object(fields))
    }
}

/// A report without any figure that a format could hold.
public struct NothingToExport: Error, Hashable, CustomStringConvertible {
    public enum Subject: Sendable, Hashable {
        case run
        case night
    }

    public var format: String
    public var subject: Subject

    public init(format: String, of subject: Subject = .run) {
        self.format = format
        self.subject = subject
    }

    public var description: String {
        switch subject {
        case .run:
            "The run has no figure for the format \(format): no variant has a completed trial that "
                + "says what it did. `joulebench show` says what became of its trials."
        case .night:
            "The night has no figure for the format \(format): no series has a value. "
                + "`joulebench history` says what became of it."
        }
    }
}
