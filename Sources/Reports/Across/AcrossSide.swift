internal import Experiment
internal import Foundation
internal import Statistics
internal import Units

/// A variant in one run, as it is set against another run.
struct AcrossSide {
    var number: Int
    var row: VariantRow
    private var run: AcrossRun
    var comparison: ComparisonReport
    private var trials: [TrialSummary]
    private var baseline: [TrialSummary]

    /// `nil` where the report has no row of it.
    init?(_ variant: String, in report: ComparisonReport, of run: AcrossRun, number: Int) {
        guard let row = report.rows.first(where: { $0.variant == variant }) else { return nil }
        self.number = number
        self.row = row
        self.run = run
        comparison = report
        let counted = report.summaries.filter { $0.isCompleted && !$0.planned.isWarmUp }
        trials = counted.filter { $0.planned.variant == variant }
        baseline = counted.filter { $0.planned.variant == report.comparison.baseline }
    }

    var energies: [Double] { trials.compactMap { $0.energyPerUnit.figure?.value.joules } }

    var times: [Double] { trials.compactMap { $0.timePerUnit?.seconds } }

    /// Variant ÷ baseline of each block that has both.
    var energyRatios: [Double] { ratios { $0.energyPerUnit.figure?.value.joules } }

    var timeRatios: [Double] { ratios { $0.timePerUnit?.seconds } }

    var energiesToTarget: [Double] {
        trials.compactMap { $0.toTarget?.reached?.energy.figure?.value.joules }
    }

    var timesToTarget: [Double] {
        trials.compactMap { $0.toTarget?.reached?.time.inSeconds }
    }

    /// At a fixed rate the arrivals decide the time.
    var isAtFixedRate: Bool { row.scenario?.kind.isFixedRate == true }

    private func ratios(_ figure: (TrialSummary) -> Double?) -> [Double] {
        Pair.byBlock(trials, baseline).compactMap { pair in
            pair.both(figure).map { $0.variant / $0.baseline }
        }
    }

    /// The quality beside that of the first run, by whose tolerance it is judged; `nil` where that
    /// asks for none.
    func quality(against first: AcrossSide, among qualities: Int) -> AcrossFinding? {
        guard let quality = first.comparison.comparison.quality else { return nil }
        let own = comparison.comparison.quality
        guard own?.event == quality.event, own?.higherIsBetter == quality.higherIsBetter else {
            return .missing(.quality, "the runs state another quality", Self.sameMethod)
        }
        let sides = TrialSides(trials, first.trials, ranInTurn: false)
        let confidence = quality.confidence(ofEachOf: qualities)
        guard let evidence = QualityEvidence.find(in: sides, of: quality, confidence: confidence)
        else {
            return .missing(
                .quality,
                "a run has no quality (\(quality.event))",
                "workloads that state “\(quality.event)” as a number"
            )
        }
        var finding = AcrossFinding(.quality, quality: evidence)
        finding.design = design(beside: first)
        return finding
    }

    /// What another program recorded has no blocks, and names its machine by words at best.
    func design(beside first: AcrossSide) -> JudgedDesign {
        comparison.ranInTurn && first.comparison.ranInTurn ? .twoRuns : .recordings
    }

    /// What noise alone may make of a ratio; `nil` where no calibration on the one host of both runs
    /// is known whose baseline does what both do.
    func noise(
        of ratio: WelchRatio,
        _ metric: AcrossMetric,
        against first: AcrossSide
    ) -> NoiseLimit? {
        guard let noise = metric.noise, run.report.run.host.id == first.run.report.run.host.id
        else { return nil }
        let floors = run.noiseFloors.filter { floor in
            floor.comparison == comparison.comparison.name
                && [(self, comparison), (first, first.comparison)].allSatisfy { side, report in
                    side.run.report.run.workloadDigest(of: report.comparison)
                        == floor.workloadDigest
                }
        }
        let source = row.provenance.flatMap { origin in
            row.scope.map { EnergySource(provenance: origin, scope: $0) }
        }
        return NoiseLimit(
            of: .apart(ratio),
            metric: noise.metric,
            source: source,
            among: floors,
            ratios: noise.ratios
        )
    }

    // MARK: - Whether there is a ratio

    /// What helps where runs were made in different ways.
    static let sameMethod = "runs that measure the same work in the same way"

