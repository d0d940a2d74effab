import Foundation
import Randomness
import TestSupport
import Testing

@testable import EventLog

/// The scanner is a shortcut past the decoder: for every line the two must say the same.
@Suite struct LogScannerTests {
    private func decoded(_ line: String) -> LogLine? {
        guard let token = line.utf8.firstRange(of: ":::MLLOG".utf8) else { return nil }
        return try? LogLine.decode(Data(line.utf8[token.upperBound...]), of: line)
    }

    private func scanned(_ line: String) -> LogLine? {
        var line = line
        return line.withUTF8 { bytes in
            LogScanner.place(of: ":::MLLOG", in: bytes).flatMap { place in
                var scanner = LogScanner(bytes, from: place + 8)
                return scanner.event()
            }
        }
    }

    /// With NaN the same as NaN, and a whole number another than the same number with a point.
    private func isSame(_ one: LogValue, _ other: LogValue) -> Bool {
        switch (one, other) {
        case (.number(let left), .number(let right)):
            left == right || left.isNaN && right.isNaN
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy(isSame)
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { isSame(value, $0) } ?? false }
        default: one == other
        }
    }

    private func isSame(_ one: LogLine?, _ other: LogLine?) -> Bool {
        guard let one, let other else { return one == nil && other == nil }
        return one.kind == other.kind && one.key == other.key && one.namespace == other.namespace
            && isSame(one.value, other.value)
            && isSame(.object(one.metadata), .object(other.metadata))
            && isSame(
                one.timeMilliseconds.map(LogValue.number) ?? .null,
                other.timeMilliseconds.map(LogValue.number) ?? .null
            )
    }

    @Test func `lines of any shape and their mutations are read as the decoder reads them`() {
        var read = 0
        var refused = 0
        Properties.check(6000) { random, seed in
            var maker = LineMaker(random)
            var line = maker.line()
            if maker.chance(0.5) { line = maker.mutated(line) }
            let expected = decoded(line)
            let event = scanned(line)
            if event != nil { read += 1 }
            if expected == nil { refused += 1 }
            // What the scanner leaves alone goes to the decoder.
            if event != nil, !isSame(event, expected) {
                Issue.record("seed \(seed): \(line)")
            }
            #expect(isSame(try? LogLine.parse(line), expected), "seed \(seed): \(line)")
        }
        #expect(read > 600, "the shortcut is taken: \(read)")
        #expect(refused > 500, "broken lines are among them: \(refused)")
    }

    @Test(arguments: [
        "5.0", "-0.0", "1e3", "1E+2", "0.1", "9007199254740991.0", "123456789012345678", "-7",
        "5e-324", "NaN", "Infinity", "-Infinity", "[1,2.5,[]]", "{}", "\"ü\"", "true", "null",
    ])
    func `the usual values never need the decoder`(text: String) throws {
        let line = ":::MLLOG {\"event_type\":\"POINT_IN_TIME\",\"key\":\"k\",\"value\":\(text)}"
        let event = try #require(scanned(line))
        #expect(isSame(event, decoded(line)))
    }

    @Test(arguments: [
        "01", "1.", ".5", "1e", "--1", "0x10", "nul", "[1,]", "{\"a\":1,\"a\":2}", "'a'", "+1",
    ])
    func `what is no JSON is left to the decoder`(text: String) {
        #expect(
            scanned(":::MLLOG {\"event_type\":\"POINT_IN_TIME\",\"key\":\"k\",\"value\":\(text)}")
                == nil
        )
    }

    @Test func `what is written is what a general decoder reads back`() throws {
        try Properties.check(2000) { random, seed in
            var maker = LineMaker(random)
            let line = LogLine(
                kind: .pointInTime,
                key: maker.text(),
                value: maker.value(depth: 2),
                metadata: ["monotonic_ns": .integer(Int64(maker.number(below: 1 << 60)))],
                timeMilliseconds: maker.chance(0.5) ? 1.7e12 : nil,
                namespace: maker.text()
            )
            #expect(!line.text.utf8.contains(0x0A), "seed \(seed)")
            let again = try #require(decoded(line.text), "seed \(seed): \(line.text)")
            #expect(isSame(again, line), "seed \(seed): \(line.text)")
        }
    }
}

