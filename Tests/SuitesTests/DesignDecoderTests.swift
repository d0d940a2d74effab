import Experiment
import Suites
import Testing

@Suite struct DesignDecoderTests {
    private func design(_ line: String) throws -> RunDesign {
        try SuiteFile.decode(text: SuiteText.minimal(adding: line), path: "x.yaml").suite.design
    }

    @Test func `blocks as a mapping lets a pilot decide`() throws {
        #expect(
            try design("blocks: {pilot: 10, half_width: 5e-3, maximum: 40}").blocks
                == .adaptive(AdaptiveBlocks(pilot: 10, halfWidth: 0.005, maximum: 40))
        )
        #expect(
            try design("blocks: {half_width: 0.01, maximum: 8}").blocks
                == .adaptive(AdaptiveBlocks(pilot: 8, halfWidth: 0.01, maximum: 8))
        )
    }

    @Test func `the warm-up may be left out or be longer`() throws {
        #expect(try design("warmup_blocks: 0").warmUpBlocks == 0)
        #expect(try design("warmup_blocks: 3").warmUpBlocks == 3)
        #expect(try design("summary: x").warmUpBlocks == 1)
    }

    @Test(arguments: [
        (
            "blocks: {pilot: 7, half_width: 0.01, maximum: 40}",
            "blocks.pilot: expected a whole number from 8"
        ),
        ("blocks: {pilot: 20, half_width: 0.01, maximum: 19}", "does not hold the pilot of 20"),
        ("blocks: {half_width: 0.01, maximum: 7}", "expected a whole number from 8"),
        (
            "blocks: {half_width: 0, maximum: 9}",
            "blocks.half_width: expected a number from 0.0001 to 1.0"
        ),
        ("blocks: {half_width: 1.5, maximum: 9}", "blocks.half_width: expected a number"),
        ("blocks: {half_width: nan, maximum: 9}", "blocks.half_width: expected a number"),
        ("blocks: {maximum: 9}", "the key “half_width” is missing"),
        ("blocks: {half_width: 0.01}", "the key “maximum” is missing"),
        ("blocks: {half_width: 0.01, maximum: 9, pilots: 8}", "did you mean “pilot”"),
        ("blocks: [8]", "expected a whole number"),
        ("warmup_blocks: -1", "warmup_blocks: expected a whole number from 0 to 1000"),
        ("warmup_blocks: 1001", "warmup_blocks: expected a whole number from 0 to 1000"),
    ])
    func `mistakes in the design are named`(line: String, part: String) {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: line))
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains(part) == true, "\(mistakes)")
    }
}
