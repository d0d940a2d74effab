internal import Units

/// When a phase was open in the window of a trial.
public struct PhaseSpan: Sendable, Hashable {
    /// The names from the outermost phase on.
    public var path: [String]
    public var start: MonotonicInstant
    public var stop: MonotonicInstant

    public init(path: [String], start: MonotonicInstant, stop: MonotonicInstant) {
        self.path = path
        self.start = start
        self.stop = stop
    }

    public var name: String { path.last ?? "" }

    /// How many phases are around it.
    public var depth: Int { path.count - 1 }
}

extension Trial {
    /// The phases of the window in the order of their tree, each name's in the order of time.
    ///
    /// - Parameter gap: of one name, those that follow each other by no more than this are one.
    /// - Returns: none where there is no window or no phase in it.
    public func phaseSpans(mergingWithin gap: Duration = .zero) -> [PhaseSpan] {
        guard hasPhases, let window, window.duration > .zero else { return [] }
        let timeline = PhaseTimeline(events: events, window: window)
        return timeline.order.flatMap { place in
            let path = timeline.path(of: place)
            var spans: [PhaseSpan] = []
            for stretch in timeline.nodes[place].total {
                let start = timeline.instants[stretch.from]
                let stop = timeline.instants[stretch.to]
                if let last = spans.last, start - last.stop <= gap {
                    spans[spans.count - 1].stop = stop
                } else {
                    spans.append(PhaseSpan(path: path, start: start, stop: stop))
                }
            }
            return spans
        }
    }
}
