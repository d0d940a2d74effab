/// Which phases were open when, in the window of a trial: the log's intervals as a tree of names.
///
/// Each moment of the window belongs to the phase that began last among those that are open (its
/// *own* time), and is part of the *total* of all that are open. Own times and what no phase covers
/// therefore add up to the window, whatever the log looks like.
struct PhaseTimeline {
    /// From one of `instants` to a later one.
    struct Stretch: Hashable {
        var from: Int
        var to: Int
    }

    /// All phases of one name inside the same phases.
    struct Node {
        var name: String
        var parent: Int?

        /// How many there were in the window.
        var count = 0

        /// When at least one was open, in order; stretches that touch are one.
        var total: [Stretch] = []

        /// When it was the innermost.
        var own: [Stretch] = []
    }

    /// More phases than this are not open at once; those beyond are left out, with a remark.
    static let mostOpen = 64

    /// There are no more nodes than this; what is beyond is left out, with a remark.
    static let mostNodes = 1000

    /// Where something begins or ends, ascending: the window's start first and its end last.
    private(set) var instants: [MonotonicInstant]
    private(set) var nodes: [Node] = []

    /// When no phase was open.
    private(set) var unattributed: [Stretch] = []
    private(set) var remarks: [PhaseRemark] = []

    private let window: Window
    private let marks: [PhaseMark]
    private var open: [Entry] = []
    private var children: [Child: Int] = [:]
    private var states: [NodeState] = []
    private var innermost: Int?
    private var innermostSince = 0
    private var counts = RemarkCounts()

    /// A phase that is open.
    private struct Entry {
        /// Its place in `marks`.
        var start: Int
        var name: String
        var node: Int

        /// The node that counts it; another than `node` where it was split.
        var countedAt: Int
        var hasStop: Bool
    }

    private struct Child: Hashable {
        var parent: Int?
        var name: String
    }

    private struct NodeState {
        var open = 0
        var since = 0
    }

    /// - Parameters:
    ///   - events: of the whole trial, in any order.
    ///   - window: what the phases are cut to; longer than nothing.
    init(events: [WorkloadEvent], window: Window) {
        precondition(window.stop > window.start, "a window has a length")
        self.window = window
        instants = [window.start]
        let read = PhaseMark.marks(of: events)
        marks = read.marks
        for (name, count) in read.unopened { counts.unopened[name] = count }
        for (place, mark) in marks.enumerated() {
            advance(to: mark.instant)
            if mark.isStart { begin(place) } else { end(startedAt: mark.partner) }
        }
        advance(to: window.stop)
        if instants.last != window.stop { instants.append(window.stop) }
        remove(from: 0, at: window.stop) { _ in false }
        close(innermost)
        remarks = counts.remarks
    }

    /// The index of the moment that the sweep has come to.
    private var now: Int { instants.count - 1 }

    private mutating func advance(to instant: MonotonicInstant) {
        let held = min(max(instant, window.start), window.stop)
        if held > instants[now] { instants.append(held) }
    }

    private mutating func begin(_ place: Int) {
        let mark = marks[place]
        // One that never stops ends with the next of its name.
        if let stale = open.lastIndex(where: { !$0.hasStop && $0.name == mark.name }) {
            let start = open[stale].start
            remove(from: stale, at: mark.instant) { $0.start != start }
        }
        guard open.count < Self.mostOpen else {
            counts.tooDeep += 1
            return
        }
        if open.contains(where: { $0.name == mark.name }) {
            counts.recursive[mark.name, default: 0] += 1
        }
        guard let node = node(named: mark.name) else {
            counts.tooMany += 1
            return
        }
        push(
            Entry(
                start: place,
                name: mark.name,
                node: node,
                countedAt: node,
                hasStop: mark.partner != nil
            )
        )
        settle()
    }

    private mutating func end(startedAt start: Int?) {
        // A stop without a start, or of a phase that was left out.
        guard let start, let place = open.lastIndex(where: { $0.start == start }) else { return }
        let (name, instant) = (open[place].name, marks[start].stop)
        remove(from: place, at: instant) { entry in
            // What never stops ends with the phase around it; what does, goes on.
            entry.hasStop && entry.start != start
        } whenKept: { entry, counts in
            counts.overlapping[RemarkCounts.Pair(name: entry.name, other: name), default: 0] += 1
        }
    }

    /// Takes a phase and all that began after it from the open ones, and opens some of them again.
    private mutating func remove(
        from place: Int,
        at instant: MonotonicInstant,
        keeping isKept: (Entry) -> Bool,
        whenKept: (Entry, inout RemarkCounts) -> Void = { _, _ in }
    ) {
        let taken = open[place...]
        let kept = taken.filter(isKept)
        for entry in taken.reversed() { leave(entry.node) }
        open.removeLast(taken.count)
        let keptStarts = Set(kept.map(\.start))
        for entry in taken where !keptStarts.contains(entry.start) { finish(entry, at: instant) }
        for var entry in kept {
            whenKept(entry, &counts)
            entry.node = node(named: entry.name) ?? entry.node
            push(entry)
        }
        settle()
    }

    private mutating func push(_ entry: Entry) {
        open.append(entry)
        if states[entry.node].open == 0 { states[entry.node].since = now }
        states[entry.node].open += 1
    }

    private mutating func leave(_ node: Int) {
        states[node].open -= 1
        if states[node].open == 0 { Self.add(states[node].since, now, to: &nodes[node].total) }
    }

    /// Counts a phase that has ended, and says what is odd about it.
    private mutating func finish(_ entry: Entry, at end: MonotonicInstant) {
        let start = marks[entry.start].instant
        let isOutside =
            end < window.start || start > window.stop
            || (end == window.start && start < end)
            || (start == window.stop && (start < end || !entry.hasStop))
        if isOutside {
            counts.outside[entry.name, default: 0] += 1
            return
        }
        nodes[entry.countedAt].count += 1
        if !entry.hasStop {
            counts.unclosed[entry.name, default: 0] += 1
        } else if start < window.start || marks[entry.start].stop > window.stop {
            counts.cut[entry.name, default: 0] += 1
        }
    }

    /// Gives the time up to now to what was innermost, and goes on with what is.
    private mutating func settle() {
        let last = open.last?.node
        guard last != innermost else { return }
        close(innermost)
        innermost = last
        innermostSince = now
    }

    private mutating func close(_ node: Int?) {
        if let node {
            Self.add(innermostSince, now, to: &nodes[node].own)
        } else {
            Self.add(innermostSince, now, to: &unattributed)
        }
    }

    private static func add(_ from: Int, _ to: Int, to stretches: inout [Stretch]) {
        guard to > from else { return }
        if let last = stretches.last, last.to == from {
            stretches[stretches.count - 1].to = to
        } else {
            stretches.append(Stretch(from: from, to: to))
        }
    }

    /// The node of a name inside what is open now; one of its ancestors where it has that name.
    private mutating func node(named name: String) -> Int? {
        let parent = open.last?.node
        var ancestor = parent
        while let place = ancestor {
            if nodes[place].name == name { return place }
            ancestor = nodes[place].parent
        }
        let child = Child(parent: parent, name: name)
        if let known = children[child] { return known }
        guard nodes.count < Self.mostNodes else { return nil }
        nodes.append(Node(name: name, parent: parent))
        states.append(NodeState())
        children[child] = nodes.count - 1
        return nodes.count - 1
    }
}
