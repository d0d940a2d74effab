import ArgumentParser
import Foundation
import Reports
import Suites
import Trials

/// The command `joulebench`.
@main
struct Joulebench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "joulebench",
        abstract: "What did this machine-learning job cost in joules?",
        discussion: """
            Joulebench runs the variants of a benchmark suite (dense, pruned, LoRA, int8, …) in \
            randomised paired blocks, reads the machine's energy counters around each, keeps \
            every raw reading in SQLite, and prints what each variant costs and how good it is.

            Begin with what this machine can measure, look at what would run, and run it:

              joulebench doctor
              joulebench exec -- python3 train.py
              joulebench plan suites/quickstart.yaml
              joulebench run suites/quickstart.yaml
              joulebench nightly suites/quickstart.yaml

            Results go to standard output, talk to standard error.

            EXIT STATUS:
              0    done
              1    the run is finished, but trials failed, were INVALID or lack a figure; all are kept
              3    the run was ended after a trial that failed, as asked; the rest was not made
              4    a night or a bisection could not be judged
              64   the command line is wrong
              65   a suite, another file or a query has mistakes, or runs cannot be compared
              66   a file, database or run that was named does not exist
              69   something needed is missing: an artifact, a program, an energy counter
              70   the system refused something, such as a process
              73   the database or a report cannot be written
              75   another joulebench measures on this host, or works on the run
              130  interrupted; complete trials are kept

            `nightly` and `bisect` have some of their own: see `joulebench nightly --help`.
            """,
        version: Version.current,
        subcommands: [
            PlanCommand.self, RunCommand.self, ResumeCommand.self, ListCommand.self,
            ShowCommand.self,
            ReportCommand.self, CompareCommand.self, QueryCommand.self, TraceCommand.self,
            ExportCommand.self, ImportCommand.self, ExecCommand.self, WatchCommand.self,
            SensorsCommand.self, DoctorCommand.self,
            NightlyCommand.self, PinCommand.self, AckCommand.self, HistoryCommand.self,
            BisectCommand.self, ThinCommand.self,
            SimulatedNVIDIASMICommand.self,
        ]
    )

    static func main() {
        BrokenPipes.ignore()
        do {
            try checkCommand(CommandLine.arguments.dropFirst().first)
            var command = try parseAsRoot()
            try command.run()
        } catch {
            guard let status = ExitStatus(of: error) else { exit(withError: error) }
            // The mistakes of a suite begin with its path, so that editors jump to them.
            Console.complain(error is SuiteFileError ? "\(error)" : "joulebench: \(error)")
            Foundation.exit(status.rawValue)
        }
    }
}

extension Joulebench {
    /// Names the command that was meant: to the parser a mistyped one is an argument too many.
    private static func checkCommand(_ word: String?) throws {
        let names = configuration.subcommands.compactMap { $0.configuration.commandName }
        guard let word, !word.hasPrefix("-"), word != "help", !names.contains(word) else { return }
        let shown = TerminalText.printable(word)
        if word.hasSuffix(".yaml") || word.hasSuffix(".yml") {
            throw ValidationError("“\(shown)” is no command; a suite runs with `joulebench run`.")
        }
        let hint = nearest(to: word, among: names).map { "; did you mean “\($0)”?" } ?? "."
        throw ValidationError("There is no command “\(shown)”\(hint)")
    }
}

enum Version {
    static let current = "0.1.0"
}
