import ArgumentParser
import Experiment
import Reports
import Store
import Units

struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Write the power of a trial over time as CSV.",
        discussion: """
            A row for each stretch of time between two readings: its start and end in seconds since the \
            trial's start, the mean power and its uncertainty, and the phase that it lies in. The rows \
            of “total” add up to the energy of the trial; --channels adds those of each counter and \
            gauge, of which some are not in the total.
            """
    )

    @Argument(
        help: ArgumentHelp(
            "The trial: its id or the beginning of it, as `joulebench show RUN --trial N` tells it.",
            valueName: "trial"
        )
    )
    var trial: String

    @Flag(help: "Add the rows of each channel of energy or power.")
    var channels = false

    @OptionGroup var outputOptions: OutputOptions

    @OptionGroup var resultsOptions: ResultsOptions

    func run() throws {
        let store = try resultsOptions.existingStore()
        let trial = try store.trial(named: trial)
        let run = try store.run(ofTrial: trial.id)
        let total = trial.powerCurve(estimateModel: run.estimateModel)
        var curves = [TraceText.Curve(name: "total", curve: total)]
        if channels {
            curves += trial.channels.indices.filter { trial.channels[$0].quantity.givesEnergy }.map
            {
                TraceText.Curve(
                    name: trial.channels[$0].name,
                    curve: trial.powerCurve(ofChannel: $0)
                )
            }
        }
        for curve in curves where curve.curve.points.isEmpty {
            let reason = curve.curve.missingReason ?? "it is not known"
            Console.complain("\(TerminalText.printable(curve.name)): no power: \(reason).")
        }
        guard curves.contains(where: { !$0.curve.points.isEmpty }) else {
            throw NoCurve(trial: trial.id)
        }
        let text = TraceText(trial: trial, curves: curves).text
        try outputOptions.write(text)
    }
}

/// A trial without a reading that tells a power.
struct NoCurve: Error, CustomStringConvertible {
    var trial: String

    var description: String { "Trial \(trial) has no power over time." }
}

/// Curves of a trial as CSV.
struct TraceText {
    struct Curve {
        var name: String
        var curve: PowerCurve
    }

    var trial: Trial
    var curves: [Curve]

    var text: String {
        let heading = [
            "start_seconds", "end_seconds", "watts", "uncertainty_watts", "channel", "provenance",
            "scope", "phase",
        ]
        let phases = trial.phaseSpans()
        return curves.reduce(into: CSVText.line(heading)) { text, curve in
            for point in curve.curve.points {
                text += CSVText.line(cells(of: point, curve, phases))
            }
        }
    }

    private func cells(
        of point: PowerCurve.Point,
        _ curve: Curve,
        _ phases: [PhaseSpan]
    ) -> [String] {
        [
            seconds(point.start), seconds(point.end), "\(point.watts)",
            point.uncertaintyWatts.map { "\($0)" } ?? "", curve.name,
            curve.curve.provenance?.rawValue ?? "", curve.curve.scope ?? "",
            phase(of: point, among: phases),
        ]
    }

    private func seconds(_ instant: MonotonicInstant) -> String {
        "\(Double((instant - trial.started).inNanoseconds) / 1e9)"
    }

    /// The innermost phase around the middle of the stretch; empty outside of all.
    private func phase(of point: PowerCurve.Point, among phases: [PhaseSpan]) -> String {
        let middle = point.start + (point.end - point.start) / 2
        let around = phases.filter { $0.start <= middle && middle < $0.stop }
        return around.max { $0.depth < $1.depth }?.path.joined(separator: "/") ?? ""
    }
}
