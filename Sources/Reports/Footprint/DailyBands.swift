internal import Experiment
internal import Foundation

/// Values by weekday and time of day, on the clock of a time zone: a time-of-use tariff.
public struct DailyBands: Sendable, Hashable {
    /// One for each minute of a week that begins on Monday; `nil` where no band says anything.
    public let minutes: [Double?]

    /// A name of the time zone database: "Europe/Berlin".
    public let zone: String
    private let timeZone: TimeZone

    static let minutesOfDay = 24 * 60
    static let minutesOfWeek = 7 * minutesOfDay

    init(minutes: [Double?], timeZone: TimeZone) {
        precondition(minutes.count == Self.minutesOfWeek, "a value for each minute of a week")
        self.minutes = minutes
        zone = timeZone.identifier
        self.timeZone = timeZone
    }

    func mean(over span: ClockSpan) throws(Absence) -> Double {
        guard span.length > 0 else { return try value(at: span.start) }
        var sum = 0.0
        var from = span.start
        while from < span.end {
            // Bands begin with whole minutes, and so does every zone's offset today.
            let until = min((from / 60).rounded(.down) * 60 + 60, span.end)
            sum += try value(at: from) * (until - from)
            from = until
        }
        return sum / span.length
    }

    private func value(at moment: Double) throws(Absence) -> Double {
        let offset = timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: moment))
        let minute = Int(((moment + Double(offset)) / 60).rounded(.down))
        // The first of January 1970 was a Thursday.
        let ofWeek = (minute + 3 * Self.minutesOfDay) % Self.minutesOfWeek
        let place = ofWeek < 0 ? ofWeek + Self.minutesOfWeek : ofWeek
        guard let value = minutes[place] else {
            throw Absence("no band of the tariff holds \(StepCourse.text(moment))")
        }
        return value
    }
}
