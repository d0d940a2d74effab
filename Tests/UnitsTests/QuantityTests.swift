import Testing
import Units

@Suite struct QuantityTests {
    @Test func `power times time is energy, and energy over time is power`() {
        let energy = Power.watts(40) * .milliseconds(2500)
        #expect(energy.joules == 100)
        #expect((energy / .seconds(5)).watts == 20)
    }

    @Test func `a microjoule counter keeps its last digit`() {
        #expect(Energy.microjoules(262_143_328_850).joules == 262_143.328_850)
    }

    @Test func `quantities add, compare and divide to a plain ratio`() {
        #expect(Energy.joules(3) + .joules(4) == .joules(7))
        #expect(Energy.joules(3) < .joules(4))
        #expect(Energy.joules(3) / Energy.joules(4) == 0.75)
        #expect(ByteCount.kibibytes(2) == .bytes(2048))
    }

    @Test func `durations convert without losing nanoseconds`() {
        let time = Duration.seconds(86_400) + .nanoseconds(1)
        #expect(time.inNanoseconds == 86_400_000_000_001)
        #expect(Duration.milliseconds(1).inSeconds == 0.001)
    }
}
