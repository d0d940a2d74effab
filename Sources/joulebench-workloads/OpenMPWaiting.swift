internal import Foundation

/// How the threads of oneDNN's OpenMP team wait for each other.
///
/// By default GCC's OpenMP spins for milliseconds. Where anything else runs on the machine, threads
/// then spin for one that cannot run because the others spin: with a load of five on two cores,
/// one epoch of training took 25 s instead of 5 s. A short spin and then sleep is as fast as
/// the default on an idle machine, whereas sleeping at once took a quarter longer.
enum OpenMPWaiting {
    /// What the library reads, once, before `main` begins.
    private static let variables = ["OMP_WAIT_POLICY", "GOMP_SPINCOUNT"]

    /// Starts this program anew, in the same process, with a short spin, unless the user has set
    /// how to wait.
    static func spinBriefly() {
        guard variables.allSatisfy({ getenv($0) == nil }) else { return }
        setenv("GOMP_SPINCOUNT", "1000", 1)
        // By its own path, so that it keeps its name in lists of processes. `execv` returns only
        // where it fails; then the program runs as it is.
        let link = "/proc/self/exe"
        let path = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
        execv(path ?? link, CommandLine.unsafeArgv)
    }
}
