public import Experiment
internal import Foundation
internal import Statistics

/// Judges a night: the canary, then tonight's trials beside the pinned reference, then the history;
/// what looks like a change is suspected, and confirmed or refuted by a re-run.
///
/// The steps are those of `joulebench nightly`: make one, make a re-run of what is in `suspected`,
/// hand it to `settle`, ask for the `report`.
public struct NightJudge: Sendable {
    /// The probability of a false suspicion of one series, and of a false confirmation of any by the
    /// re-run: over the night both happen in at most one of ten thousand quiet nights a series.
    public static let alpha = 0.01

    /// A series whose 95 % interval is wider than so many bounds to either side says nothing tonight.
    public static let mostBounds = 3.0

    let night: Night
    let history: NightHistory
    let tonight: NightFigures
    let atMilliseconds: Int64

    /// The version of the pinned reference; `nil` where it is not known, or nothing is pinned.
    let pinVersion: String?
    let makeID: @Sendable () -> String

    /// All of the suite on the machine, as tonight leaves them.
    public internal(set) var alarms: [Alarm]

    /// Those that tonight changed, by id.
    private(set) var changed: Set<String> = []

    /// - Parameters:
    ///   - night: tonight's.
    ///   - history: with tonight's figures.
    ///   - tonight: those figures.
    ///   - alarms: of the suite on the machine.
    ///   - pinVersion: of the reference that ran beside tonight's variants.
    ///   - atMilliseconds: now.
    ///   - makeID: gives the ids of new alarms.
    public init(
        night: Night,
        history: NightHistory,
        tonight: NightFigures,
        alarms: [Alarm],
        pinVersion: String? = nil,
        atMilliseconds: Int64,
        makeID: @escaping @Sendable () -> String
    ) {
        self.night = night
        self.history = history
        self.tonight = tonight
        self.alarms = alarms
        self.atMilliseconds = atMilliseconds
        self.pinVersion = pinVersion
        self.makeID = makeID
        guard !isSuppressed else { return }
        recover()
        suspectTonight()
        suspectHistory()
    }

    // MARK: What is judged

    /// The canary's figures, with whether each differs from itself beyond the bound.
    public var canary: [CanaryFinding] {
        let adjusted = Holm.adjusted(tonight.canary.map { $0.pValue(against: 0) })
        return zip(tonight.canary, adjusted).map { judged, pValue in
            let limit = night.bounds.limit(of: judged.figure.metric)
            return CanaryFinding(
                comparison: judged.figure.comparison,
                metric: judged.figure.metric,
                ratio: judged.figure.value,
                lower: judged.figure.lower,
                upper: judged.figure.upper,
                isAlarm: (pValue ?? 1) < Self.alpha && abs(judged.estimate) > limit
            )
        }
    }

    /// Whether the machine differs from itself tonight, so that nothing else is believed.
    public var isSuppressed: Bool { canary.contains(where: \.isAlarm) }

    func key(of figure: NightFigure) -> SeriesKey {
        SeriesKey(
            machineID: night.machineID,
            suite: night.suite,
            comparison: figure.comparison,
            variant: figure.variant,
            metric: figure.metric,
            reference: figure.reference
        )
    }

    /// Why a series is shown and never a reason for an alarm; `nil` where it is one.
    func whyShownOnly(_ figure: NightFigure) -> String? {
        if figure.provenance == .estimated {
            return "an estimate is no reason for an alarm"
        }
        let hasRelation = tonight.figures.contains {
            $0.comparison == figure.comparison && $0.variant == figure.variant
                && $0.metric == figure.metric && $0.reference == .pin
        }
        return figure.reference == .none && hasRelation
            ? "judged by its ratio to the pinned reference" : nil
    }

    /// Tonight's figures that may raise an alarm.
    var gating: [NightFigures.Judged] {
        tonight.judged.filter { whyShownOnly($0.figure) == nil }
    }

    /// Change points move by a night or two when nights are added: within that it is the same one.
    static let sameWithin = 2

    /// The first point of the series at a night or after it.
    func place(of nightID: String, in series: SeriesHistory) -> Int? {
        guard let number = history.nights.first(where: { $0.id == nightID })?.number else {
            return nil
        }
        return series.points.firstIndex { $0.number >= number }
    }

    // MARK: Levels

    /// What a ratio to the pinned reference may be, on its scale: 0, or the level of the alarm that was
    /// acknowledged last since that reference is in use, or of an improvement that was confirmed
    /// after it: to lose that is a regression.
    ///
    /// It stays where it is, whatever the nights since say: a creeping change is not followed.
    func acceptedLevel(_ key: SeriesKey) -> Double {
        guard key.reference == .pin,
            let figure = tonight.figures.first(where: { self.key(of: $0) == key })
        else { return 0 }
        let accepted = alarms.filter { alarm in
            alarm.key == key && isComparable(alarm, figure)
                && (alarm.state == .acknowledged
                    || alarm.state == .confirmed && alarm.direction == .improved)
        }
        let last = accepted.max {
            ($0.events.last?.atMilliseconds ?? 0) < ($1.events.last?.atMilliseconds ?? 0)
        }
        return last.map { $0.levelBefore + $0.change } ?? 0
    }

    /// What tonight's value of a series depends on: beside a reference, which has the same machine,
    /// what is of the variant and the sensors.
    func circumstances(of figure: NightFigure) -> Circumstances {
        figure.reference == .pin
            ? figure.circumstances : night.circumstances.merging(figure.circumstances)
    }

    /// Whether tonight's value may be set against the levels of an alarm.
    func isComparable(_ alarm: Alarm, _ figure: NightFigure) -> Bool {
        alarm.circumstances == circumstances(of: figure)
    }

    // MARK: What becomes of alarms

    func isChanged(_ alarm: Alarm) -> Bool { changed.contains(alarm.id) }

    mutating func raise(_ alarm: Alarm) {
        alarms.append(alarm)
        changed.insert(alarm.id)
    }

    mutating func append(_ event: Alarm.Event, to index: Int) {
        alarms[index].events.append(event)
        changed.insert(alarms[index].id)
    }

    func event(_ state: Alarm.State, _ note: String) -> Alarm.Event {
        Alarm.Event(atMilliseconds: atMilliseconds, nightID: night.id, state: state, note: note)
    }
}
