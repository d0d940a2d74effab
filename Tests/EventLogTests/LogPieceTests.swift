import EventLog
import Testing

@Suite struct LogPieceTests {
    private static let event =
        ##":::MLLOG {"event_type": "POINT_IN_TIME", "key": "k", "value": 1}"##
    private static let other =
        ##":::MLLOG {"event_type": "POINT_IN_TIME", "key": "o", "value": {"a": "}{\"\\"}}"##

    @Test(arguments: [
        ("loss 0.3", [LogPiece.text("loss 0.3")]),
        ("", [.text("")]),
        (event, [.event(event)]),
        (other, [.event(other)]),
        ("0: rank 3 " + event, [.text("0: rank 3 "), .event(event)]),
        (event + " done", [.event(event), .text(" done")]),
        ("\u{1B}[32m\(event)\u{1B}[0m", [.event(event)]),
        (
            "\u{1B}[1;32mINFO\u{1B}[0m \(event)\u{1B}[0m \t\r",
            [
                .text("\u{1B}[1;32mINFO\u{1B}[0m "), .event(event),
            ]
        ),
        (" 10%|█   \r 20%|██  \r\(event)", [.text(" 10%|█   \r 20%|██  \r"), .event(event)]),
        (event + "\r 30%|███ ", [.event(event), .text("\r 30%|███ ")]),
        (event + event, [.event(event), .event(event)]),
        (
            event + "epoch 3" + other + "\u{FFFD}",
            [
                .event(event), .text("epoch 3"), .event(other), .text("\u{FFFD}"),
            ]
        ),
    ])
    func `events are found among other text, which stays`(line: String, pieces: [LogPiece]) {
        #expect(LogPiece.split(line) == pieces)
    }

    @Test func `an event whose text holds the token is one event`() throws {
        let line = LogLine(kind: .pointInTime, key: "k", value: ":::MLLOG {\"x").text
        #expect(LogPiece.split(line + " x") == [.event(line), .text(" x")])
        #expect(try LogLine.parse(line)?.value == ":::MLLOG {\"x")
    }

    @Test(arguments: [
        ##":::MLLOG {"event_type": "POINT_IN_T"##, ##":::MLLOG {"key": "##, ":::MLLOG ", ":::MLLOG",
        ##":::MLLOG {"key": "a", "val"##, ##":::MLLOG {"a": {"##, ":::MLLOG }",
    ])
    func `another process's event inside one is whole, and the broken one is told`(cut: String) {
        let pieces = LogPiece.split(cut + Self.event + "ue\": 1}")
        #expect(pieces.prefix(2) == [.event(cut), .event(Self.event)])
        #expect(throws: MalformedLogLine.self) { try LogLine.parse(cut) }
    }

    @Test func `a cut event at the end of a line is one broken piece`() {
        #expect(
            LogPiece.split("x:::MLLOG {\"key\": \"}") == [
                .text("x"), .event(":::MLLOG {\"key\": \"}"),
            ]
        )
    }

    @Test func `what comes out is what went in, whatever it is`() {
        var random = SystemRandomNumberGenerator()
        let parts = [
            Self.event, Self.other, ":::MLLOG", "{", "}", "\"", "\\", "\r", "\u{1B}[0m", " a ", "é",
        ]
        for _ in 0..<2000 {
            let line = (0..<Int.random(in: 0...8, using: &random)).compactMap { _ in
                parts.randomElement(using: &random)
            }.joined()
            var rest = line[...]
            for piece in LogPiece.split(line) {
                let text =
                    switch piece {
                    case .text(let text), .event(let text): text
                    }
                guard
                    let place = rest.firstRange(of: text)
                        ?? (text.isEmpty ? rest.startIndex..<rest.startIndex : nil)
                else {
                    Issue.record("“\(text)” is not in “\(line)”")
                    return
                }
                // What is left out is blank or a colour.
                let skipped = rest[..<place.lowerBound].replacing("\u{1B}[0m", with: "")
                #expect(skipped.allSatisfy { $0.isWhitespace }, "“\(skipped)” of “\(line)”")
                rest = rest[place.upperBound...]
            }
        }
    }
}
