import Testing

@testable import Trials

@Suite struct LineAssemblerTests {
    private func take(_ text: String, _ assembler: inout LineAssembler) -> [String] {
        Array(text.utf8).withUnsafeBytes { assembler.take($0) }
    }

    @Test func `lines come out whole however the pipe cuts them`() {
        var assembler = LineAssembler()
        #expect(take("ab", &assembler) == [])
        #expect(take("c\nde\r\n\nf", &assembler) == ["abc", "de", ""])
        #expect(assembler.finish() == "f")
        #expect(assembler.finish() == nil)
    }

    @Test func `a line without end is cut and the next one is whole`() {
        var assembler = LineAssembler()
        let long = String(repeating: "x", count: LineAssembler.longestLine + 10)
        let lines = take(long + "\nnext\n", &assembler)
        #expect(lines.count == 2)
        #expect(lines.first?.hasSuffix(" [… 10 bytes]") == true)
        #expect(lines.last == "next")
    }

    @Test func `a line that is too long is cut at the same byte however the pipe cuts it`() {
        var whole = LineAssembler()
        var pieces = LineAssembler()
        let limit = LineAssembler.longestLine
        for length in [limit - 1, limit, limit + 1, limit + 70_000] {
            let text = String(repeating: "y", count: length) + "\n"
            let expected = take(text, &whole)
            var got: [String] = []
            var rest = Substring(text)
            while !rest.isEmpty {
                got += take(String(rest.prefix(65_536)), &pieces)
                rest = rest.dropFirst(65_536)
            }
            #expect(got == expected)
            let end = length > limit ? " [… \(length - limit) bytes]" : ""
            #expect(got.first?.utf8.count == min(length, limit) + end.utf8.count)
            #expect(got.first?.hasSuffix(end) == true)
        }
    }

    @Test func `bytes that are no UTF-8 do no harm`() {
        var assembler = LineAssembler()
        let lines = [UInt8](arrayLiteral: 0xFF, 0x41, 0x0A).withUnsafeBytes {
            assembler.take($0)
        }
        #expect(lines == ["\u{FFFD}A"])
    }

    @Test func `a NUL does not hide what stands behind it`() {
        var assembler = LineAssembler()
        #expect(take("a\0b\n\0\n", &assembler) == ["a\u{2400}b", "\u{2400}"])
    }

    @Test func `of a line that is longer than the tail its end is kept, and the rest counted`() {
        var tail = TextTail(limit: 20)
        tail.append("before")
        // Two bytes each: the cut falls between two of them.
        tail.append(String(repeating: "é", count: 100))
        #expect(tail.text == String(repeating: "é", count: 9))
        #expect(tail.droppedBytes == 7 + 200 - 18)
        tail.append("after")
        #expect(tail.text == "after")
    }

    @Test func `the tail of a text keeps its last lines and counts the rest`() {
        var tail = TextTail(limit: 20)
        for number in 0..<5000 { tail.append("line \(number)") }
        #expect(tail.text == "line 4998\nline 4999")
        let total = (0..<5000).map { "line \($0)".utf8.count + 1 }.reduce(0, +)
        #expect(tail.droppedBytes == total - 20)
    }
}
