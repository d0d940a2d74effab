import Experiment
import Suites
import Testing

@Suite struct EventNamesTests {
    private func events(_ list: String) throws -> [String]? {
        try SuiteFile.decode(
            text: SuiteText.minimal(adding: "counters: \(list)"),
            path: "x.yaml"
        ).suite.events
    }

    @Test func `events are named in a list, and no list means the usual ones`() throws {
        #expect(try SuiteFile.decode(text: SuiteText.minimal, path: "x.yaml").suite.events == nil)
        #expect(try events("[]") == [])
        #expect(
            try events("[cycles, PAPI_SP_OPS, \"cpu/event=0xc7,umask=0x1/\", \"FP:ALL\"]")
                == ["cycles", "PAPI_SP_OPS", "cpu/event=0xc7,umask=0x1/", "FP:ALL"]
        )
    }

    @Test(arguments: [
        ("cycles", "expected a list of events"), ("", "expected a list of events"),
        ("[[a]]", "expected the name of an event"), ("[\"a b\"]", "found “a b”"),
        ("[\"\"]", "expected the name of an event"), ("[é]", "found “é”"),
        ("[a, b, a]", "“a” is named twice"),
        ("[\(String(repeating: "x", count: 201))]", "expected the name of an event"),
        ("[\((0..<65).map { "e\($0)" }.joined(separator: ", "))]", "more than 64 events"),
    ])
    func `what is no list of names is a mistake with its place`(list: String, part: String) {
        let mistakes = SuiteText.mistakes(SuiteText.minimal(adding: "counters: \(list)"))
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.hasPrefix("1:") == true, "\(mistakes)")
        #expect(mistakes.first?.contains(part) == true, "\(mistakes)")
    }
}
