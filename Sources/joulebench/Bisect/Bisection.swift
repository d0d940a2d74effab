import Experiment
import Foundation
import Reports
import Trials

/// Looks for the version of a line that changed a figure: builds, measures and decides, one after the
/// other.
final class Bisection {
    let line: BisectLine
    let measurement: BisectMeasurement

    /// The least change that matters, relative.
    let bound: Double
    let mostBlocks: Int
    let isQuiet: Bool

    private var search: BisectSearch

    /// What was found of versions, by their places in the line.
    private(set) var entries: [Int: Entry] = [:]

    /// Of bad to good; `nil` until it is found.
    private(set) var rule: BisectRule?

    /// Where energies came from, for the heading.
    private(set) var source: String?

    /// What was found of one version.
    struct Entry {
        var figure: BisectRule.Figure?

        /// "good", "bad", "undecided", or why there is no figure.
        var verdict: String
        var blocks = 0
        var runID: String?
    }

    init(
        line: BisectLine,
        measurement: BisectMeasurement,
        bound: Double,
        mostBlocks: Int,
        isQuiet: Bool
    ) {
        self.line = line
        self.measurement = measurement
        self.bound = bound
        self.mostBlocks = mostBlocks
        self.isQuiet = isQuiet
        search = BisectSearch(count: line.versions.count)
    }

    /// Those that may be the first bad one.
    var suspects: ClosedRange<Int> { search.suspects }

    /// Looks until nothing more is to be found.
    ///
    /// - Throws: `BisectError`, `TrialsError.interrupted`; what was found until then stays in
    ///   `entries`.
    func run() throws {
        announce()
        let good = try end(0, "good")
        let last = line.versions.count - 1
        let bad = try end(last, "bad")
        entries[0] = Entry(verdict: "good")
        let rule = BisectRule(
            change: try change(from: good, to: bad),
            mostBlocks: mostBlocks
        )
        self.rule = rule
        while let index = search.next {
            let left = search.suspects.count
            say(
                "\(left) \(line.kind)s left, at most \(search.mostSteps.counted("step")): "
                    + Self.title(line.versions[index])
            )
            let side = try look(at: index, against: good, by: rule)
            search.record(side, of: index)
        }
    }

    // MARK: The ends

    private func announce() {
        let count = line.versions.count - 1
        let steps = search.mostSteps
        let builds = line.kind == "commit" ? "\(steps + 2) builds and " : ""
        say(
            "\(count.counted(line.kind)) after the good one: at most \(builds)"
                + "\((steps + 1).counted("comparison")), more where one cannot be judged"
        )
    }

    private func end(_ index: Int, _ word: String) throws -> BisectLine.Place {
        do {
            return try line.place(of: index)
        } catch let error as BuildError {
            guard error.isOfCommit else { throw error }
            throw BisectError.endUnusable(
                "the \(word) \(line.kind) cannot be used. \("\(error)".withoutFullStop)"
            )
        }
    }

    /// The change between the ends: a pilot shows a large one; else as many blocks as an interval of
    /// half the bound needs.
    private func change(from good: BisectLine.Place, to bad: BisectLine.Place) throws -> Double {
        let index = line.versions.count - 1
        say("bad against good: \(Self.title(line.versions[index]))")
        var figure = try endFigure(index, good, bad, .fixed(AdaptiveBlocks.leastPilot))
        let canGoOn = mostBlocks > AdaptiveBlocks.leastPilot
        let limit = log1p(bound)
        let isNone = figure.lower > -limit && figure.upper < limit
        if BisectRule.shows(figure, beyond: bound, isFirst: canGoOn) { return figure.estimate }
        if canGoOn, !isNone {
            let blocks = BisectRule.blocks(halfWidth: limit / 2, most: mostBlocks)
            figure = try endFigure(index, good, bad, blocks)
            if BisectRule.shows(figure, beyond: bound, isFirst: false) { return figure.estimate }
        }
        entries[index]?.verdict = "not shown to differ"
        throw BisectError.noChange(
            "no change of the \(measurement.metric.rawValue) beyond \(BisectText.percent(bound)) is "
                + "shown between good and bad: bad ÷ good is \(BisectText.ratio(figure))"
        )
    }

    private func endFigure(
        _ index: Int,
        _ good: BisectLine.Place,
        _ bad: BisectLine.Place,
        _ blocks: BlockRule
    ) throws -> BisectRule.Figure {
        let result = try measurement.measure(
            line.versions[index],
            at: bad,
            against: good,
            blocks: blocks
        )
        switch result.finding {
        case .failed(let reason):
            entries[index] = Entry(verdict: reason, runID: result.runID)
            throw BisectError.endUnusable("good and bad could not be compared: \(reason)")
        case .ratio(let figure):
            note(result, figure, "bad", of: index)
            return figure
        }
    }

    // MARK: Those between

    private func look(at index: Int, against good: BisectLine.Place, by rule: BisectRule) throws
        -> BisectSearch.Side
    {
        let place: BisectLine.Place
        do {
            place = try line.place(of: index)
        } catch let error as BuildError {
            guard error.isOfCommit else { throw error }
            Console.complain("\(error)")
            entries[index] = Entry(verdict: error.brief)
            say("skipped: \(error.brief)")
            return .unknown
        }
        for isSecond in [false, true] {
            let result = try measurement.measure(
                line.versions[index],
                at: place,
                against: good,
                blocks: rule.blocks(isSecond: isSecond)
            )
            guard case .ratio(let figure) = result.finding else {
                if case .failed(let reason) = result.finding {
                    entries[index] = Entry(verdict: reason, runID: result.runID)
                    say("skipped: \(reason)")
                }
                return .unknown
            }
            let side = rule.side(of: figure)
            note(result, figure, Self.word(side), of: index)
            // A second run of no more blocks would say no more.
            let isLast = isSecond || result.blocks >= mostBlocks
            if side != .unknown || isLast { return side }
            say("not decided by \(result.blocks.counted("block")): more of them")
        }
        return .unknown
    }

    private static func word(_ side: BisectSearch.Side) -> String {
        switch side {
        case .good: "good"
        case .bad: "bad"
        case .unknown: "undecided"
        }
    }

    private func note(
        _ result: BisectMeasurement.Result,
        _ figure: BisectRule.Figure,
        _ verdict: String,
        of index: Int
    ) {
        let before = entries[index]?.blocks ?? 0
        source = result.source ?? source
        entries[index] = Entry(
            figure: figure,
            verdict: verdict,
            blocks: before + result.blocks,
            runID: result.runID
        )
        say("\(line.versions[index].name): \(BisectText.ratio(figure)), \(verdict)")
    }

    private static func title(_ version: BisectLine.Version) -> String {
        version.subject.isEmpty ? version.name : "\(version.name) \(version.subject)"
    }

    private func say(_ text: String) {
        if !isQuiet { Console.complain("bisect: \(text)") }
    }
}

extension BuildError {
    /// Whether it says something of the commit, so that another may do.
    var isOfCommit: Bool {
        switch self {
        case .failed, .noFolder, .git: true
        case .notARepository, .noSuchCommit, .notBefore, .inUse, .cannotWrite: false
        }
    }
}
