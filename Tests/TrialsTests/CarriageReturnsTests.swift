import Testing

@testable import Trials

@Suite struct CarriageReturnsTests {
    /// The lines of a stream that comes in pieces.
    private func lines(_ pieces: [String]) -> [String] {
        var returns = CarriageReturns()
        var assembler = LineAssembler()
        var lines: [String] = []
        for piece in pieces {
            var bytes = Array(piece.utf8)
            bytes.withUnsafeMutableBytes { buffer in
                let skipped = returns.replace(in: buffer)
                lines += assembler.take(UnsafeRawBufferPointer(rebasing: buffer[skipped...]))
            }
        }
        if let rest = assembler.finish() { lines.append(rest) }
        return lines
    }

    @Test(arguments: [
        (["a\nb\r\nc"], ["a", "b", "c"]),
        (["10%\r20%\r30%\nend"], ["10%", "20%", "30%", "end"]),
        (["a\r", "\nb"], ["a", "b"]),
        (["a\r", "b\r", "\r\n", "c\r"], ["a", "b", "", "c"]),
        (["\r", "\n"], [""]),
        (["", "x", ""], ["x"]),
    ])
    func `a carriage return ends a line, with its line feed but one`(
        pieces: [String],
        expected: [String]
    ) {
        #expect(lines(pieces) == expected)
    }

    @Test func `however a stream is cut, its lines are the same`() {
        let text = "a\r\nb\rc\n\r\rd\r\n\ne\r"
        let whole = lines([text])
        for cut in 0...text.utf8.count {
            let bytes = Array(text.utf8)
            let pieces = [bytes[..<cut], bytes[cut...]].map { String(decoding: $0, as: UTF8.self) }
            #expect(lines(pieces) == whole, "cut at \(cut)")
        }
    }

    @Test func `an event behind a progress bar of any length is whole`() {
        let event = ##":::MLLOG {"event_type": "POINT_IN_TIME", "key": "k", "value": 1}"##
        let bar = String(repeating: "\r 10%|####      | 1/10", count: 80_000)
        #expect(bar.utf8.count > LineAssembler.longestLine)
        #expect(lines([bar + "\r" + event + "\n"]).last == event)
    }
}
