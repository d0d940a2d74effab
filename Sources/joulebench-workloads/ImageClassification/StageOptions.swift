internal import ArgumentParser
internal import EventLog
internal import Networks

/// Whether a training tells of the parts of its steps.
struct StageOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Print the phases of every step: data_loading, forward, backward and update.",
            discussion: """
                Eight events a step, some µs each: where a step takes less than 10 ms that is seen \
                in the energy of the training, so compare only trainings that all print them.
                """
        )
    )
    var stepPhases = false

    /// What a training is to be watched by.
    func observer(_ log: EventLogWriter) -> LoggingStages? {
        stepPhases ? LoggingStages(log: log) : nil
    }
}

/// The parts of each step as intervals of the log.
struct LoggingStages: TrainingStageObserver {
    let log: EventLogWriter

    func stageStarted(_ stage: TrainingStage) { log.start(stage.rawValue) }

    func stageStopped(_ stage: TrainingStage) { log.stop(stage.rawValue) }
}
