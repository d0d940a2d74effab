internal import ArgumentParser

/// The program's entry.
@main
enum Entry {
    static func main() {
        OpenMPWaiting.spinBriefly()
        Console.ignoreClosedPipes()
        JoulebenchWorkloads.main()
    }
}

/// The reference workloads: programs that say what they do and know nothing of energy.
struct JoulebenchWorkloads: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "joulebench-workloads",
        abstract: "Reference workloads that print MLPerf log lines.",
        discussion: """
            Events go to standard output, one “:::MLLOG {…}” line each; progress and errors go to \
            standard error.

            Exit codes: 0 success; 1 bad data, a bad checkpoint or a failed call; 64 a command \
            line that cannot be used; 74 standard output that cannot be written.

            OMP_NUM_THREADS sets the number of threads of every kernel. GOMP_SPINCOUNT is \
            1000 unless it or OMP_WAIT_POLICY is set: threads that spin for long while they wait \
            slow each other down wherever anything else runs.
            """,
        subcommands: [ImageClassification.self, KernelsCommand.self]
    )
}
