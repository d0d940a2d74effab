import ArgumentParser
import Experiment
import Imports
import Reports
import Store

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Read what other programs measured into the database.",
        discussion: """
            Each path becomes a variant (or several) of one run, which `list`, `report`, `show` and \
            `export` show as any other, marked as imported. Energies are worked out by the rule of \
            those who measured; nothing of it is called measured here, and no ratio is ever made \
            with a run of this machine. The format is seen by the content:

              mlperf-inference  a folder with spl.txt and mlperf_log_detail.txt,
                                or with run_1/ or performance/run_1/
              mlperf-training   a folder with result_*.txt and power/<result>/node_*.txt,
                                or one result
              mlperf-tiny       a folder with *-energy.bin, *-timestamps.json, results.txt
              nvidia-smi        a log of --query-gpu=timestamp,…,power.draw --format=csv -l
              perf-stat         the output of perf stat -x, (with -I, -r, --append)
              hyperfine         the file of --export-json
              codecarbon        emissions.csv

            A file with a mistake, or one that is cut off where that would change a figure, is \
            refused as a whole, or warned of where the format has no mark of its end. The same \
            content is imported once.
            """
    )

    @Argument(
        help: ArgumentHelp("A file or folder to read.", valueName: "path"),
        completion: .file()
    )
    var paths: [String]

    @Option(help: "Take the files for this format, whatever they look like.")
    var format: ImportFormatArgument?

    @Option(
        help: ArgumentHelp(
            "The name of the suite that the run is listed under. (default: from the format and the "
                + "first path)",
            valueName: "name"
        )
    )
    var suite: String?

    @OptionGroup var resultsOptions: ResultsOptions

    func validate() throws {
        guard let suite else { return }
        let isPlain = suite.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "/" }
        guard !suite.isEmpty, isPlain else {
            throw ValidationError("--suite takes a name without “/” and control characters.")
        }
    }

    func run() throws {
        let imported = try read()
        let store = try ResultStore(path: resultsOptions.databasePath)
        let digest = imported.run.imported?.digest ?? ""
        if let known = try store.importedRun(digest: digest) {
            return Console.complain(
                "The same content was imported before, as run \(known.prefix(8)): nothing was added."
            )
        }
        try keep(imported, in: store)
        for note in Set(imported.trials.flatMap(\.warnings).map(\.explanation)).sorted() {
            Console.complain("! " + TerminalText.printable(note))
        }
        let count = imported.trials.count.counted("trial")
        let id = imported.run.id.prefix(8)
        try Console.print(
            "Imported \(count) as run \(id) (\(imported.run.suiteName)). "
                + "`joulebench report \(id)` shows it."
        )
    }

    private func read() throws -> ImportedRun {
        var parts: [ImportedData] = []
        var files: [SourceFile] = []
        for path in paths {
            var folder = ImportFolder(path: path)
            parts.append(try folder.read(as: format?.format))
            files += folder.files
        }
        return try ImportedRun(
            of: parts,
            files: files,
            suite: suite,
            now: Run.milliseconds(),
            harnessVersion: Version.current
        )
    }

    /// Keeps all of it or nothing, in one transaction: a file has many trials.
    private func keep(_ imported: ImportedRun, in store: ResultStore) throws {
        let run = imported.run
        try store.importing { insertion in
            try insertion.create(run)
            try insertion.save(imported.trials, of: run)
            try insertion.finish(
                runID: run.id,
                state: .finished,
                endedAtMilliseconds: Run.milliseconds()
            )
        }
    }
}

/// The name of a format.
struct ImportFormatArgument: ExpressibleByArgument {
    var format: ImportFormat

    init?(argument: String) {
        guard let format = ImportFormat(rawValue: argument) else { return nil }
        self.format = format
    }

    static var allValueStrings: [String] { ImportFormat.allCases.map(\.rawValue) }
}
