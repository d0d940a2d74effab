import Randomness
import Statistics
import Testing

@Suite struct StudentTTests {
    /// Printed by SciPy 1.17 as `float(scipy.stats.t.ppf(p, nu))`: ν, p, t.
    private static let quantiles: [(Double, Double, Double)] = [
        (0.5, 1e-12, -1.0284911563163399e+23),
        (0.5, 0.3, -1.0095258786071655),
        (0.5, 0.6, 0.3979754267847907),
        (0.5, 0.975, 164.55767348048818),
        (0.5, 0.995, 4113.964588804174),
        (1, 1e-12, -318309886183.7907),
        (1, 0.3, -0.7265425280053609),
        (1, 0.6, 0.32491969623290634),
        (1, 0.975, 12.706204736174694),
        (1, 0.995, 63.656741162871526),
        (2, 1e-12, -707106.7811854869),
        (2, 0.3, -0.6172133998483678),
        (2, 0.6, 0.2886751345948128),
        (2, 0.975, 4.302652729749462),
        (2, 0.995, 9.924843200918287),
        (3.7, 1e-12, -2162.0035509402815),
        (3.7, 0.3, -0.5724353841388498),
        (3.7, 0.6, 0.27216446429206953),
        (3.7, 0.975, 2.8675207071911895),
        (3.7, 0.995, 4.8692522532278275),
        (5, 1e-12, -393.95695957760375),
        (5, 0.3, -0.5594296444693604),
        (5, 0.6, 0.2671808657041451),
        (5, 0.975, 2.5705818356363146),
        (5, 0.995, 4.032142983555228),
        (9, 1e-12, -51.41491602328223),
        (9, 0.3, -0.5434802414542969),
        (9, 0.6, 0.260955336473911),
        (9, 0.975, 2.262157162798205),
        (9, 0.995, 3.249835541592126),
        (29, 1e-12, -11.613158011561406),
        (29, 0.3, -0.530214395709161),
        (29, 0.6, 0.25568363457125604),
        (29, 0.975, 2.045229642132703),
        (29, 0.995, 2.756385903670605),
        (100, 1e-12, -8.02582559449325),
        (100, 0.3, -0.5260762706003465),
        (100, 0.6, 0.25402218245822766),
        (100, 0.975, 1.9839715185235518),
        (100, 0.995, 2.6258905214380173),
        (1000000.0, 1e-12, -7.034572608411255),
        (1000000.0, 0.3, -0.5244006798602092),
        (1000000.0, 0.6, 0.25334717053784184),
        (1000000.0, 0.975, 1.959966356814107),
        (1000000.0, 0.995, 2.5758342201053344),
    ]

    /// Printed by SciPy 1.17 as `float(scipy.stats.t.sf(x, nu))`: ν, x, P(T > x).
    private static let upperTails: [(Double, Double, Double)] = [
        (0.5, 0.1, 0.4731658105643032),
        (0.5, 0.9, 0.31357063604626606),
        (0.5, 1.5, 0.2539508953240542),
        (0.5, 4, 0.15961004149433577),
        (0.5, 30, 0.058546841490053445),
        (1, 0.1, 0.4682744825694465),
        (1, 0.9, 0.2667377083565742),
        (1, 1.5, 0.18716704181099886),
        (1, 4, 0.07797913037736932),
        (1, 30, 0.010606402405535426),
        (2, 0.1, 0.4647327192070701),
        (2, 0.9, 0.2315525061776479),
        (2, 1.5, 0.13619656244550055),
        (2, 4, 0.028595479208968315),
        (2, 30, 0.0005546313409798295),
        (3.7, 0.1, 0.46276263373509513),
        (3.7, 0.9, 0.21141636960572416),
        (3.7, 1.5, 0.10679908460100675),
        (3.7, 4, 0.009394455009390571),
        (3.7, 30, 7.42852062617601e-06),
        (5, 0.1, 0.4621150705773302),
        (5, 0.9, 0.20468560017231216),
        (5, 1.5, 0.09695184012123664),
        (5, 4, 0.005161707740415725),
        (5, 30, 3.8593243102480265e-07),
        (9, 0.1, 0.4612682239783406),
        (9, 0.9, 0.1957826584663833),
        (9, 1.5, 0.08392532802853753),
        (9, 4, 0.0015552141551929272),
        (9, 30, 1.2418523520791317e-10),
        (29, 0.1, 0.46051622224368693),
        (29, 0.9, 0.1877667195893768),
        (29, 1.5, 0.07221184802019287),
        (29, 4, 0.00020003197282624587),
        (29, 30, 1.0988724225494022e-23),
        (100, 0.1, 0.4602722655479256),
        (100, 0.9, 0.1851412444216403),
        (100, 1.5, 0.06838252906234442),
        (100, 4, 6.0761822150380886e-05),
        (100, 30, 4.190166279344164e-52),
        (1000000.0, 0.1, 0.4601721727460216),
        (1000000.0, 0.9, 0.18406023370995253),
        (1000000.0, 1.5, 0.0668073591183964),
        (1000000.0, 4, 3.167351700502405e-05),
        (1000000.0, 30, 6.010047116832059e-198),
    ]

