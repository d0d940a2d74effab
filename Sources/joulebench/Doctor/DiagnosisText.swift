import Experiment
import Foundation
import Reports
import Sensors
import Trials
import Units

/// A diagnosis as a person reads it.
struct DiagnosisText {
    var diagnosis: Diagnosis
    var usesColour: Bool

    var lines: [String] {
        var lines = [heading("Sensors")] + diagnosis.sensors.flatMap(sensor)
        lines += ["", heading("Environment")] + diagnosis.environment.flatMap(check)
        if let overhead = diagnosis.overhead {
            lines += ["", heading("Overhead of our own sampling")] + cost(overhead)
        }
        lines += ["", heading("Verdict")]
        lines += TerminalText.wrapped(diagnosis.verdict, indent: "  ")
        lines += TerminalText.wrapped("Next: \(diagnosis.nextStep)", indent: "  ")
        return lines
    }

    private func heading(_ text: String) -> String {
        TerminalText.heading(text, usesColour: usesColour)
    }

    private func sensor(_ state: SensorState) -> [String] {
        let mark =
            switch state.availability {
            case .present: state.isSimulated ? "SIMULATED" : "present"
            case .absent: "absent"
            case .refused: "REFUSED"
            }
        return item(
            "\(mark.padded(to: 10))\(state.sensor): \(state.covers)",
            [state.reason],
            remedy: state.remedy
        )
    }

    private func check(_ check: EnvironmentCheck) -> [String] {
        let mark =
            switch check.verdict {
            case .ok: "ok"
            case .advice: "advice"
            case .problem: "PROBLEM"
            case .unknown: "unknown"
            }
        return item("\(mark.padded(to: 10))\(check.name): \(check.found)", [], remedy: check.remedy)
    }

    private func item(_ title: String, _ details: [String], remedy: String?) -> [String] {
        let indent = String(repeating: " ", count: 12)
        return TerminalText.wrapped(title, indent: "  ")
            + details.flatMap { TerminalText.wrapped($0, indent: indent) }
            + (remedy.map { TerminalText.wrapped("mend it: \($0)", indent: indent) } ?? [])
    }

    private func cost(_ cost: SamplingCost) -> [String] {
        let share = cost.shareOfOneCore.map { String(format: "%.3f %%", $0 * 100) } ?? "unknown"
        let wakeUps = cost.wakeUps.map {
            String(format: "%.0f", Double($0) / cost.duration.inSeconds)
        }
        let table = Table(
            columns: [
                ("sensor", .left), ("samples", .right), ("mean", .right), ("longest read", .right),
                ("failed reads", .right),
            ],
            rows: cost.sensors.map { sensor in
                [
                    sensor.sensor, "\(sensor.samples)", Self.microseconds(sensor.meanTime),
                    Self.microseconds(sensor.longestRead), "\(sensor.failedReadings)",
                ]
            }
        )
        return [
            "  \(share) of one core, \(wakeUps ?? "?") wake-ups a second, "
                + "reading all sensors each \(Self.milliseconds(cost.interval)) for "
                + TextFormat.short(cost.duration)
        ] + table.alignedLines(usesColour: usesColour).map { "  " + $0 }
    }

    private static func microseconds(_ time: Duration) -> String {
        String(format: "%.1f µs", time.inSeconds * 1e6)
    }

    private static func milliseconds(_ time: Duration) -> String {
        String(format: "%g ms", time.inSeconds * 1e3)
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(width - count, 1))
    }
}
