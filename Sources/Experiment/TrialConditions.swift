public import Units

/// What has to be so before a trial begins, and how idle power is measured around a run.
public struct TrialConditions: Sendable, Hashable {
    /// Whether load and temperature are looked at before each trial.
    public var gates: Bool

    /// How many CPUs other programs may keep busy when a trial begins.
    public var loadLimit: Double

    /// How long a trial waits for the load to fall.
    public var loadWait: Duration

    /// How many degrees above or below that of the run's start the temperature may be.
    public var temperatureBand: Double

    /// How long a trial waits for the temperature, cooling and heating together.
    public var temperatureWait: Duration

    /// The rest between the end of a trial and the next one.
    public var cooldown: Duration

    /// How many windows of idle power are measured before a run, and after it; 0: none.
    public var idleWindows: Int

    /// How long each of these windows is.
    public var idleWindow: Duration

    public init(
        gates: Bool = true,
        loadLimit: Double = 0.25,
        loadWait: Duration = .seconds(10),
        temperatureBand: Double = 10,
        temperatureWait: Duration = .seconds(60),
        cooldown: Duration = .zero,
        idleWindows: Int = 3,
        idleWindow: Duration = .seconds(5)
    ) {
        self.gates = gates
        self.loadLimit = loadLimit
        self.loadWait = loadWait
        self.temperatureBand = temperatureBand
        self.temperatureWait = temperatureWait
        self.cooldown = cooldown
        self.idleWindows = idleWindows
        self.idleWindow = idleWindow
    }

    /// Nothing is waited for and no idle power is measured.
    public static let none = TrialConditions(gates: false, idleWindows: 0)

    /// The longest that measuring idle power takes on one side of a run.
    public var idleTime: Duration { idleWindow * idleWindows }
}

/// The conditions that a run was made under.
public struct RunConditions: Sendable, Hashable {
    public var trials: TrialConditions

    /// The processor's temperature at the run's start; `nil` where there is no thermometer.
    public var startTemperature: Temperature?

    public init(trials: TrialConditions, startTemperature: Temperature? = nil) {
        self.trials = trials
        self.startTemperature = startTemperature
    }
}