    /// The table of Student's t to six decimals: ν, t for 0.975.
    private static let table: [(Double, Double)] = [
        (1, 12.706205), (2, 4.302653), (4, 2.776445), (5, 2.570582), (9, 2.262157),
        (19, 2.093024), (29, 2.045230), (100, 1.983972),
    ]

    @Test func `quantiles agree with SciPy to ten digits`() {
        for (nu, probability, expected) in Self.quantiles {
            let value = StudentT(degreesOfFreedom: nu).quantile(probability)
            #expect(abs(value / expected - 1) < 1e-10, "ν = \(nu), p = \(probability)")
        }
    }

    @Test func `upper tails agree with SciPy to ten digits down to 1e-198`() {
        for (nu, x, expected) in Self.upperTails {
            let value = StudentT(degreesOfFreedom: nu).upperTail(x)
            #expect(abs(value / expected - 1) < 1e-10, "ν = \(nu), x = \(x)")
        }
    }

    @Test func `two-sided quantiles are those of the printed tables`() {
        for (nu, expected) in Self.table {
            let value = StudentT(degreesOfFreedom: nu).twoSidedQuantile(confidence: 0.95)
            #expect(abs(value - expected) < 6e-7, "ν = \(nu)")
        }
        let distribution = StudentT(degreesOfFreedom: 4)
        #expect(abs(distribution.twoSidedQuantile(confidence: 0.99) - 4.604095) < 6e-7)
        let nine = StudentT(degreesOfFreedom: 9)
        #expect(abs(nine.twoSidedQuantile(confidence: 0.99) - 3.249836) < 6e-7)
        #expect(abs(nine.twoSidedQuantile(confidence: 0.3) - nine.quantile(0.65)) < 1e-14)
    }

    @Test func `one and two degrees of freedom have closed forms`() {
        let cauchy = StudentT(degreesOfFreedom: 1)
        #expect(abs(cauchy.cumulative(1) - 0.75) < 1e-15)
        #expect(abs(cauchy.cumulative(-1) - 0.25) < 1e-15)
        let two = StudentT(degreesOfFreedom: 2)
        #expect(abs(two.cumulative(2.0.squareRoot()) - (0.5 + 0.5 / 2.0.squareRoot())) < 1e-15)
    }

    @Test func `the ends and the middle are exact`() {
        let distribution = StudentT(degreesOfFreedom: 7)
        #expect(distribution.cumulative(0) == 0.5)
        #expect(distribution.quantile(0.5) == 0)
        #expect(distribution.cumulative(.infinity) == 1)
        #expect(distribution.cumulative(-.infinity) == 0)
        #expect(distribution.upperTail(.infinity) == 0)
        #expect(distribution.cumulative(.nan).isNaN)
    }

    @Test func `a quantile is the inverse of the cumulative probability`() {
        let seed: UInt64 = 20_260_101
        var generator = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let nu = Double.random(in: 0.6...200, using: &generator)
            let probability = Double.random(in: 0.001...0.999, using: &generator)
            let distribution = StudentT(degreesOfFreedom: nu)
            let t = distribution.quantile(probability)
            let back = distribution.cumulative(t)
            #expect(abs(back - probability) < 1e-13, "seed \(seed), ν = \(nu), p = \(probability)")
            #expect(distribution.quantile(1 - probability) * t <= 0)
        }
    }
}
