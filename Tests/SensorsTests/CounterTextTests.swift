import Randomness
import Sensors
import TestSupport
import Testing

@Suite struct CounterTextTests {
    @Test(arguments: [
        ("0\n", 0), ("0", 0), ("240422366267\n", 240_422_366_267), ("007\n", 7),
        ("18446744073709551615\n", UInt64.max), ("000000000000000000000042\n", 42),
    ])
    func `digits with a newline are a number`(text: String, number: UInt64) {
        #expect(CounterText.number(in: text) == number)
    }

    @Test(arguments: [
        "", "\n", "\n\n", "1\n\n", " 1\n", "1 \n", "+1\n", "-1\n", "1.0\n", "1,000\n", "1'000\n",
        "1\u{202F}000\n", "0x10\n", "1e3\n", "١٢٣\n", "18446744073709551616\n",
        "99999999999999999999\n", "1\0\n", "1\r\n",
    ])
    func `anything else is none`(text: String) {
        #expect(CounterText.number(in: text) == nil)
    }

    @Test func `every number comes back from its text`() {
        Properties.check(200) { random, seed in
            let number = UInt64.random(in: 0...UInt64.max, using: &random) >> (seed % 64)
            #expect(CounterText.number(in: "\(number)\n") == number, "seed \(seed)")
        }
    }

    @Test func `no bytes make it fail`() {
        Properties.check(500) { random, seed in
            let count = Int.random(in: 0...64, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let number = bytes.withUnsafeBytes { CounterText.number(in: $0) }
            #expect(number == nil || bytes.first.map { $0 < 0x3A } == true, "seed \(seed)")
        }
    }
}
