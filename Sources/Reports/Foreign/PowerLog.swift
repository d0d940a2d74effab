public import Experiment
internal import Foundation
internal import Units

/// The power of one trial as lines of PTDaemon's `spl.txt`, for programs that read such logs.
///
/// Informative: no analyzer of SPEC's list measured it, so that it is nothing to submit. The mark of
/// every line says so, with where the power comes from. A line has the mean power up to its time,
/// which is UTC; volts, amperes and power factor, which nobody measured, are -1, as PTDaemon writes
/// what it has no value for.
public struct PowerLog: Sendable {
    private var trial: Trial
    private var curve: PowerCurve

    /// - Parameters:
    ///   - trial: with its readings.
    ///   - estimateModel: of its run.
    public init(_ trial: Trial, estimateModel: EstimateModel?) {
        self.trial = trial
        curve = trial.powerCurve(estimateModel: estimateModel)
    }

    /// - Throws: `NoPowerLog` where the power of the trial is not known.
    public var text: String {
        get throws {
            guard let provenance = curve.provenance, !curve.points.isEmpty else {
                throw NoPowerLog(
                    trial: trial.planned.sequence + 1,
                    reason: curve.missingReason ?? "it has no points"
                )
            }
            let mark = "joulebench-informative-\(provenance.rawValue)"
            return curve.points.map { point in
                let fields = [
                    "Time", Self.time(milliseconds(point.end)), "Watts",
                    String(format: "%.6f", point.watts), "Volts", "-1.000000", "Amps", "-1.000000",
                    "PF", "-1.000000", "Mark", mark,
                ]
                return fields.joined(separator: ",") + "\n"
            }.joined()
        }
    }

    private func milliseconds(_ instant: MonotonicInstant) -> Int64 {
        trial.startedAtMilliseconds + (instant - trial.started).inNanoseconds / 1_000_000
    }

    /// `MM-DD-YYYY HH:MM:SS.mmm`.
    private static func time(_ milliseconds: Int64) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let whole = Int64((Double(milliseconds) / 1000).rounded(.down))
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second],
            from: Date(timeIntervalSince1970: Double(whole))
        )
        return String(
            format: "%02d-%02d-%04d %02d:%02d:%02d.%03d",
            parts.month ?? 0,
            parts.day ?? 0,
            parts.year ?? 0,
            parts.hour ?? 0,
            parts.minute ?? 0,
            parts.second ?? 0,
            Int(milliseconds - whole * 1000)
        )
    }
}

/// A trial whose power is not known.
public struct NoPowerLog: Error, Hashable, CustomStringConvertible {
    /// Counted from 1, as `joulebench show` does.
    public var trial: Int
    public var reason: String

    public var description: String { "There is no power of trial \(trial): \(reason)." }
}
