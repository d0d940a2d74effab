/// What is to be said about the phases of a trial: how a log that does not nest was understood.
public enum PhaseRemark: Sendable, Hashable {
    /// Started and never stopped.
    case unclosed(name: String, count: Int)
    /// Stopped without having been started.
    case unopened(name: String, count: Int)
    /// Goes on after a phase that was open when it began has stopped.
    case overlapping(name: String, with: String, count: Int)
    /// Started again while it was open.
    case recursive(name: String, count: Int)
    /// Lies in the window only in part.
    case cut(name: String, count: Int)
    /// Lies wholly outside the window.
    case outside(name: String, count: Int)
    /// Left out because too many phases were open at once.
    case tooDeep(count: Int)
    /// Left out because there are too many different phases.
    case tooMany(count: Int)

    /// What it means, in a sentence.
    public var explanation: String {
        switch self {
        case .unclosed(let name, let count):
            "\(count) × “\(name)” never stopped: each is taken to end with the next of its name, with "
                + "the phase around it or with the window. Print \(name)_stop."
        case .unopened(let name, let count):
            "\(count) × “\(name)” stopped without having started; that is left out. Print "
                + "\(name)_start."
        case .overlapping(let name, let other, let count):
            "\(count) × “\(name)” began inside “\(other)” and went on after it: it is split there, and "
                + "what both share is part of both totals."
        case .recursive(let name, let count):
            "\(count) × “\(name)” began inside another of its name: the time is in its total once."
        case .cut(let name, let count):
            "\(count) × “\(name)” lies in the window only in part; that part counts."
        case .outside(let name, let count):
            "\(count) × “\(name)” lies outside the window and is not in the table."
        case .tooDeep(let count):
            "\(count.counted("phase")) began while \(PhaseTimeline.mostOpen) others were open: part of "
                + "the phase around."
        case .tooMany(let count):
            "Of \(count.counted("phase")) the kind is beyond the \(PhaseTimeline.mostNodes) kept: "
                + "part of the phase around. Give phases of one kind one name."
        }
    }

    /// Whether it changes how the table is to be read; what lies before or after the window does not.
    public var isWorthSaying: Bool {
        if case .outside = self { false } else { true }
    }

    /// How often it was met in a trial.
    public var count: Int {
        switch self {
        case .unclosed(_, let count), .unopened(_, let count), .overlapping(_, _, let count),
            .recursive(_, let count), .cut(_, let count), .outside(_, let count),
            .tooDeep(let count), .tooMany(let count):
            count
        }
    }

    /// What remarks of one kind about one phase have in common.
    public var family: String {
        switch self {
        case .unclosed(let name, _): "unclosed \(name)"
        case .unopened(let name, _): "unopened \(name)"
        case .overlapping(let name, let other, _): "overlapping \(name) \(other)"
        case .recursive(let name, _): "recursive \(name)"
        case .cut(let name, _): "cut \(name)"
        case .outside(let name, _): "outside \(name)"
        case .tooDeep: "too deep"
        case .tooMany: "too many"
        }
    }
}
