/// One execution of a suite on one host: everything but its trials.
public struct Run: Sendable, Hashable {
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Trials are still to come, or the harness was killed.
        case running
        case finished
        case interrupted
        /// Stopped before its end: a full disk, a lost database, a command of `exec` that failed.
        case failed
    }

    /// A UUID, unique over all machines.
    public var id: String
    public var suiteName: String

    /// The suite file as it was read, and its SHA-256.
    public var suiteText: String
    public var suiteDigest: String
    public var comparisons: [Comparison]
    public var artifacts: [Artifact]
    public var seed: UInt64

    /// The most measured blocks that a comparison gets, and the trials of all, the warm-up
    /// included: in an adaptive run as far as it is decided.
    public var blocks: Int
    public var plannedTrials: Int
    public var design: RunDesign
    public var samplingInterval: Duration
    public var host: Host
    public var sensors: [SensorState]

    /// The model in use where energy has to be estimated; `nil` where counters are read.
    public var estimateModel: EstimateModel?
    public var startedAtMilliseconds: Int64
    public var endedAtMilliseconds: Int64?
    public var state: State
    public var harnessVersion: String

    /// What was simulated, in words; `nil` where all is real.
    public var simulation: String?

    /// What was waited for before its trials; `nil` in runs stored before there was anything.
    public var conditions: RunConditions?

    /// How it was started, and gone on with.
    public var history: RunHistory

    /// The files that it was read from; `nil` where this program made it.
    public var imported: RunImport?

    /// The version of the project that it measured; `nil` where its suite does not ask for one.
    public var projectVersion: ProjectVersion?

    /// `nil` where all raw readings are there.
    public var thinning: RunThinning?

    public init(
        id: String,
        suiteName: String,
        suiteText: String,
        suiteDigest: String,
        comparisons: [Comparison],
        artifacts: [Artifact],
        seed: UInt64,
        blocks: Int,
        plannedTrials: Int,
        design: RunDesign? = nil,
        samplingInterval: Duration,
        host: Host,
        sensors: [SensorState],
        estimateModel: EstimateModel?,
        startedAtMilliseconds: Int64,
        endedAtMilliseconds: Int64? = nil,
        state: State = .running,
        harnessVersion: String,
        simulation: String? = nil,
        conditions: RunConditions? = nil,
        history: RunHistory = RunHistory(),
        imported: RunImport? = nil,
        projectVersion: ProjectVersion? = nil,
        thinning: RunThinning? = nil
    ) {
        self.id = id
        self.suiteName = suiteName
        self.suiteText = suiteText
        self.suiteDigest = suiteDigest
        self.comparisons = comparisons
        self.artifacts = artifacts
        self.seed = seed
        self.blocks = blocks
        self.plannedTrials = plannedTrials
        self.design =
            design ?? RunDesign(blocks: .fixed(blocks), warmUpBlocks: 0, order: .shuffled)
        self.samplingInterval = samplingInterval
        self.host = host
        self.sensors = sensors
        self.estimateModel = estimateModel
        self.startedAtMilliseconds = startedAtMilliseconds
        self.endedAtMilliseconds = endedAtMilliseconds
        self.state = state
        self.harnessVersion = harnessVersion
        self.simulation = simulation
        self.conditions = conditions
        self.history = history
        self.imported = imported
        self.projectVersion = projectVersion
        self.thinning = thinning
    }
}

/// What a prepare step made, as a run used it.
public struct Artifact: Sendable, Hashable {
    public var step: String

    /// The digest of what determines it.
    public var key: String
    public var command: [String]

    /// How long making it took, now or when it was made.
    public var seconds: Double

    /// Whether it was found and not made in this run.
    public var wasCached: Bool

    /// What making it cost, now or when it was made.
    public var cost: ArtifactCost

    public init(
        step: String,
        key: String,
        command: [String],
        seconds: Double,
        wasCached: Bool,
        cost: ArtifactCost = .unknown
    ) {
        self.step = step
        self.key = key
        self.command = command
        self.seconds = seconds
        self.wasCached = wasCached
        self.cost = cost
    }
}
