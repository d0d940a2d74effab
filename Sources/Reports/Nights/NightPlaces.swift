internal import Experiment

/// Which number and date a night has, by its id.
struct NightPlaces {
    private var numbers: [String: Int] = [:]
    private var starts: [String: Int64] = [:]
    private var simulations: [String: String] = [:]

    /// - Parameter history: its nights, and those that only points know.
    init(_ history: NightHistory) {
        for point in history.series.lazy.flatMap(\.points) {
            add(point.nightID, point.number, point.startedAtMilliseconds)
        }
        for night in history.nights {
            add(night.id, night.number, night.startedAtMilliseconds)
            simulations[night.id] = night.simulation
        }
    }

    private mutating func add(_ id: String, _ number: Int, _ start: Int64) {
        numbers[id] = number
        starts[id] = start
    }

    func number(of id: String) -> Int? { numbers[id] }

    /// What was simulated in a night, in words.
    func simulation(of id: String) -> String? { simulations[id] }

    /// "night 20".
    func name(of id: String) -> String {
        numbers[id].map { "night \($0)" } ?? "a night that is not known"
    }

    /// "night 20 (2026-01-20)".
    func dated(_ id: String) -> String {
        let date = starts[id].map { " (\(Report.date($0).prefix(10)))" }
        return name(of: id) + (date ?? "")
    }

    /// "since night 20", with the last good one where nights between are missing.
    func since(_ alarm: Alarm) -> String {
        let since = "since \(name(of: alarm.firstNightID))"
        guard let lastGood = alarm.lastGoodNightID, let last = number(of: lastGood),
            let first = number(of: alarm.firstNightID), last < first - 1
        else { return since }
        return since + " (last good: night \(last))"
    }
}

extension Alarm {
    /// "inference / int8: energy +5.1 % [+4.2, +6.0] against the pinned reference since night 20,
    /// commits a1b2…c3d4".
    ///
    /// - Parameters:
    ///   - places: the nights that it names.
    ///   - isMarked: whether a simulation is named, where nothing beside it does.
    /// - Returns: a phrase without its end.
    func text(in places: NightPlaces, isMarked: Bool = true) -> String {
        let isSimulated = isMarked && places.simulation(of: firstNightID) != nil
        return "\(subject) \(changeText) \(against) \(places.since(self))"
            + (NightWords.versions(of: self).map { ", commits \($0)" } ?? "")
            + (isSimulated ? " (SIMULATED)" : "")
    }

    /// "3f2a9c11, confirmed, regressed".
    var label: String { "\(name), \(state.rawValue), \(direction.rawValue)" }

    var changeText: String {
        NightWords.change(change, lower: lower, upper: upper, of: key.metric)
    }

    private var subject: String {
        guard layer == .verdict else { return key.text }
        return "\(key.comparison) / \(key.variant): \(key.metric.rawValue)"
    }

    private var against: String {
        switch layer {
        case .verdict: "against the pinned reference"
        case .history: "against its level before"
        }
    }
}
