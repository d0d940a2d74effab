import Foundation
import Statistics

/// How long it takes to judge series of three years once.
struct Times {
    private var ours: Duration
    private var otavas: Double?

    private var series: Int

    private static let nights = 1095
    static let limits = "limit (50 series of \(nights) nights in 2 s)"

    var isKept: Bool { ours * 50 <= .seconds(2) * series }

    /// Whether this program was built for speed.
    static var isJudged: Bool {
        #if DEBUG
            false
        #else
            true
        #endif
    }

    var text: String {
        let seconds = ours / .seconds(1)
        let lines = [
            "\(series) series of \(Self.nights) nights, judged once, in one thread",
            String(format: "  joulebench  %.3f s", seconds),
            otavas.map {
                String(format: "  Otava       %.3f s, %.1f times ours", $0, $0 / seconds)
            },
        ]
        return lines.compactMap(\.self).joined(separator: "\n")
    }

    static func measure(series: Int, seed: UInt64, otava: Otava?) throws -> Times {
        let kind = History(noise: 0.02, autocorrelation: 0.3, step: log(1.05))
        let made = (0..<series).map { kind.series(number: $0, seed: seed, nights: nights) }
        var changes = 0
        let ours = ContinuousClock().measure {
            for values in made { changes += ChangePointAnalysis(of: values).changes.count }
        }
        precondition(changes > 0, "every series has a step")
        return Times(ours: ours, otavas: try otava?.seconds(for: made), series: series)
    }
}
