/// A benchmark suite: comparisons to make and the steps that prepare them.
public struct BenchmarkSuite: Sendable, Hashable {
    public var name: String
    public var summary: String?

    /// How many blocks each comparison gets, unless the command line says otherwise.
    public var design: RunDesign

    /// How long a trial may take before it is ended and marked.
    public var timeout: Duration

    /// How often the counters are read inside a trial.
    public var samplingInterval: Duration

    /// The seed of the plan; drawn and recorded where the suite names none.
    public var seed: UInt64?

    /// The events to count; `nil` for the default ones, none for none at all.
    public var events: [String]?

    /// The graphics boards that the workloads use, by UUID, by the beginning of it, or by index.
    ///
    /// `nil`: as the environment says; `[]`: none.
    public var gpus: [String]?

    /// What has to be so before a trial begins, and how idle power is measured.
    public var conditions: TrialConditions

    /// What happens after a trial that did not complete.
    public var onFailure: FailurePolicy

    /// The command that prints the version of the project under test, in the suite's folder; `nil`
    /// where nobody asks.
    public var versionCommand: [String]?

    /// In the order in which they run: a step comes after those that it uses.
    public var prepare: [PrepareStep]
    public var comparisons: [Comparison]

    public init(
        name: String,
        summary: String? = nil,
        design: RunDesign = RunDesign(),
        timeout: Duration,
        samplingInterval: Duration,
        seed: UInt64? = nil,
        events: [String]? = nil,
        gpus: [String]? = nil,
        conditions: TrialConditions = TrialConditions(),
        onFailure: FailurePolicy = .goOn,
        versionCommand: [String]? = nil,
        prepare: [PrepareStep] = [],
        comparisons: [Comparison]
    ) {
        self.name = name
        self.summary = summary
        self.design = design
        self.timeout = timeout
        self.samplingInterval = samplingInterval
        self.seed = seed
        self.events = events
        self.gpus = gpus
        self.conditions = conditions
        self.onFailure = onFailure
        self.versionCommand = versionCommand
        self.prepare = prepare
        self.comparisons = comparisons
    }
}

/// A command that makes an artifact once, before any trial that uses it.
///
/// Its result is kept under the digest of what determines it: the command, the program file, the
/// input files and the artifacts of the steps that it uses.
public struct PrepareStep: Sendable, Hashable {
    public var name: String
    public var command: Command

    /// Files whose content determines the artifact.
    public var inputs: [String]

    public var timeout: Duration

    public init(name: String, command: Command, inputs: [String], timeout: Duration) {
        self.name = name
        self.command = command
        self.inputs = inputs
        self.timeout = timeout
    }
}

/// A baseline and the variants that are set against it, doing the same unit of work.
public struct Comparison: Sendable, Hashable {
    public var name: String

    /// The event that counts the useful work of a trial, in the plural: "samples"; or "trial",
    /// where each trial is one unit.
    public var unitOfWork: String

    public var quality: QualityMetric?

    /// The name of the variant that the others are divided by.
    public var baseline: String

    /// In the order of the suite file; the baseline is one of them.
    public var variants: [Variant]

    /// How far above 1 a ratio may be that does not matter, relative, above 0: 0.01 is from 1/1.01
    /// to 1.01.
    public var equivalence: Double

    /// What `equivalence` is where nobody says.
    public static let usualEquivalence = 0.01

    public init(
        name: String,
        unitOfWork: String,
        quality: QualityMetric?,
        baseline: String,
        variants: [Variant],
        equivalence: Double = Comparison.usualEquivalence
    ) {
        self.equivalence = equivalence
        self.name = name
        self.unitOfWork = unitOfWork
        self.quality = quality
        self.baseline = baseline
        self.variants = variants
    }
}

/// The event that says how good a trial's result is.
public struct QualityMetric: Sendable, Hashable, Codable {
    public var event: String
    public var higherIsBetter: Bool

    /// The quality that a training has to reach; `nil` where none is asked for.
    public var target: Double?

    /// How much worse than the baseline's the quality of a variant may be, in the metric's unit, at
    /// least 0; `nil` where nobody says.
    public var tolerance: Double?

    public init(
        event: String,
        higherIsBetter: Bool,
        target: Double? = nil,
        tolerance: Double? = nil
    ) {
        self.tolerance = tolerance
        self.event = event
        self.higherIsBetter = higherIsBetter
        self.target = target
    }
}

/// One way of doing a comparison's work: a command with its parameters.
public struct Variant: Sendable, Hashable {
    public var name: String
    public var command: Command

    /// As the suite gives them; they are already put into the command.
    public var parameters: [String: String]

    public init(name: String, command: Command, parameters: [String: String]) {
        self.name = name
        self.command = command
        self.parameters = parameters
    }
}
