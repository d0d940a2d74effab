import ArgumentParser
import Experiment
import Foundation
import Reports
import Sensors
import Store
import Suites
import Trials

struct PinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pin",
        abstract: "Keep a reference of a suite that nightly runs are held against.",
        discussion: """
            Copies the programs and files that the suite's commands name below the current folder, \
            and what its steps prepared, into the results folder, and keeps the commands that use \
            the copies. These are checked each night, and beside a copy that changed no night is \
            judged. Programs of the system and files elsewhere are not copied: they serve both sides \
            alike. What a program loads by itself (modules, libraries) is copied where --copy names it.

            --folder pins another checkout that you keep instead: the commands are executed there, \
            and what they name there is checked each night. --commit with --build makes the tree of a \
            commit below builds in the results folder, builds it, and pins that; a night that finds \
            it gone builds it again. What steps prepare is prepared there, too.

            Before it is kept each pinned command runs once, unmeasured (--no-verify leaves that out). \
            The newest reference of a suite on this machine is in use; one that is removed leaves its \
            nights as they are.
            """
    )

    @Argument(help: "The suite file.", completion: .file(extensions: ["yaml", "yml"]))
    var suite: String?

    @Option(
        name: .customLong("variant"),
        help: ArgumentHelp("Pin this variant; may be given several times. (default: all)")
    )
    var variants: [String] = []

    @Option(
        name: .customLong("copy"),
        help: ArgumentHelp(
            "Copy this file or folder, too; may be given several times.",
            valueName: "path"
        ),
        completion: .file()
    )
    var copied: [String] = []

    @Option(
        help: ArgumentHelp("Pin a checkout of the project that you keep.", valueName: "dir"),
        completion: .directory
    )
    var folder: String?

    @Option(help: ArgumentHelp("Pin a commit, built with --build.", valueName: "commit"))
    var commit: String?

    @OptionGroup var buildOptions: BuildOptions

    @Option(help: "What the reference is, for lists.") var note: String?

    @Flag(inversion: .prefixedNo, help: "Run each pinned command once before it is kept.")
    var verify = true

    @Flag(help: "List the pinned references of this machine.") var list = false

    @Option(
        help: ArgumentHelp(
            "Take a reference out of use and remove its copies: its id or the beginning of it.",
            valueName: "pin"
        )
    )
    var remove: String?

    @OptionGroup var lockOptions: LockOptions
    @OptionGroup var resultsOptions: ResultsOptions

    mutating func validate() throws {
        guard suite != nil || list || remove != nil else {
            throw ValidationError("Name a suite file, or --list or --remove.")
        }
        guard !list || remove == nil else {
            throw ValidationError("--list and --remove exclude each other.")
        }
        guard folder == nil || commit == nil else {
            throw ValidationError("--folder and --commit exclude each other.")
        }
        guard (commit == nil) == (buildOptions.build == nil) else {
            throw ValidationError(
                "--commit and --build belong together; --build true builds nothing."
            )
        }
        guard buildOptions.repository == nil || commit != nil else {
            throw ValidationError("--repository belongs to --commit.")
        }
        guard copied.isEmpty || folder == nil && commit == nil else {
            throw ValidationError(
                "--copy copies from the current folder; with --folder and --commit nothing is copied."
            )
        }
    }

    func run() throws {
        if list { return try printList() }
        if let remove { return try takeOut(remove) }
        guard let suite else { return }
        try pin(try SuiteFile.load(path: suite))
    }

    // MARK: Making one

    private func pin(_ file: SuiteFile) throws {
        let lock = try lockOptions.acquire()
        defer { withExtendedLifetime(lock) {} }
        let household = try Household.takeOver(lock: lock)
        let store = try ResultStore(path: resultsOptions.databasePath)
        let place = try self.place(household)
        let id = UUID().uuidString.lowercased()
        let folder = "\(PinKeeper.root(results: resultsOptions.results))/\(id)"
        var pin = Pin(
            id: id,
            suite: file.suite.name,
            createdAtMilliseconds: Run.milliseconds(),
            folder: folder,
            version: try version(file, place, household),
            build: place?.build,
            variants: [],
            note: note
        )
        do {
            var maker = PinMaker(
                file: file,
                folder: folder,
                variants: variants,
                copied: copied
            )
            maker.place = place?.folder
            maker.artifacts = try artifacts(
                file.suite.steps(usedBy: try maker.commands()),
                place.map { (folder: $0.folder, mark: "pin-\(pin.name)") },
                household
            )
            pin.variants = try maker.make()
            if verify { try check(pin, file, household) }
            try store.save(pin, machineID: HostDescription.machineID())
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
        try Console.print(text(of: pin))
    }

    /// The checkout that is pinned; `nil` for the current folder.
    private func place(_ household: Household) throws -> PinPlace? {
        if let folder { return try PinPlace(folder: folder) }
        guard let commit, let build = buildOptions.build else { return nil }
        let trees = buildOptions.trees(
            command: build,
            results: resultsOptions.results,
            locator: ProgramLocator.system(),
            household: household
        )
        return try PinPlace(commit: commit, trees: trees)
    }

    private func version(_ file: SuiteFile, _ place: PinPlace?, _ household: Household) throws
        -> String?
    {
        guard let command = file.suite.versionCommand else { return place?.commit }
        let own = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        let version = try VersionProbe(locator: ProgramLocator.system(), household: household)
            .version(by: command, in: place?.folder ?? own)
        return version.text ?? place?.commit
    }

    /// Makes what steps prepare, or finds it, and says where it lies.
    ///
    /// - Parameters:
    ///   - steps: each after those that it uses.
    ///   - place: another checkout to make it in, and what tells its artifacts from those of others.
    ///   - household: what looks after what is started.
    /// - Returns: the folders of the artifacts, by the steps' names in the suite.
    /// - Throws: `TrialsError`.
    private func artifacts(
        _ steps: [PrepareStep],
        _ place: (folder: String, mark: String)?,
        _ household: Household
    ) throws -> [String: String] {
        let placed = steps.map { step in
            place.map { step.placed(in: $0.folder, mark: $0.mark) } ?? step
        }
        let prepared = try Preparation(
            store: ArtifactStore(root: resultsOptions.results + "/artifacts"),
            locator: ProgramLocator.system(),
            household: household
        ).run(placed, report: PreparationProgress.report)
        let places = zip(steps, placed).compactMap { step, placed in
            prepared.places[placed.name].map { (step.name, $0) }
        }
        return Dictionary(uniqueKeysWithValues: places)
    }

    private func check(_ pin: Pin, _ file: SuiteFile, _ household: Household) throws {
        var suite = file.suite
        suite.comparisons = suite.comparisons.compactMap { comparison in
            var pinned = comparison
            pinned.variants = comparison.variants.compactMap { variant in
                pin.variant(variant.name, of: comparison.name).map {
                    Variant(
                        name: NightDesign.pinned(variant.name),
                        command: $0.command,
                        parameters: variant.parameters
                    )
                }
            }
            return pinned.variants.isEmpty ? nil : pinned
        }
        let all = try VerifyExecution.verifications(of: suite, household: household)
        guard all.contains(where: \.isFailed) else { return }
        try Console.print(
            VerificationText.text(suite, all, usesColour: Console.outputUsesColour)
        )
        throw PinError.doesNotRun(pin: pin.name)
    }

    // MARK: Those that there are

    private func printList() throws {
        let pins = try resultsOptions.existingStore().pins(machineID: HostDescription.machineID())
        guard !pins.isEmpty else {
            return try Console.print("Nothing is pinned. `joulebench pin SUITE` keeps a reference.")
        }
        var seen: Set<String> = []
        let table = Table(
            columns: [
                ("pin", .left), ("suite", .left), ("pinned", .left), ("version", .left),
                ("variants", .right), ("in use", .left), ("note", .left),
            ],
            rows: pins.map { pin in
                [
                    pin.name, pin.suite, TextFormat.date(pin.createdAtMilliseconds),
                    pin.version ?? Table.missing, String(pin.variants.count),
                    seen.insert(pin.suite).inserted ? "yes" : "no", pin.note ?? "",
                ]
            }
        )
        try Console.print(
            table.alignedLines(usesColour: Console.outputUsesColour).joined(separator: "\n")
        )
    }

    private func takeOut(_ name: String) throws {
        let store = try resultsOptions.existingStore()
        let pins = try store.pins(machineID: HostDescription.machineID())
            .filter { $0.id.hasPrefix(name.lowercased()) }
        guard let pin = pins.first, pins.count == 1, !name.isEmpty else {
            throw PinError.noSuchPin(name)
        }
        try store.removePin(id: pin.id, atMilliseconds: Run.milliseconds())
        if pin.folder.hasPrefix(PinKeeper.root(results: resultsOptions.results) + "/") {
            try? FileManager.default.removeItem(atPath: pin.folder)
        }
        try Console.print("removed the pinned reference \(pin.name) of \(pin.suite)")
    }

    private func text(of pin: Pin) -> String {
        let version = pin.version.map { " of \($0)" } ?? ""
        let names = pin.variants.map { "\($0.comparison) / \($0.variant)" }
        return "pinned \(pin.name)\(version): \(names.joined(separator: ", "))\n"
            + (pin.variants.first?.command.folder.map { "runs in \($0)\n" }
                ?? "kept in \(pin.folder)\n")
            + "`joulebench nightly \(ShellWords.quoted(suite ?? ""))` runs it beside the suite"
    }
}
