/// A part of one step of a training; the parts follow each other without overlap.
public enum TrainingStage: String, Sendable, CaseIterable {
    /// The images of the batch are gathered and turned into numbers from 0 to 1.
    case dataLoading = "data_loading"
    case forward

    /// The loss, and the gradients of the parameters.
    case backward

    /// The optimizer changes the parameters.
    case update
}

/// Is told of the parts of each step, at their edges.
public protocol TrainingStageObserver {
    func stageStarted(_ stage: TrainingStage)
    func stageStopped(_ stage: TrainingStage)
}
