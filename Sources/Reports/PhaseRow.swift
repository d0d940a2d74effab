public import Experiment
public import Statistics
public import Units

/// A phase of a variant: means over the completed trials, those without it included.
///
/// A trial without the phase counts with no time and no energy, so that the own figures of a
/// variant's rows add up to its window.
public struct PhaseRow: Sendable {
    /// From the outermost phase on; empty for what no phase covers.
    public var path: [String]

    /// How many trials the means are over.
    public var trials: Int

    /// How many of them had it; `nil` for what no phase covers.
    public var trialsWithPhase: Int?

    /// How many there were in the window of a trial, in the mean; `nil` for what no phase covers.
    public var count: Double?

    /// For each unit of work, with the phases inside and without them.
    public var energy: MeanInterval<Energy>?
    public var ownEnergy: MeanInterval<Energy>?

    /// The share of the windows' energy, the phases inside included.
    public var share: Double?
    public var time: MeanInterval<TimeSpan>?
    public var ownTime: MeanInterval<TimeSpan>?

    /// Of the trials in which it took time.
    public var power: MeanInterval<Power>?

    /// The expanded uncertainty of `energy` in the trial where that is most, as a share of it.
    public var instrument: Double?

    /// Of the energies; `nil` where there are none.
    public var provenance: Provenance?

    /// Why `energy` is missing, wholly or in some trials.
    public var missingReason: String?

    /// What the rows of one phase, or that of the unattributed rest, are made from.
    fileprivate struct Entry {
        /// `nil` for what no phase covers, and 0 in a trial that had none.
        var count: Int?
        var isPresent = true
        var total: PhaseCost
        var own: PhaseCost
        var window: PhaseCost
        var work: Double
    }

    /// The rows of a variant, each phase after the one around it, what no phase covers last.
    ///
    /// Where some trials have phases, the whole window of one without any is unattributed; a trial
    /// without a window is left out.
    ///
    /// - Parameters:
    ///   - trials: completed ones.
    ///   - isPerTrial: whether a trial is the unit, because not all say how much they did.
    /// - Returns: none where no trial has a phase in its window.
    static func rows(of trials: [TrialSummary], isPerTrial: Bool) -> [PhaseRow] {
        let trees = trials.compactMap { trial in
            tree(of: trial).map { (tree: $0, work: isPerTrial ? 1 : trial.work ?? 1) }
        }
        let paths = paths(of: trees.map(\.tree))
        guard !paths.isEmpty else { return [] }
        let phases = trees.map { entry in
            Dictionary(entry.tree.phases.map { ($0.path, $0) }) { first, _ in first }
        }
        let rows = paths.map { path in
            PhaseRow(
                path: path,
                zip(trees, phases).map { Entry($1[path], in: $0.tree, work: $0.work) }
            )
        }
        let rest = trees.map { Entry(unattributedIn: $0.tree, work: $0.work) }
        return rows + [PhaseRow(path: [], rest)]
    }

    /// The phases of a trial; of one that printed none a tree whose window no phase covers.
    private static func tree(of trial: TrialSummary) -> PhaseTree? {
        if let tree = trial.phases { return tree }
        guard let window = trial.window, window > .zero else { return nil }
        let whole = PhaseCost(time: window, energy: trial.energy)
        return PhaseTree(window: whole, phases: [], unattributed: whole)
    }

    /// Every path that any trial has, each after the one around it.
    private static func paths(of trees: [PhaseTree]) -> [[String]] {
        var paths: [[String]] = []
        var known: Set<[String]> = []
        for phase in trees.flatMap(\.phases) where known.insert(phase.path).inserted {
            insert(phase.path, into: &paths)
        }
        return paths
    }

    /// Puts a path after its parent and what is already inside that.
    private static func insert(_ path: [String], into paths: inout [[String]]) {
        let parent = Array(path.dropLast())
        let last = parent.isEmpty ? nil : paths.lastIndex { $0.starts(with: parent) }
        if let last { paths.insert(path, at: last + 1) } else { paths.append(path) }
    }

    private init(path: [String], _ entries: [Entry]) {
        self.path = path
        trials = entries.count
        let counts = entries.compactMap(\.count)
        if !counts.isEmpty {
            trialsWithPhase = entries.count(where: \.isPresent)
            count = Double(counts.reduce(0, +)) / Double(counts.count)
        }
        time = MeanInterval(of: entries.map { TimeSpan.seconds($0.total.time.inSeconds / $0.work) })
        ownTime = MeanInterval(
            of: entries.map { TimeSpan.seconds($0.own.time.inSeconds / $0.work) }
        )
        let reasons = entries.compactMap(\.total.energy.missingReason)
        missingReason = reasons.first.map {
            reasons.count == entries.count
                ? $0 : "in \(reasons.count) of \(entries.count) trials: \($0)"
        }
        fillEnergy(entries.filter { $0.total.energy.figure != nil })
    }

    /// The energies of trials that have them, where they may be averaged.
    private mutating func fillEnergy(_ entries: [Entry]) {
        let figures = entries.compactMap(\.total.energy.figure)
        guard Set(figures.map(\.provenance)).count <= 1 else {
            missingReason = "the trials' energies are of different origin"
            return
        }
        guard Set(figures.map(\.scope)).count <= 1 else {
            missingReason = "the trials' energies cover different parts of the machine"
            return
        }
        provenance = figures.first?.provenance
        energy = MeanInterval(
            of: entries.compactMap { $0.total.energy.figure.map(\.value) / $0.work }
        )
        ownEnergy = MeanInterval(
            of: entries.compactMap { $0.own.energy.figure.map(\.value) / $0.work }
        )
        power = MeanInterval(of: entries.compactMap(\.total.power))
        share = Self.share(of: entries)
        instrument = figures.compactMap { figure -> Double? in
            guard figure.value > .zero, let uncertainty = figure.uncertainty else { return nil }
            return uncertainty / figure.value
        }.max()
    }

    /// The energy of all trials by that of all windows; `nil` where there is none to share out.
    private static func share(of entries: [Entry]) -> Double? {
        let part = entries.compactMap(\.total.energy.figure?.value.joules).reduce(0, +)
        let whole = entries.compactMap(\.window.energy.figure?.value.joules).reduce(0, +)
        return whole > 0 ? part / whole : nil
    }
}

extension PhaseRow.Entry {
    /// A phase of a trial; where the trial has none, no time and no energy.
    ///
    /// That is known as far as the trial's energy can be shared out at all: where it cannot, the
    /// trial has no part in the energy of any row.
    fileprivate init(_ phase: Phase?, in tree: PhaseTree, work: Double) {
        let none = PhaseCost(time: .zero, energy: tree.unattributed.energy.ofNothing)
        self.init(
            count: phase?.count ?? 0,
            isPresent: phase != nil,
            total: phase?.total ?? none,
            own: phase?.own ?? none,
            window: tree.window,
            work: work
        )
    }

    fileprivate init(unattributedIn tree: PhaseTree, work: Double) {
        self.init(
            total: tree.unattributed,
            own: tree.unattributed,
            window: tree.window,
            work: work
        )
    }
}

extension Finding<Energy> {
    /// Exactly 0 with the provenance and scope of the figure; missing where that is.
    fileprivate var ofNothing: Finding<Energy> {
        guard case .known(var figure) = self else { return self }
        figure.value = .zero
        figure.budget = nil
        return .known(figure)
    }
}

/// Divides where there is something to divide.
private func / (energy: Energy?, work: Double) -> Energy? { energy.map { $0 / work } }
