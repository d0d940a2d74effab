internal import ArgumentParser

/// The reference workloads: programs that say what they do and know nothing of energy.
@main
struct JoulebenchWorkloads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "joulebench-workloads",
        abstract: "Reference workloads that print MLPerf log lines.",
        discussion: """
            Events go to standard output, one “:::MLLOG {…}” line each; progress and errors go to \
            standard error.

            Exit codes: 0 success; 1 bad data, a bad checkpoint or a failed call; 64 a command \
            line that cannot be used.

            OMP_NUM_THREADS sets the number of threads of every kernel.
            """,
        subcommands: [ImageClassification.self, KernelsCommand.self]
    )
}
