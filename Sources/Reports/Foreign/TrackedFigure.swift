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

/// A report without any figure that a format could hold.
public struct NothingToExport: Error, Hashable, CustomStringConvertible {
    public var format: String

    public var description: String {
        "The run has no figure for the format \(format): no variant has a completed trial that says "
            + "what it did. `joulebench show` says what became of its trials."
    }
}
