public import Experiment
internal import Foundation
internal import Statistics
internal import Units

/// The figures of a night, worked out from its run, and what tonight's verdict needs besides.
public struct NightFigures: Sendable {
    /// A figure with the spread of its scaled value.
    struct Judged: Sendable {
        var figure: NightFigure

        /// Of the scaled value; 0 where all trials say the same, `nil` for a single one.
        var standardError: Double?
        var degreesOfFreedom: Double

        /// On the scale on which changes are judged.
        var estimate: Double { figure.scaled ?? 0 }

        /// The two-sided probability of so much or more if the truth were a level; `nil` for a
        /// single value.
        ///
        /// Without spread what differs does so for certain.
        func pValue(against level: Double) -> Double? {
            guard let standardError else { return nil }
            let distance = abs(estimate - level)
            guard standardError > 0 else { return distance > 1e-12 ? 0 : 1 }
            let t = distance / standardError
            return 2 * StudentT(degreesOfFreedom: degreesOfFreedom).upperTail(t)
        }

        /// The t interval on that scale; `nil` for a single value.
        func interval(confidence: Double) -> ClosedRange<Double>? {
            guard let standardError else { return nil }
            let factor = StudentT(degreesOfFreedom: degreesOfFreedom)
                .twoSidedQuantile(confidence: confidence)
            return estimate - factor * standardError...estimate + factor * standardError
        }
    }

    /// In the order of the suite.
    let judged: [Judged]

    /// Of the canary, as relative figures of a variant of that name.
    let canary: [Judged]

    /// Why a variant has no figures, by “comparison / variant”.
    public let missing: [String: String]

    /// The variants whose pinned reference is of another definition, as “comparison / variant”.
    public let stale: [String]

    /// All variants of tonight's suite, in the same way; `nil` where that is not known.
    let current: Set<String>?

    init(
        judged: [Judged],
        canary: [Judged] = [],
        missing: [String: String] = [:],
        current: Set<String>? = nil
    ) {
        self.judged = judged
        self.canary = canary
        self.missing = missing
        self.current = current
        stale = []
    }

    static let pinCircumstance = "pinned reference"

    /// To be stored.
    public var figures: [NightFigure] { judged.map(\.figure) }

    /// - Parameters:
    ///   - report: of the night's run.
    ///   - design: what it ran.
    ///   - suite: for what the variants are.
    ///   - trials: of the run: which interfaces were read.
    public init(of report: Report, design: NightDesign, suite: BenchmarkSuite, trials: [Trial]) {
        let interfaces = Self.interfaces(trials)
        var judged: [Judged] = []
        var canary: [Judged] = []
        var missing: [String: String] = [:]
        var stale: [String] = []
        for own in design.original {
            guard
                let comparison = report.comparisons.first(where: {
                    $0.comparison.name == own.name
                })
            else { continue }
            let reader = Reader(
                comparison: comparison,
                own: own,
                pin: design.pin,
                interfaces: interfaces,
                suite: suite
            )
            for variant in own.variants {
                let found = reader.figures(of: variant)
                judged += found
                if reader.isStale(variant) { stale.append("\(own.name) / \(variant.name)") }
                guard found.isEmpty else { continue }
                missing["\(own.name) / \(variant.name)"] = reader.whyMissing(variant.name)
            }
            canary += reader.canary()
        }
        self.judged = judged
        self.canary = canary
        self.missing = missing
        self.stale = stale
        current = Set(
            design.original.flatMap { own in own.variants.map { "\(own.name) / \($0.name)" } }
        )
    }

    /// What read the energies: "rapl (powercap)".
    private static func interfaces(_ trials: [Trial]) -> String {
        let channels = trials.flatMap(\.channels).filter { $0.quantity.givesEnergy }
        return Set(channels.map { "\($0.sensor) (\($0.interface))" }).sorted()
            .joined(separator: ", ")
    }
}

/// Reads the figures of one comparison.
private struct Reader {
    var comparison: ComparisonReport
    var own: Comparison
    var pin: Pin?
    var interfaces: String
    var suite: BenchmarkSuite

