import Experiment
import Suites
import Testing

@Suite struct ConditionsDecoderTests {
    private func suite(_ conditions: String) -> String {
        """
        suite: tiny
        \(conditions)
        comparisons:
          - {name: one, baseline: a, command: [x], variants: {a: }}
        """
    }

    private func decode(_ conditions: String) throws -> TrialConditions {
        try SuiteFile.decode(text: suite(conditions), path: "x.yaml").suite.conditions
    }

    @Test func `a suite without the key has the defaults`() throws {
        #expect(try decode("") == TrialConditions())
        #expect(try decode("conditions: {}") == TrialConditions())
    }

    @Test func `each key is read`() throws {
        let conditions = try decode(
            """
            conditions:
              gates: false
              max_load: 1.5
              load_wait_seconds: 0
              temperature_band_celsius: 3
              temperature_wait_seconds: 600.5
              cooldown_seconds: 20
              idle_windows: 0
              idle_window_seconds: 0.5
            """
        )
        #expect(
            conditions
                == TrialConditions(
                    gates: false,
                    loadLimit: 1.5,
                    loadWait: .zero,
                    temperatureBand: 3,
                    temperatureWait: .milliseconds(600_500),
                    cooldown: .seconds(20),
                    idleWindows: 0,
                    idleWindow: .milliseconds(500)
                )
        )
    }

    @Test(arguments: [
        "gates: 1", "max_load: -1", "max_load: \"1\"", "max_load: 1e9", "max_load: nan",
        "load_wait_seconds: 86401", "temperature_band_celsius: 0",
        "temperature_band_celsius: ten", "temperature_wait_seconds: [1]", "cooldown_seconds:",
        "idle_windows: 1.5", "idle_windows: 1001", "idle_window_seconds: 0.01",
    ])
    func `a value that cannot be is a mistake with its place`(line: String) throws {
        let mistakes = SuiteText.mistakes(suite("conditions:\n  \(line)"))
        #expect(mistakes.count == 1)
        let key = line.prefix { $0 != ":" }
        #expect(mistakes.first?.contains("conditions.\(key)") == true, "\(mistakes)")
        #expect(mistakes.first?.contains("expected") == true)
    }

    @Test func `something else than a mapping, and an unknown key, are mistakes`() {
        #expect(SuiteText.mistakes(suite("conditions: 5")).count == 1)
        let mistakes = SuiteText.mistakes(suite("conditions: {cooldown: 5}"))
        #expect(mistakes.first?.contains("cooldown_seconds") == true)
    }
}
