/// What a user states of the electricity that a run used.
public struct FootprintSettings: Sendable, Hashable {
    /// Greenhouse gases of the grid, in g CO2e/kWh.
    public struct Grid: Sendable, Hashable {
        public var course: ValueCourse

        /// Where the figures are from, in words.
        public var source: String

        /// Where the figures are a country's average.
        public var country: CountryIntensity?

        public init(course: ValueCourse, source: String, country: CountryIntensity? = nil) {
            self.course = course
            self.source = source
            self.country = country
        }

        /// The average of a country over a year.
        public init(of country: CountryIntensity) {
            self.init(
                course: .constant(country.gramsPerKilowattHour),
                source: "\(country.name), average of \(country.year) (\(CountryIntensity.source))",
                country: country
            )
        }
    }

    /// What a kilowatt-hour costs.
    public struct Tariff: Sendable, Hashable {
        public var course: ValueCourse

        /// Three capital letters of ISO 4217.
        public var currency: String
        public var source: String

        public init(course: ValueCourse, currency: String, source: String) {
            self.course = course
            self.currency = currency
            self.source = source
        }
    }

    public var grid: Grid?
    public var tariff: Tariff?

    /// Power usage effectiveness: what the building draws for each joule of the machine, 1 or more;
    /// `nil` where nobody states it and nothing is multiplied.
    public var powerUsageEffectiveness: Double?

    public init(grid: Grid? = nil, tariff: Tariff? = nil, powerUsageEffectiveness: Double? = nil) {
        precondition(
            powerUsageEffectiveness.map { $0 >= 1 && $0.isFinite } ?? true,
            "a building draws what its machines draw, or more"
        )
        self.grid = grid
        self.tariff = tariff
        self.powerUsageEffectiveness = powerUsageEffectiveness
    }

    static let joulesPerKilowattHour = 3.6e6
}