    func workObstacle(against first: AcrossSide) -> String? {
        let empty = [first, self].filter(\.trials.isEmpty).map { AcrossReport.letter($0.number) }
        if !empty.isEmpty { return "no trial completed in run \(empty.joined(separator: " and "))" }
        let mixed = [first, self].filter(\.run.report.run.isMixed)
        if !mixed.isEmpty {
            let letters = mixed.map { AcrossReport.letter($0.number) }.joined(separator: " and ")
            return "what run \(letters) measured changed while it ran"
        }
        guard let kind = row.workKind, let other = first.row.workKind, kind != other
        else { return nil }
        return "the runs did work of different kinds (\(other); \(kind))"
    }

    func energyObstacle(against first: AcrossSide) -> String? {
        if let obstacle = workObstacle(against: first) { return obstacle }
        for side in [first, self] where side.row.energyPerUnit == nil {
            let reason = side.row.energyMissingReason ?? "it is not known"
            return "no energy in run \(AcrossReport.letter(side.number)): \(reason)"
        }
        if row.provenance != first.row.provenance {
            return "the energies are of different origin (\(Self.word(first)); \(Self.word(self)))"
        }
        guard row.scope == first.row.scope else {
            let scopes = [first, self].map { $0.row.scope ?? "unknown" }
            return "the energies cover different parts of the machine "
                + "(\(scopes.joined(separator: "; ")))"
        }
        return nil
    }

    private static func word(_ side: AcrossSide) -> String {
        side.row.provenance?.rawValue ?? "unknown"
    }

    /// Why what the target took cannot be set against what it took in the first run.
    func targetObstacle(against first: AcrossSide) -> String? {
        guard let own = row.target, let other = first.row.target else {
            return "a run has no target"
        }
        return own.target == other.target
            ? nil : "the targets differ (\(other.target); \(own.target))"
    }

    /// Why the ratios to the baselines cannot be set against each other.
    func baselineObstacle(against first: AcrossSide) -> String? {
        guard comparison.ranInTurn, first.comparison.ranInTurn else {
            return "the variants of an import did not run in turn: no block has both"
        }
        let (here, there) = (comparison.comparison, first.comparison.comparison)
        guard here.baseline == there.baseline else {
            return "the baselines differ (“\(there.baseline)”; “\(here.baseline)”)"
        }
        func command(_ comparison: Comparison) -> Command? {
            comparison.variants.first { $0.name == comparison.baseline }?.command
        }
        guard command(here) == command(there) else {
            return "the baseline “\(here.baseline)” has another command"
        }
        for side in [first, self] {
            guard let reason = side.row.ratioMissingReason else { continue }
            return "run \(AcrossReport.letter(side.number)) has no ratio: \(reason)"
        }
        return nil
    }

    // MARK: - Whether a ratio names a winner

    /// What differs in the method, so that a ratio is no finding about the runs.
    func doubt(against first: AcrossSide) -> String? {
        let (here, there) = (run.report.run, first.run.report.run)
        switch row.provenance {
        case .estimated where here.estimateModel != there.estimateModel:
            return "the energies are estimated with different models"
        case .simulated where here.simulation != there.simulation:
            let words = [there, here].map { $0.simulation ?? "unknown" }
            return "the powers were simulated in different ways (\(words.joined(separator: "; ")))"
        case .integrated where here.samplingInterval != there.samplingInterval:
            return "power was sampled each \(there.samplingInterval) and each "
                + "\(here.samplingInterval)"
        default: break
        }
        guard row.provenance != .estimated, interfaces != first.interfaces else { return nil }
        let words = [first, self].map { $0.interfaces.sorted().joined(separator: " and ") }
        return "the energies were read through different interfaces "
            + "(\(words.joined(separator: "; ")))"
    }

    /// What the channels of the total are read through.
    private var interfaces: Set<String> {
        Set(run.channels.filter(\.domain.isPartOfTotal).map(\.interface))
    }

    /// How far the scales of two machines' sensors may be apart, as a share; `nil` on one machine,
    /// where they are off alike and a ratio does not know it, and where nothing is stated.
    func scale(against first: AcrossSide) -> Double? {
        guard run.report.run.host.id != first.run.report.run.host.id,
            let here = row.instrument?.expanded, let there = first.row.instrument?.expanded
        else { return nil }
        return (here * here + there * there).squareRoot()
    }
}
