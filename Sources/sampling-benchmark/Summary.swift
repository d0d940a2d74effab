import Foundation
import Units

/// One side in one round.
struct Side {
    var samples: Int

    /// CPU time of the thread as a share of one core.
    var share: Double
    var wakeUpsPerSecond: Double

    /// In the whole process, while the window was open; `nil` where they were not counted.
    var allocations: Int?
}

/// Both sides over all rounds, as text.
struct Summary {
    var zones: Int
    var interval: Duration
    var ours: [Side]
    var plain: [Side]

    /// What the sampling may cost.
    private static let limit = 0.005

    /// Allocations inside the window, over all rounds.
    var allocations: Int { ours.compactMap(\.allocations).reduce(0, +) }

    static var isOptimised: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }

    var text: String {
        let rate = String(format: "%.0f Hz", 1 / interval.inSeconds)
        let share = Self.mean(ours, \.share)
        let isKept = share <= Self.limit && allocations == 0
        return [
            "\(zones) counter files at \(rate), \(ours.count) rounds, both sides in each",
            "",
            Self.row("", "% of one core", "wake-ups/s", "samples", "allocations"),
            Self.row("sampler", ours),
            Self.row("plain C loop", plain),
            "",
            String(format: "ratio of the CPU times  %.2f", share / Self.mean(plain, \.share)),
            Self.isOptimised
                ? "limits (0.5 % of one core, no allocation)  \(isKept ? "kept" : "BROKEN")"
                : "built without optimisation: the limits are for a release build",
        ].joined(separator: "\n")
    }

    private static func row(_ name: String, _ sides: [Side]) -> String {
        let shares = sides.map { $0.share * 100 }
        let allocations = sides.compactMap(\.allocations)
        return row(
            name,
            String(
                format: "%.3f (%.3f to %.3f)",
                mean(sides, \.share) * 100,
                shares.min() ?? .nan,
                shares.max() ?? .nan
            ),
            String(format: "%.1f", mean(sides, \.wakeUpsPerSecond)),
            "\(sides.map(\.samples).reduce(0, +))",
            allocations.isEmpty ? "—" : "\(allocations.reduce(0, +))"
        )
    }

    private static func row(_ name: String, _ cells: String...) -> String {
        let widths = [24, 12, 9, 13]
        let padded = zip(cells, widths).map { cell, width in
            String(repeating: " ", count: max(width - cell.count, 1)) + cell
        }
        return name.padding(toLength: 14, withPad: " ", startingAt: 0) + padded.joined()
    }

    private static func mean(_ sides: [Side], _ value: (Side) -> Double) -> Double {
        sides.map(value).reduce(0, +) / Double(sides.count)
    }
}
