import Testing

@testable import Suites

@Suite struct TemplateTests {
    private func segments(_ text: String) throws -> [Template.Segment] {
        try Template(text).segments
    }

    @Test func `texts and placeholders alternate`() throws {
        #expect(try segments("").isEmpty)
        #expect(try segments("plain") == [.text("plain")])
        #expect(
            try segments("a{b}{c-d_2}e") == [
                .text("a"), .placeholder("b"), .placeholder("c-d_2"), .text("e"),
            ]
        )
        #expect(
            try segments("{artifact.q4.0+x}/m") == [
                .placeholder("artifact.q4.0+x"), .text("/m"),
            ]
        )
    }

    @Test func `doubled braces are braces`() throws {
        #expect(try segments("{{}}") == [.text("{}")])
        #expect(try segments("{{{a}}}") == [.text("{"), .placeholder("a"), .text("}")])
        #expect(try segments("{{a}}") == [.text("{a}")])
    }

    @Test(arguments: ["{", "}", "{a", "a}", "{}", "{ a }", "{a.b}", "{1}", "{artifact.}", "{a{b}}"])
    func `other braces are faults`(text: String) {
        #expect(throws: Template.Fault.self) { try Template(text) }
    }
}
