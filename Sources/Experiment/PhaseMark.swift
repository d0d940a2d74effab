/// The start or the stop of a phase in the log.
struct PhaseMark {
    var name: String
    var isStart: Bool
    var instant: MonotonicInstant

    /// The place of the stop that belongs to a start, and the other way round.
    var partner: Int?

    /// When the phase of a start stops; `.max` where it never does.
    var stop = MonotonicInstant(nanoseconds: .max)

    /// The phases of a log, each start with the stop of its name that follows it most closely.
    ///
    /// - Parameter events: in the order in which they arrived.
    /// - Returns: in the order of their instants; and how many stops of each name have no start.
    static func marks(of events: [WorkloadEvent]) -> (marks: [PhaseMark], unopened: [String: Int]) {
        var marks = events.enumerated().compactMap { place, event in
            PhaseMark(event).map { (place: place, mark: $0) }
        }.sorted { ($0.mark.instant, $0.place) < ($1.mark.instant, $1.place) }
            .map(\.mark)
        var open: [String: [Int]] = [:]
        var unopened: [String: Int] = [:]
        for place in marks.indices {
            let mark = marks[place]
            if mark.isStart {
                open[mark.name, default: []].append(place)
            } else if let start = open[mark.name]?.popLast() {
                marks[start].partner = place
                marks[start].stop = mark.instant
                marks[place].partner = start
            } else {
                unopened[mark.name, default: 0] += 1
            }
        }
        return (inOrder(marks), unopened)
    }

    /// With what stops at an instant before what starts there, so that phases that touch do not
    /// overlap, whichever line came first.
    private static func inOrder(_ marks: [PhaseMark]) -> [PhaseMark] {
        func rank(_ place: Int) -> Int {
            let mark = marks[place]
            guard !mark.isStart, let start = mark.partner else { return 1 }
            return marks[start].instant < mark.instant ? 0 : 1
        }
        let order = marks.indices.sorted {
            (marks[$0].instant, rank($0), $0) < (marks[$1].instant, rank($1), $1)
        }
        var places = Array(repeating: 0, count: marks.count)
        for (place, old) in order.enumerated() { places[old] = place }
        return order.map { old in
            var mark = marks[old]
            mark.partner = mark.partner.map { places[$0] }
            return mark
        }
    }

    private init?(_ event: WorkloadEvent) {
        switch event.kind {
        case .start: (isStart, name) = (true, Self.name(event.key, without: "_start"))
        case .stop: (isStart, name) = (false, Self.name(event.key, without: "_stop"))
        case .point: return nil
        }
        // The window itself is no phase.
        guard name != "run" else { return nil }
        instant = event.instant
    }

    private static func name(_ key: String, without suffix: String) -> String {
        key.hasSuffix(suffix) && key.utf8.count > suffix.utf8.count
            ? String(key.dropLast(suffix.count)) : key
    }
}

/// How often each oddity of a log was met.
struct RemarkCounts {
    struct Pair: Hashable {
        var name: String
        var other: String
    }

    var unclosed: [String: Int] = [:]
    var unopened: [String: Int] = [:]
    var overlapping: [Pair: Int] = [:]
    var recursive: [String: Int] = [:]
    var cut: [String: Int] = [:]
    var outside: [String: Int] = [:]
    var tooDeep = 0
    var tooMany = 0

    var remarks: [PhaseRemark] {
        func each(_ counts: [String: Int], _ remark: (String, Int) -> PhaseRemark) -> [PhaseRemark]
        {
            counts.sorted { $0.key < $1.key }.map { remark($0.key, $0.value) }
        }
        let overlaps = overlapping.sorted {
            ($0.key.name, $0.key.other) < ($1.key.name, $1.key.other)
        }
        .map { PhaseRemark.overlapping(name: $0.key.name, with: $0.key.other, count: $0.value) }
        return each(unclosed, PhaseRemark.unclosed) + each(unopened, PhaseRemark.unopened)
            + overlaps
            + each(recursive, PhaseRemark.recursive) + each(cut, PhaseRemark.cut)
            + each(outside, PhaseRemark.outside)
            + (tooDeep > 0 ? [.tooDeep(count: tooDeep)] : [])
            + (tooMany > 0 ? [.tooMany(count: tooMany)] : [])
    }
}
