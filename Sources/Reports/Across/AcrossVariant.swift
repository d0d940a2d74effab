internal import Experiment
internal import Foundation
public import Statistics
internal import Units

/// A variant over the runs that have it with the same command.
public struct AcrossVariant: Sendable {
    public var variant: String
    public var isBaseline: Bool

    /// One for each run that has it, that of the first run first.
    public var cells: [AcrossCell]

    init(_ name: String, in reports: [ComparisonReport?], of runs: [AcrossRun]) {
        variant = name
        let sides = reports.enumerated().compactMap { number, report in
            report.flatMap { AcrossSide(name, in: $0, of: runs[number], number: number) }
        }
        isBaseline = sides.first?.row.isBaseline ?? false
        cells = sides.map { side in
            var cell = AcrossCell(number: side.number, row: side.row)
            if let first = sides.first, side.number != first.number {
                cell.ratios = AcrossRatios(of: side, to: first)
            }
            return cell
        }
    }
}

/// What a variant gave in one run.
public struct AcrossCell: Sendable {
    /// Of the run, from 0.
    public var number: Int
    public var row: VariantRow

    /// `nil` in the first run.
    public var ratios: AcrossRatios?
}

/// A variant of a run against the same in the first run.
public struct AcrossRatios: Sendable {
    public var energy: AcrossRatio
    public var time: AcrossRatio

    /// Variant ÷ baseline against that of the first run; `nil` for the baseline.
    public var energySaving: AcrossRatio?
    public var timeSaving: AcrossRatio?

    /// The run − the first run; `nil` where one of them has no quality, or another metric.
    public var quality: WelchDifference?

    init(of side: AcrossSide, to first: AcrossSide) {
        quality = side.qualityDifference(from: first)
        let doubt = side.doubt(against: first)
        let energyObstacle = side.energyObstacle(against: first)
        let timeObstacle = side.timeObstacle(against: first)
        energy = Self.ratio(
            side.energies,
            first.energies,
            energyObstacle,
            doubt: doubt,
            scale: side.scale(against: first)
        )
        time = Self.ratio(side.times, first.times, timeObstacle)
        settle(side)
        guard !first.row.isBaseline else { return }
        let stranger = side.baselineObstacle(against: first)
        energySaving = Self.ratio(
            side.energyRatios,
            first.energyRatios,
            stranger ?? energyObstacle,
            doubt: doubt
        )
        timeSaving = Self.ratio(side.timeRatios, first.timeRatios, stranger ?? timeObstacle)
    }

    private static func ratio(
        _ values: [Double],
        _ first: [Double],
        _ obstacle: String?,
        doubt: String? = nil,
        scale: Double = 0
    ) -> AcrossRatio {
        if let obstacle { return .missing(obstacle) }
        return AcrossRatio(WelchRatio(of: values, to: first), doubt: doubt, scale: scale)
    }

    /// Less energy or time at a quality that is worse wins nothing, and more of them at a better one
    /// loses nothing.
    private mutating func settle(_ side: AcrossSide) {
        guard let quality, quality.isApart == true, let higherIsBetter = side.higherIsBetter
        else { return }
        let isBetter = (quality.difference > 0) == higherIsBetter
        let reason = "its quality is \(isBetter ? "better" : "worse"), too"
        func settle(_ ratio: inout AcrossRatio) {
            guard ratio.standing == (isBetter ? .higher : .lower) else { return }
            ratio.standing = .refused
            ratio.reason = reason
        }
        settle(&energy)
        settle(&time)
    }
}
