import ArgumentParser
import Experiment
import Suites

/// What a command takes that runs a suite: `run` and `nightly`.
struct SuiteRunOptions: ParsableArguments {
    @OptionGroup var suiteOptions: SuiteOptions
    @OptionGroup var failureOptions: FailureOptions
    @OptionGroup var progressOptions: ProgressOptions
    @OptionGroup(title: "Conditions") var conditionOptions: ConditionOptions
    @OptionGroup var sensorOptions: SensorOptionGroup
    @OptionGroup var replayOptions: ReplayOptions
    @OptionGroup var lockOptions: LockOptions
    @OptionGroup var resultsOptions: ResultsOptions

    /// The suite with what the command line changes about it.
    ///
    /// - Parameter run: that is gone on with; its suite is read from what it kept.
    /// - Returns: the suite with its text.
    /// - Throws: `SuiteFileError`.
    func load(of run: Run? = nil) throws -> SuiteFile {
        var file = try suiteOptions.load(of: run)
        file.suite.conditions = conditionOptions.applied(to: file.suite.conditions)
        return file
    }
}
