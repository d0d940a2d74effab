internal import Experiment
internal import Statistics
internal import Units

extension AcrossReport {
    /// The line that names what follows.
    var headline: String {
        let suite = runs.first?.report.run.suiteName ?? ""
        return "\(suite): \(runs.count) runs, each compared with run A"
    }

    /// The runs and where they were made.
    var runTable: Table {
        Table(
            title: "Runs",
            columns: [
                ("run", .left), ("id", .left), ("started", .left), ("version", .left),
                ("host", .left), ("processor", .left), ("joulebench", .left), ("state", .left),
                ("trials", .right),
                ("suite", .left),
            ],
            rows: runs.enumerated().map { number, each in
                let run = each.report.run
                return [
                    Self.letter(number), String(run.id.prefix(8)),
                    run.whenText, run.versionText ?? Table.missing, run.host.name,
                    run.host.cpuModel,
                    run.harnessVersion, run.stateText,
                    "\(each.report.trialCount)/\(run.plannedTrials)",
                    String(run.suiteDigest.prefix(12)),
                ]
            }
        ).withoutEmptyColumns()
    }

    /// Loud, above everything, where some of it is not of any machine.
    private var simulationNotice: String? {
        let simulated = runs.enumerated().compactMap { number, run in
            run.report.run.simulation.map { "run \(Self.letter(number)): \($0)" }
        }
        guard !simulated.isEmpty else { return nil }
        return
            "SIMULATED: \(simulated.joined(separator: "; ")). These energies are not measurements."
    }

    /// Loud, too, where another program measured some of it.
    private var importNotice: String? {
        let imported = runs.enumerated().compactMap { number, run in
            run.report.run.imported.map { "run \(Self.letter(number)): \($0.method)" }
        }
        guard !imported.isEmpty else { return nil }
        return
            "IMPORTED: \(imported.joined(separator: "; ")). Joulebench measured nothing of this; it "
            + "read files of other programs, which say at best what a machine was called."
    }

    /// What stands above everything.
    var notices: [String] { [simulationNotice, importNotice].compactMap(\.self) }

    /// What differs between the runs, a sentence each.
    var differenceNotes: [String] {
        let notes = zip(differences.indices, differences).dropFirst().flatMap { number, texts in
            texts.map { "\(Self.letter(number)): \($0)." }
        }
        return notes.isEmpty ? ["Nothing that is recorded of the runs differs."] : notes
    }

    /// How the tables are meant.
    var methodNotes: [String] {
        var notes = [
            "± and [ ] are 95 % t intervals over trials. Nothing is paired across runs: a ratio to run "
                + "A is that of the geometric means, with Welch's interval, and holds what changed on "
                + "the machine from one run to the other.",
            "“÷ baseline” is paired by block inside its run. “that ÷ run A's” is the ratio of those "
                + "ratios: what the machine's drift does to baseline and variant alike is not in it.",
            "Verdicts are made as in a report: that of a variant is its energy's, which quality can "
                + "only take back. Better or worse: p below 0.05 after Holm's correction over all "
                + "questions of the comparison. Equivalent: shown to lie within the bound. Numbers of "
                + "blocks are those with which a difference of the size seen, or equivalence, is found "
                + "in 80 % of tries. What a machine did otherwise in the other run no number of blocks "
                + "takes out: that takes both as variants of one run, in turn.",
        ]
        let adaptive = runs.contains {
            if case .adaptive = $0.report.run.design.blocks { true } else { false }
        }
        if adaptive {
            notes.append(
                "A run whose number of blocks was worked out from its pilot has intervals here that "
                    + "are a little too narrow."
            )
        }
        if Set(runs.map(\.report.run.host.id)).count > 1 {
            notes.append(
                "On two machines two sensors were read. What each may be off by is the same in all "
                    + "trials of its machine and not in an interval; where it is stated, a difference "
                    + "within it names no winner."
            )
        }
        return notes
    }
}