    func completed(_ variant: String) -> [TrialSummary] {
        comparison.summaries.filter {
            $0.planned.variant == variant && !$0.planned.isWarmUp && $0.isCompleted
        }
    }

    func whyMissing(_ variant: String) -> String {
        let all = comparison.summaries.filter { $0.planned.variant == variant }
        guard let last = all.last(where: { $0.shortcoming != nil }) else {
            return all.isEmpty ? "no trial was made" : "no trial gives a figure"
        }
        let count = all.count { $0.shortcoming != nil }
        return "\(count) of \(all.count) trials failed: the last \(last.shortcoming ?? "")"
    }

    func figures(of variant: Variant) -> [NightFigures.Judged] {
        guard let row = comparison.rows.first(where: { $0.variant == variant.name }) else {
            return []
        }
        let definition = Circumstances([
            "definition": String(self.definition(of: variant).prefix(12))
        ])
        let absolute = absolute(of: row, in: definition)
        guard pin?.variant(variant.name, of: own.name) != nil, !isStale(variant) else {
            return absolute
        }
        return absolute
            + relative(
                variant.name,
                to: NightDesign.pinned(variant.name),
                in: definition.merging(
                    Circumstances([NightFigures.pinCircumstance: pin?.name ?? ""])
                )
            )
    }

    private func definition(of variant: Variant) -> String {
        variant.definitionDigest(in: suite, unitOfWork: own.unitOfWork)
    }

    /// Whether the reference of a variant does something else than the suite says now.
    func isStale(_ variant: Variant) -> Bool {
        guard let pinned = pin?.variant(variant.name, of: own.name) else { return false }
        return pinned.definition != definition(of: variant)
    }

    func canary() -> [NightFigures.Judged] {
        guard comparison.comparison.variants.contains(where: { $0.name == NightDesign.canary })
        else { return [] }
        return relative(
            NightDesign.canary,
            to: NightDesign.canaryReference(in: comparison.comparison),
            in: Circumstances()
        ).filter { $0.figure.metric == .energy || $0.figure.metric == .time }
    }

    // MARK: The values themselves

    private func absolute(of row: VariantRow, in definition: Circumstances)
        -> [NightFigures.Judged]
    {
        let trials = completed(row.variant)
        let unit = comparison.unit
        func judge(
            _ metric: FigureMetric,
            _ unit: String,
            _ figure: (TrialSummary) -> Double?
        ) -> NightFigures.Judged? {
            value(
                metric,
                of: trials.compactMap(figure),
                row.variant,
                unit: unit,
                provenance: metric.isOfEnergy ? row.provenance : nil,
                circumstances: circumstances(metric, definition, row)
            )
        }
        let hasEnergy = row.energyPerUnit != nil
        return [
            hasEnergy
                ? judge(.energy, "J/\(unit)") { $0.energyPerUnit.figure?.value.joules } : nil,
            hasTime(row) ? judge(.time, "s/\(unit)") { $0.timePerUnit?.seconds } : nil,
            hasEnergy ? judge(.power, "W") { $0.averagePower?.watts } : nil,
            judge(.memory, "B") { $0.peakMemory.figure?.value.bytes },
            judge(.operations, "1/\(unit)", Self.operations),
            own.quality.flatMap { judge(.quality, $0.event, \.quality) },
        ].compactMap(\.self)
    }

    private func circumstances(
        _ metric: FigureMetric,
        _ definition: Circumstances,
        _ row: VariantRow
    ) -> Circumstances {
        guard metric.isOfEnergy else { return definition }
        return definition.merging(
            Circumstances([
                "energy is": row.provenance?.rawValue ?? "unknown",
                "scope": row.scope ?? "unknown",
                "interface": interfaces.isEmpty ? "none" : interfaces,
            ])
        )
    }

    private func hasTime(_ row: VariantRow) -> Bool { row.scenario?.kind.isFixedRate != true }

    /// Executed operations of a unit of work, where they are stated; else dense ones, else integer
    /// ones.
    private static func operations(_ trial: TrialSummary) -> Double? {
        guard let work = trial.work else { return nil }
        let count = trial.flopsExecuted ?? trial.flopsDense ?? trial.integerOperations
        return count.map { $0.magnitude / work }
    }

