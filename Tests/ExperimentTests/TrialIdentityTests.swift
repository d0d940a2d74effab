import Foundation
import Testing

@testable import Experiment

@Suite struct TrialIdentityTests {
    @Test func `an id is a UUID of version 8 that tells its time and its random bits`() {
        let id = Trial.id(
            nanoseconds: 0xABCD_0123_4567_89AB,
            random: (0x9999_9999_9999_9FED, 0x0123_4567_89AB_CDEF)
        )
        #expect(id == "01234567-89ab-8fed-8048-d159e26af37b")
        #expect(UUID(uuidString: id) != nil)
    }

    @Test func `later ids come after earlier ones, and differ in the digits that users type`() {
        let times: [UInt64] = [0, 1, 65_536, 1_000_000, 3_600_000_000_000, 1 << 48 - 1]
        let ids = times.map { Trial.id(nanoseconds: $0, random: (.max, .max)) }
        #expect(ids == ids.sorted())
        #expect(Set(ids.dropFirst().map { $0.prefix(8) }).count == ids.count - 1)
    }

    @Test func `ids made at one moment differ`() {
        let ids = (0..<1000).map { _ in Trial.newID() }
        #expect(Set(ids).count == ids.count)
    }
}
