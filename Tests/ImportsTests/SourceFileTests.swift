import Testing

@testable import Imports

@Suite struct SourceFileTests {
    @Test func `lines know their numbers and whether they end`() throws {
        let file = SourceFile(path: "x", content: Array("a\r\n\n  b\nc".utf8))
        let lines = try file.lines()
        #expect(lines.map(\.text) == ["a", "  b", "c"])
        #expect(lines.map(\.number) == [1, 3, 4])
        #expect(lines.map(\.isEnded) == [true, true, false])
    }

    @Test(arguments: [[], [0x0A], [0xFF, 0xFE, 0x41, 0], [0x41, 0, 0x0A]] as [[UInt8]])
    func `what is no text is refused`(content: [UInt8]) {
        #expect(throws: ImportError.self) {
            try SourceFile(path: "x", content: content).lines()
        }
    }

    @Test(arguments: ["nan", "inf", "0x1p3", "1,5", "", " 1", "1e999", "٣", "--1"])
    func `only plain numbers are numbers`(text: String) {
        #expect(PlainNumber.double(text) == nil)
    }

    @Test func `numbers are taken to the nearest unit of a channel, or not at all`() {
        #expect(PlainNumber.microwatts(172.9) == 172_900_000)
        #expect(PlainNumber.microwatts(-0.1) == nil && PlainNumber.microwatts(1e12) == nil)
        #expect(PlainNumber.nanojoules(0.5) == 500_000_000 && PlainNumber.nanojoules(1e10) == nil)
    }

    @Test func `dates are those of the calendar`() {
        #expect(Calendar.milliseconds(of: "1970/01/02 00:00:00.250") == 86_400_250)
        #expect(Calendar.milliseconds(of: "2024-02-29T12:00:00") == 1_709_208_000_000)
        #expect(Calendar.milliseconds(of: "2023-02-29T12:00:00") == nil)
        #expect(Calendar.milliseconds(of: "2023/07/08 25:00:00.000") == nil)
        #expect(Calendar.milliseconds(of: "2023/07/08") == nil)
    }
}
