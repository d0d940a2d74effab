import ArgumentParser
import Experiment
import Sensors
import Store

/// A stored trial in place of this machine's energy sensors.
struct ReplayOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Play the energy and power of a stored trial again instead of reading any: its id or "
                + "the beginning of it. Everything that comes of it is marked as simulated.",
            valueName: "trial"
        )
    )
    var replay: String?

    /// The options of the sensors, with the trial to play where one is named.
    ///
    /// - Parameters:
    ///   - base: the other options.
    ///   - store: opens the database; is not called where no trial is named.
    /// - Returns: what `SensorCatalog` takes.
    /// - Throws: `ValidationError` where it cannot be played, `StoreError` where it is not there.
    func sensorOptions(_ base: SensorOptions, store: () throws -> ResultStore) throws
        -> SensorOptions
    {
        var options = base
        guard let replay else { return options }
        guard options.simulatedPower == nil, options.simulatedSquareWave == nil else {
            throw ValidationError("--replay and a simulated power exclude each other.")
        }
        let trial = try store().trial(named: replay)
        guard trial.channels.allSatisfy({ $0.importedRule == nil }) else {
            throw ValidationError(
                "--replay: trial \(trial.id) was imported; no sensor of this program read it. "
                    + "Name another."
            )
        }
        let recorded = SensorOptions.Replay(
            trialID: trial.id,
            channels: trial.channels,
            readings: trial.readings
        )
        guard recorded.hasEnergyOrPower else {
            throw ValidationError(
                "--replay: trial \(trial.id) has no readings of energy or power. Name another."
            )
        }
        options.replay = recorded
        return options
    }
}
