import ArgumentParser
import Experiment
import Sensors

/// What is read, and where.
struct SensorOptionGroup: ParsableArguments {
    @OptionGroup var rapl: RAPLOptions
    @OptionGroup var nvidia: NVIDIAOptions
    @OptionGroup var counters: CounterOptions

    @Flag(
        name: .customLong("no-estimates"),
        help: "Leave energy out where no counter can be read, instead of estimating it."
    )
    var noEstimates = false

    var options: SensorOptions {
        var options = SensorOptions(allowsEstimates: !noEstimates)
        rapl.apply(to: &options)
        nvidia.apply(to: &options)
        counters.apply(to: &options)
        return options
    }

    /// The options with what the suite says where the command line says nothing.
    ///
    /// - Parameter suite: that is about to run.
    /// - Returns: what the sensors are searched with.
    /// - Throws: `UnknownEvents` where the suite names events that nothing knows.
    func options(for suite: BenchmarkSuite) throws(UnknownEvents) -> SensorOptions {
        var options = options
        if options.gpus == nil { options.gpus = suite.gpus }
        options.workloadCUDA = CUDAEnvironment(of: suite)
        try counters.apply(suite, to: &options)
        return options
    }
}
