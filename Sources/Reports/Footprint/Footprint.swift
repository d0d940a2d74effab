public import Experiment
internal import Statistics
public import Units

/// The greenhouse gases and the cost of the electricity that a run's measured parts used.
///
/// Location-based: energy × PUE × what the grid emits, or what a kilowatt-hour costs, on average
/// over the time of the window. Of what the run's sensors cover and of nothing else: not of the
/// machine as a whole, nor of its making.
public struct Footprint: Sendable, Hashable {
    /// What an energy emitted and cost; `nil` where it was not asked for.
    public struct Amounts: Sendable, Hashable {
        public var carbon: Result<CarbonMass, Absence>?

        /// In the tariff's currency.
        public var cost: Result<Double, Absence>?
    }

    /// A part of the run with its energy.
    public struct Part: Sendable, Hashable {
        /// What it is of, in words.
        public var name: String
        public var energy: Finding<Energy>
        public var amounts: Amounts
    }

    public var settings: FootprintSettings

    /// What a joule emitted and cost in the window of each trial, by the trial's identifier.
    var rates: [String: Amounts]

    /// The trials' windows, the prepare steps that this run made, and both together.
    public var parts: [Part] = []

    /// - Parameters:
    ///   - settings: what the user states.
    ///   - trials: of the run.
    init(_ settings: FootprintSettings, trials: [Trial]) {
        self.settings = settings
        rates = [:]
        for trial in trials { rates[trial.id] = rate(over: ClockSpan(of: trial)) }
    }

    /// What a joule emits and costs on average over a stretch of time.
    func rate(over span: ClockSpan?) -> Amounts {
        func mean(_ course: ValueCourse) -> Result<Double, Absence> {
            guard let span else { return .failure(Absence("there is no window")) }
            do throws(Absence) {
                let perKilowattHour = try course.mean(over: span)
                return .success(
                    perKilowattHour * (settings.powerUsageEffectiveness ?? 1)
                        / FootprintSettings.joulesPerKilowattHour
                )
            } catch {
                return .failure(error)
            }
        }
        return Amounts(
            carbon: settings.grid.map { mean($0.course).map(CarbonMass.grams) },
            cost: settings.tariff.map { mean($0.course) }
        )
    }

    /// What an energy emitted and cost in the window of a trial.
    func amounts(of energy: Finding<Energy>, trialID: String) -> Amounts {
        guard let rate = rates[trialID] else { return Amounts() }
        return rate.times(energy)
    }
}

extension Footprint.Amounts {
    /// Of an energy, where these are of one joule.
    func times(_ energy: Finding<Energy>) -> Self {
        switch energy {
        case .missing(let reason):
            let absence = Absence(reason)
            return Self(
                carbon: carbon.map { _ in .failure(absence) },
                cost: cost.map { _ in .failure(absence) }
            )
        case .known(let figure):
            let joules = figure.value.joules
            return Self(
                carbon: carbon.map { $0.map { $0 * joules } },
                cost: cost.map { $0.map { $0 * joules } }
            )
        }
    }
}
