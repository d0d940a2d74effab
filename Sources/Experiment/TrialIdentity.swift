internal import Foundation

extension Trial {
    /// A new id: a UUID of version 8 (RFC 9562: content of the maker's own choice) that comes after
    /// those made before it, for 78 hours.
    ///
    /// The rows of a trial lie under its id in several tables. With random ids each of a million
    /// trials rewrites pages all over the database; with these, trials that are stored one after the
    /// other lie side by side. A UUID of version 7 begins with the same eight digits for a minute,
    /// and these digits are what a user types; here they change every 65 µs.
    public static func newID() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let nanoseconds = UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
        return id(
            nanoseconds: nanoseconds,
            random: (.random(in: 0...0xFFF), .random(in: 0 ... .max))
        )
    }

    /// An id of the last 48 bits of a time and of 74 random bits.
    static func id(nanoseconds: UInt64, random: (high: UInt64, low: UInt64)) -> String {
        let version: UInt64 = 8
        let variant: UInt64 = 0b10
        let first = nanoseconds << 16 | version << 12 | random.high & 0xFFF
        let second = variant << 62 | random.low >> 2
        let digits = withUnsafeBytes(of: (first.bigEndian, second.bigEndian)) {
            UUID(uuid: $0.loadUnaligned(as: uuid_t.self))
        }
        return digits.uuidString.lowercased()
    }
}
