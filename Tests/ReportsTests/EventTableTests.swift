import Experiment
import Foundation
import Reports
import TestSupport
import Testing

@Suite struct EventTableTests {
    /// A trial of 2000 samples with counters that were read at the edges of its life.
    private func trial(_ sequence: Int, counts: [(String, UInt64?)], share: Double = 1) -> Trial {
        var trial = SampleRun.trial(sequence: sequence)
        func add(_ name: String, _ quantity: Channel.Quantity, _ value: UInt64?) {
            let index = trial.channels.count
            trial.channels.append(
                Channel(
                    name: "counters/\(name)",
                    sensor: "counters",
                    interface: "perf, user space only",
                    quantity: quantity,
                    behaviour: .counter(wrapsAt: nil),
                    domain: .processTree
                )
            )
            for instant in [trial.started, trial.ended] {
                let outcome = value.map { Reading.Outcome.value(instant == trial.started ? 0 : $0) }
                trial.readings.append(
                    Reading(
                        channel: index,
                        before: instant,
                        after: instant,
                        outcome: outcome ?? .failed(errno: 2)
                    )
                )
            }
        }
        for (name, count) in counts {
            add(name, name == "task-clock" ? .timeNanoseconds : .eventCount, count)
            guard name == "cycles" else { continue }
            add("cycles/enabled", .timeNanoseconds, 1_000_000)
            add("cycles/running", .timeNanoseconds, UInt64(1e6 * share))
        }
        return trial
    }

    private func report(_ trials: [Trial]) -> Report {
        Report(run: SampleRun.run(id: "0d5c2f6e-0000-4000-8000-000000000001"), trials: trials)
    }

    private let counts: [(String, UInt64?)] = [
        ("instructions", 16_000_000), ("cycles", 8_000_000), ("fp-operations", 4_000_000_000),
        ("task-clock", 4_000_000), ("cpu-migrations", 0), ("branches", nil),
    ]

    @Test func `events are shown for each unit of work, with instructions per cycle`() throws {
        // Half of what was counted falls into the window, and the window has 2000 samples.
        let row = try #require(report([trial(0, counts: counts)]).comparisons.first?.rows.first)
        #expect(row.events.map(\.event) == counts.map(\.0))
        #expect(row.events.map(\.perUnit) == [4000, 2000, 1_000_000, 1000, 0, nil])
        #expect(row.events.map(\.trials) == [1, 1, 1, 1, 1, 0])
        let text = TerminalReport(report([trial(0, counts: counts)]), usesColour: false).text
        #expect(text.contains("Events (for each sample):"))
        let line = try #require(text.split(separator: "\n").first { $0.contains("FP operations") })
        // What is 0 or missing everywhere has no column.
        #expect(
            line.split(separator: " ").joined(separator: " ")
                == "variant instructions cycles FP operations task-clock IPC"
        )
        let cells = text.split(separator: "\n").first { $0.contains("4.00 k") }
        #expect(
            cells?.split(separator: " ").joined(separator: " ")
                == "dense 4.00 k 2.00 k 1.00 M 1.00 µs 2.00"
        )
        #expect(text.contains("Counted in user space only: instructions, cycles"))
        #expect(!text.contains("shared its counter"))
    }

    @Test func `a count that shared its counter is marked wherever it is shown`() throws {
        let shared = report([trial(0, counts: counts, share: 0.5)])
        let text = TerminalReport(shared, usesColour: false).text
        #expect(text.contains("4.00 k*"))
        #expect(text.contains("1.00*"), "so is the ratio with it")
        #expect(text.contains("* The event shared its counter"))
        #expect(MarkdownReport(shared).text.contains("4.00 k\\*"))
        let csv = CSVReport(shared).text
        #expect(csv.contains("event_cycles_per_unit,event_cycles_is_multiplexed"))
        #expect(csv.contains(",4000,true,"))
        let trials = CSVReport(shared, content: .trials).text
        #expect(trials.contains("event_cycles,event_cycles_running_share"))
        #expect(trials.contains(",8000000,0.5,"))
    }

    @Test func `JSON has an object for each event, and null for what is missing`() throws {
        let text = try JSONReport(report([trial(0, counts: counts)])).text
        let document = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let comparisons = document?["comparisons"] as? [[String: Any]]
        let variants = comparisons?.first?["variants"] as? [[String: Any]]
        let events = try #require(variants?.first?["events"] as? [[String: Any]])
        #expect(events.map { $0["event"] as? String } == counts.map(\.0))
        #expect(events.first?["per_unit"] as? Double == 4000)
        #expect(events.last?["per_unit"] is NSNull)
        #expect(events.last?["trials"] as? Int == 0)
    }

    @Test func `without counts there is no table and no column`() {
        let plain = report([SampleRun.trial()])
        #expect(!TerminalReport(plain, usesColour: false).text.contains("Events"))
        #expect(!CSVReport(plain).text.contains("event_"))
    }

    @Test func `CSV has the cells of its columns in every row`() {
        let mixed = report([trial(0, counts: counts), SampleRun.trial(sequence: 1)])
        for content in CSVReport.Content.allCases {
            let lines = CSVReport(mixed, content: content).text.split(separator: "\r\n")
            // The second variant has commas inside quotes.
            let plain = lines.filter { !$0.contains("\"") }
            #expect(Set(plain.map { $0.count { $0 == "," } }).count == 1)
        }
    }
}
