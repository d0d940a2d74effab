import Experiment
import Foundation
import Units

/// How long something will take, as far as it is known.
struct TimeEstimate: Hashable {
    /// In seconds, of what is known.
    private(set) var least = 0.0

    /// With all blocks that an adaptive run may add.
    private(set) var most = 0.0

    /// What is not known, by name, in order.
    private(set) var unknown: [String] = []

    /// Whether anything is known.
    private(set) var hasKnown = false

    mutating func add(least: Double, most: Double) {
        hasKnown = true
        self.least += least
        self.most += most
    }

    mutating func add(unknown name: String) {
        if !unknown.contains(name) { unknown.append(name) }
    }

    static func + (left: TimeEstimate, right: TimeEstimate) -> TimeEstimate {
        var sum = left
        if right.hasKnown { sum.add(least: right.least, most: right.most) }
        for name in right.unknown { sum.add(unknown: name) }
        return sum
    }

    /// The same with some seconds gone by.
    func after(_ seconds: Double) -> TimeEstimate {
        var left = self
        left.least = max(least - seconds, 0)
        left.most = max(most - seconds, 0)
        return left
    }

    /// A time or a range in words: “4:10”, “4:10 to 9:20”, “more than 2:30”; `nil` where nothing
    /// is known.
    var text: String? {
        guard hasKnown else { return nil }
        guard unknown.isEmpty else { return "more than " + Self.clock(least) }
        let (from, to) = (Self.clock(least), Self.clock(most))
        return from == to ? from : "\(from) to \(to)"
    }

    /// Seconds as `4:10` or `1:04:10`.
    static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        return hours > 0
            ? String(format: "%d:%02d:%02d", hours, minutes, rest)
            : String(format: "%d:%02d", minutes, rest)
    }
}

/// What trials and all that belongs to them will take, part by part.
struct RunTime: Hashable {
    var trials = TimeEstimate()

    /// The rests after trials.
    var coolDown = TimeEstimate()

    /// What will be waited for at the gates, as far as trials were seen that waited.
    var waits = TimeEstimate()

    /// The windows of idle power.
    var idle = TimeEstimate()

    /// Starting and storing trials, once this run has done so.
    var besides = TimeEstimate()

    var total: TimeEstimate { trials + coolDown + waits + idle + besides }
}

/// What a trial took of the time of its run, in seconds.
struct TrialTime: Hashable {
    /// From its start to its end.
    var own: Double

    /// What it waited at the gate, without the cool-down.
    var waited = 0.0

    /// Starting and storing it.
    var besides = 0.0

    init(own: Double) { self.own = own }

    /// - Parameters:
    ///   - trial: that is stored.
    ///   - began: when the trial before it was stored.
    ///   - now: when this one is.
    init(of trial: Trial, from began: MonotonicInstant, to now: MonotonicInstant) {
        own = (trial.ended - trial.started).inSeconds
        let gate = trial.gate?.took ?? .zero
        waited = (gate - (trial.gate?.rested ?? .zero)).inSeconds
        besides = max((now - began - gate).inSeconds - own, 0)
    }
}
