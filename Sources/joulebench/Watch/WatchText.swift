import Experiment
import Foundation
import Reports
import Units

/// What `watch` shows, as text.
enum WatchText {
    /// The table that is shown again at each interval.
    static func screen(_ watch: PowerWatch, usesColour: Bool) -> [String] {
        var rows = zip(watch.tracks, watch.curves).map { track, curve in
            [
                track.channel.name, kind(of: track), power(track.now), power(track.mean),
                power(track.lowest), power(track.highest), energy(track.energy),
                track.trouble ?? curve,
            ]
        }
        rows.append([
            "total", watch.isSimulated ? "SIMULATED" : "", power(watch.totalPower), Table.missing,
            Table.missing, Table.missing, watch.totalEnergy.map(energy) ?? Table.missing, "",
        ])
        let table = Table(
            columns: [
                ("domain", .left), ("is", .left), ("now", .right), ("mean", .right),
                ("min", .right), ("max", .right), ("energy", .right), ("", .left),
            ],
            rows: rows
        )
        let time = String(format: "%.0f s", watch.elapsed.inSeconds)
        return [heading(watch, "\(time), Ctrl-C ends and sums up")]
            + table.alignedLines(usesColour: usesColour)
    }

    /// The names of the columns of `line`.
    static func lineHeading(_ watch: PowerWatch) -> String {
        let names = watch.tracks.map { track in
            track.channel.name + (track.channel.isSimulated ? " (W, SIMULATED)" : " (W)")
        }
        let total = watch.isSimulated ? "total (W, SIMULATED)" : "total (W)"
        return (["seconds"] + names + [total]).map(quoted).joined(separator: ",")
    }

    /// One interval as a row of CSV; a power that is not known is an empty cell.
    static func line(_ watch: PowerWatch) -> String {
        let powers = watch.tracks.map(\.now) + [watch.totalPower]
        let cells = powers.map { $0.map { String(format: "%.3f", $0.watts) } ?? "" }
        return ([String(format: "%.3f", watch.elapsed.inSeconds)] + cells).joined(separator: ",")
    }

    /// What came together, at the end.
    ///
    /// - Parameters:
    ///   - watch: that is over.
    ///   - leftOut: the sensors that are there and could not be read.
    ///   - usesColour: whether styles may be used.
    /// - Returns: the lines.
    static func summary(
        _ watch: PowerWatch,
        leftOut: [SensorState] = [],
        usesColour: Bool
    ) -> [String] {
        var rows = watch.tracks.map { track in
            let figure = track.figure
            let uncertainty = figure?.uncertainty.map { " ± \(energy($0))" } ?? ""
            return [
                track.channel.name, kind(of: track),
                figure.map { energy($0.value) + uncertainty } ?? Table.missing,
                String(format: "%.1f s", track.covered.inSeconds), power(track.mean),
                power(track.lowest), power(track.highest),
            ]
        }
        rows.append([
            "total", watch.isSimulated ? "SIMULATED" : "",
            watch.totalEnergy.map(energy) ?? Table.missing, Table.missing, Table.missing,
            Table.missing, Table.missing,
        ])
        let table = Table(
            columns: [
                ("domain", .left), ("is", .left), ("energy", .right), ("covered", .right),
                ("mean", .right), ("min", .right), ("max", .right),
            ],
            rows: rows
        )
        return [heading(watch, String(format: "%.1f s", watch.elapsed.inSeconds))]
            + table.alignedLines(usesColour: usesColour)
            + watch.troubles.map { "TROUBLE " + $0 }
            + leftOut.map { "LEFT OUT \($0.sensor), which is \($0.availability): \($0.reason)" }
            + ["The total adds packages, memory and boards; what overlaps them stays out."]
    }

    private static func heading(_ watch: PowerWatch, _ rest: String) -> String {
        (watch.isSimulated ? "SIMULATED, no measurement: power over " : "power over ") + rest
    }

    /// With as many digits each time, so that columns stay where they are.
    private static func power(_ power: Power?) -> String {
        power.map { String(format: "%.2f W", $0.watts) } ?? Table.missing
    }

    private static func energy(_ energy: Energy) -> String {
        switch energy.joules {
        case ..<10_000: String(format: "%.2f J", energy.joules)
        case ..<10_000_000: String(format: "%.2f kJ", energy.joules / 1e3)
        default: String(format: "%.2f MJ", energy.joules / 1e6)
        }
    }

    private static func kind(of track: PowerTrack) -> String {
        if track.channel.isSimulated { return "SIMULATED" }
        return (track.isIntegrated ? Provenance.integrated : .measured).rawValue
    }

    private static func quoted(_ cell: String) -> String {
        cell.contains(",") ? "\"\(cell)\"" : cell
    }
}
