import Experiment
import Foundation
import Reports
import Sensors
import Store
import Suites
import Trials

extension RunExecution {
    /// What makes the artifacts of a suite, and measures their making.
    func preparation(of suite: BenchmarkSuite) -> Preparation {
        let store = ArtifactStore(root: resultsOptions.results + "/artifacts")
        // What killed runs left half made.
        store.removeRemains()
        return Preparation(
            store: store,
            locator: locator,
            household: household,
            meter: PreparationMeter(
                inventory: inventory,
                samplingInterval: suite.samplingInterval,
                host: HostDescription.read(),
                harnessVersion: Version.current
            )
        )
    }

    /// The version of the project under test, as the suite's command says it; one that is not known
    /// is told.
    ///
    /// - Returns: `nil` where the suite asks for none.
    /// - Throws: `TrialsError.interrupted`.
    func projectVersion(of file: SuiteFile) throws -> ProjectVersion? {
        guard let command = file.suite.versionCommand else { return nil }
        let folder = URL(fileURLWithPath: file.path).deletingLastPathComponent().path
        let version = try VersionProbe(locator: locator, household: household)
            .version(by: command, in: folder)
        if let reason = version.missingReason {
            let words = command.map(ShellWords.quoted).joined(separator: " ")
            let text = "the version of the project is not known (\(words)): \(reason)"
            Console.complain("! \(TerminalText.printable(text))")
        }
        return version
    }

    /// Makes the artifacts that are missing, and stores each with the run when it is there.
    ///
    /// - Throws: `TrialsError` where a step fails or is interrupted, `StoreError` where an artifact
    ///   cannot be stored.
    func make(
        _ steps: [PrepareStep],
        keys: [String: String],
        ofRun runID: String,
        by preparation: Preparation
    ) throws -> PreparedArtifacts {
        var position = 0
        return try preparation.run(
            steps,
            keys: keys,
            report: progressMode.isSilent ? { _ in } : PreparationProgress.report,
            keep: { artifact, making in
                try store.save(artifact, at: position, making: making, runID: runID)
                position += 1
            }
        )
    }
}
