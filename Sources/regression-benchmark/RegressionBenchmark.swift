import ArgumentParser
import Foundation
import Statistics

/// How often changes are told where there are none, and how soon where there are, in made-up
/// histories that are judged on each night, beside Apache Otava on the same series.
@main
struct RegressionBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "regression-benchmark",
        abstract: "Measure false alarms and the delay of the search for changes in a history.",
        discussion: """
            Series of 100 nights are judged anew on each night; an alarm on any night counts, and one \
            before the step is false. With both layers each suspicion is re-run at once in 10 paired \
            blocks with 1 % noise in a block, and again the next night where that decides nothing. \
            Apache Otava is run with its defaults where Python has it; JOULEBENCH_OTAVA_PYTHON names \
            another Python.
            """
    )

    @Option(help: "How many series of each kind are judged.")
    var series = 2000

    @Option(
        name: .customLong("otava-series"),
        help: "How many of them Otava judges as well; 0 for none."
    )
    var otavaSeries = 200

    @Option(
        name: .customLong("timed-series"),
        help: "How many series of three years are timed."
    )
    var timedSeries = 50

    @Option(help: "The seed of all series.")
    var seed: UInt64 = 1

    mutating func validate() throws {
        guard (1...1_000_000).contains(series), (0...1_000_000).contains(otavaSeries),
            (1...10_000).contains(timedSeries)
        else { throw ValidationError("A number of series is out of range.") }
    }

    func run() async throws {
        var (history, both) = (Row.ours("history"), Row.ours("history, then re-run"))
        for kind in History.quiet + History.steps {
            let tallies = await OurTallies.measure(kind, series: series, seed: seed)
            history.add(tallies.history, of: kind)
            both.add(tallies.both, of: kind)
        }
        let otava = otavaSeries > 0 ? try Otava() : nil
        var rows = [history, both]
        if let otava { rows += try ask(otava) }
        print(Table.text(rows))
        print("")
        let times = try Times.measure(series: timedSeries, seed: seed, otava: otava)
        print(times.text)
        if otavaSeries > 0, otava == nil {
            print(
                "  skipped: Otava. To have it beside: python3 -m venv otava &&"
                    + " otava/bin/pip install apache-otava &&"
                    + " export JOULEBENCH_OTAVA_PYTHON=$PWD/otava/bin/python"
            )
        }
        print("")
        let isKept = Table.isKept(history: history, both: both)
        print("\(Table.limits)  \(isKept ? "kept" : "BROKEN")")
        print(
            Times.isJudged
                ? "\(Times.limits)  \(times.isKept ? "kept" : "BROKEN")"
                : "built without optimisation: the limit of the time is for a release build"
        )
        if !isKept || Times.isJudged && !times.isKept { throw ExitCode.failure }
    }

    private func ask(_ otava: Otava) throws -> [Row] {
        let magnitudes = [0, 0.02]
        var rows = [
            Row.named("Otava \(otava.version)"),
            Row.named("Otava, min_magnitude 2 %"),
        ]
        for kind in History.quiet + History.steps {
            let tallies = try otava.judge(
                kind,
                series: min(series, otavaSeries),
                seed: seed,
                magnitudes: magnitudes
            )
            for (number, tally) in tallies.enumerated() { rows[number].add(tally, of: kind) }
        }
        return rows
    }
}

extension Row {
    fileprivate static func ours(_ layer: String) -> Row { named("joulebench, \(layer)") }
    fileprivate static func named(_ method: String) -> Row {
        Row(method: method, quiet: [], steps: [])
    }

    fileprivate mutating func add(_ tally: Tally, of kind: History) {
        if kind.step == nil { quiet.append(tally) } else { steps.append(tally) }
    }
}