    private func value(
        _ metric: FigureMetric,
        of values: [Double],
        _ variant: String,
        unit: String,
        provenance: Provenance?,
        circumstances: Circumstances
    ) -> NightFigures.Judged? {
        let scaled = values.compactMap { NightFigure.scaled($0, metric) }
        guard scaled.count == values.count, let mean = MeanInterval<Double>(of: scaled) else {
            return nil
        }
        return judged(
            metric,
            variant,
            reference: .none,
            mean: mean.mean,
            deviation: mean.standardDeviation,
            count: mean.count,
            halfWidth: mean.halfWidth,
            unit: unit,
            provenance: provenance,
            circumstances: circumstances
        )
    }

    // MARK: Beside a reference

    private func relative(_ variant: String, to reference: String, in definition: Circumstances)
        -> [NightFigures.Judged]
    {
        let sides = TrialSides(completed(variant), completed(reference), ranInTurn: true)
        guard !sides.isEmpty, ScenarioRow.obstacle(sides.variant, sides.baseline) == nil,
            let row = comparison.rows.first(where: { $0.variant == variant })
        else { return [] }
        let isOneSource =
            row.energyPerUnit != nil && !sides.differ(\.energyPerUnit.figure, in: \.provenance)
            && !sides.differ(\.energyPerUnit.figure, in: \.scope)
        func judge(_ metric: FigureMetric, _ figure: (TrialSummary) -> Double?)
            -> NightFigures.Judged?
        {
            guard let ratio = try? sides.ratio(figure) else { return nil }
            return judged(
                metric,
                variant,
                reference: .pin,
                mean: ratio.logRatio,
                deviation: ratio.logStandardDeviation,
                count: ratio.count,
                halfWidth: ratio.upper.map { log($0) - ratio.logRatio },
                unit: "1",
                provenance: metric.isOfEnergy ? row.provenance : nil,
                circumstances: circumstances(metric, definition, row)
            )
        }
        return [
            isOneSource ? judge(.energy) { $0.energyPerUnit.figure?.value.joules } : nil,
            hasTime(row) ? judge(.time) { $0.timePerUnit?.seconds } : nil,
            isOneSource ? judge(.power) { $0.averagePower?.watts } : nil,
            judge(.memory) { $0.peakMemory.figure?.value.bytes },
            judge(.operations, Self.operations),
            quality(variant, sides, in: definition),
        ].compactMap(\.self)
    }

    private func quality(_ variant: String, _ sides: TrialSides, in definition: Circumstances)
        -> NightFigures.Judged?
    {
        guard let metric = own.quality,
            let paired = try? PairedDifference(of: sides.pairs.compactMap { $0.both(\.quality) })
        else { return nil }
        return judged(
            .quality,
            variant,
            reference: .pin,
            mean: paired.difference,
            deviation: paired.standardDeviation,
            count: paired.count,
            halfWidth: paired.halfWidth,
            unit: metric.event,
            provenance: nil,
            circumstances: definition
        )
    }

    private func judged(
        _ metric: FigureMetric,
        _ variant: String,
        reference: SeriesKey.Reference,
        mean: Double,
        deviation: Double?,
        count: Int,
        halfWidth: Double?,
        unit: String,
        provenance: Provenance?,
        circumstances: Circumstances
    ) -> NightFigures.Judged {
        NightFigures.Judged(
            figure: NightFigure(
                comparison: own.name,
                variant: variant,
                metric: metric,
                reference: reference,
                value: NightFigure.unscaled(mean, metric),
                lower: halfWidth.map { NightFigure.unscaled(mean - $0, metric) },
                upper: halfWidth.map { NightFigure.unscaled(mean + $0, metric) },
                count: count,
                unit: unit,
                provenance: provenance,
                circumstances: circumstances
            ),
            standardError: deviation.map { $0 / Double(count).squareRoot() },
            degreesOfFreedom: Double(max(count - 1, 1))
        )
    }
}