/// Makes lines as workloads print them, and some as none should.
private struct LineMaker {
    private var random: SplitMix64

    init(_ random: SplitMix64) { self.random = random }

    mutating func chance(_ share: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < share
    }

    mutating func number(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[number(below: values.count)] }

    mutating func text() -> String {
        let letters: [Character] = [
            "a", "b", "_", "7", " ", "é", "\"", "\\", "\n", "\u{1}", "🌡", "/",
        ]
        return String((0..<number(below: 6)).map { _ in pick(chance(0.7) ? ["a", "k"] : letters) })
    }

    /// A value whose numbers are none that JSON reads back as something else.
    mutating func value(depth: Int) -> LogValue {
        switch number(below: depth > 0 ? 8 : 6) {
        case 0: .null
        case 1: .boolean(chance(0.5))
        case 2: .integer(Int64.random(in: -1000...1000, using: &random))
        case 3: .integer(Int64.random(in: Int64.min...Int64.max, using: &random))
        case 4: .number(Double.random(in: -1e3...1e3, using: &random) + 1e-9)
        case 5: .text(text())
        case 6: .array((0..<number(below: 3)).map { _ in value(depth: depth - 1) })
        default: .object([text(): value(depth: depth - 1)])
        }
    }

    private mutating func json(depth: Int) -> String {
        let numbers = [
            "0", "-0", "1", "12.50", "3.0", "1e3", "-2E-2", "1e400", "123456789012345678901",
            "9007199254740993", "9007199254740993.0", "9223372036854775807", "01", "NaN",
            "Infinity", "-Infinity", "1.", "0.1", "1700000000000", "-9223372036854775808", "1e15",
        ]
        let texts = [
            #""""#, #""a b""#, #""é🌡""#, #""a\"b""#, #""\u00e9""#, #""\ud83c""#, "\"a\tb\"",
        ]
        switch number(below: depth > 0 ? 7 : 5) {
        case 0, 1: return pick(numbers)
        case 2: return pick(texts)
        case 3: return pick(["true", "false", "null"])
        case 4: return #""\#(number(below: 100))""#
        case 5:
            let items = (0..<number(below: 4)).map { _ in json(depth: depth - 1) }
            return "[" + items.joined(separator: space() + "," + space()) + "]"
        default:
            let members = (0..<number(below: 4)).map { _ in
                #""\#(pick(["a", "b", "monotonic_ns", "é"]))":"# + space() + json(depth: depth - 1)
            }
            return "{" + space() + members.joined(separator: ",") + space() + "}"
        }
    }

    private mutating func space() -> String { pick(["", "", " ", "\t "]) }

    mutating func line() -> String {
        var fields: [String] = []
        func field(_ name: String, _ value: String) { fields.append("\"\(name)\":\(value)") }
        field("event_type", pick([#""INTERVAL_START""#, #""POINT_IN_TIME""#, #" "INTERVAL_END""#]))
        field("key", pick([#""epoch_start""#, #""k""#, #""ü""#]))
        if chance(0.8) { field("value", json(depth: 2)) }
        if chance(0.8) { field("metadata", chance(0.9) ? "{\"a\": \(json(depth: 2))}" : "null") }
        if chance(0.5) { field("time_ms", json(depth: 0)) }
        if chance(0.4) { field("namespace", pick([#""""#, #""worker1""#, "null"])) }
        if chance(0.2) { field(pick(["other", "value", "a"]), json(depth: 2)) }
        let body = fields.shuffled(using: &random).joined(separator: space() + "," + space())
        return pick(["", "0: ", "rank 3 "]) + ":::MLLOG" + space() + "{" + body + "}" + space()
    }

    /// The line with up to three of its bytes taken out, doubled or replaced.
    mutating func mutated(_ line: String) -> String {
        var bytes = Array(line.utf8)
        for _ in 0...number(below: 3) where !bytes.isEmpty {
            let place = number(below: bytes.count)
            switch number(below: 3) {
            case 0: bytes.remove(at: place)
            case 1: bytes.insert(bytes[place], at: place)
            default: bytes[place] = pick(Array("{}[]\",:0123456789.eE-+ ntf\\".utf8))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
