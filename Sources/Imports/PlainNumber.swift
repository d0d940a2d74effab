/// Numbers as the formats write them: ASCII digits, a point, an exponent; of no locale.
enum PlainNumber {
    /// - Returns: `nil` for anything else, such as "nan", "0x1p3", "1,5" or "1 000", and for what is
    ///   larger than a number can be.
    static func double(_ text: some StringProtocol) -> Double? {
        guard !text.isEmpty,
            text.utf8.allSatisfy({ byte in
                (0x30...0x39).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
            }),
            let value = Double(String(text)), value.isFinite
        else { return nil }
        return value
    }

    /// A value in the integers of a channel: the nearest one.
    ///
    /// - Returns: `nil` below 0 and where 63 bits do not hold it, as the database's integers.
    static func raw(_ value: Double, unitsPerOne: Double) -> UInt64? {
        let scaled = (value * unitsPerOne).rounded()
        guard scaled >= 0, scaled < 0x1p63 else { return nil }
        return UInt64(scaled)
    }

    /// Watts as µW; `nil` for what no machine draws: below 0 or more than a gigawatt.
    static func microwatts(_ watts: Double) -> UInt64? {
        guard watts <= 1e9 else { return nil }
        return raw(watts, unitsPerOne: 1e6)
    }

    /// Joules as nJ; `nil` below 0 and above 9.2 GJ.
    static func nanojoules(_ joules: Double) -> UInt64? { raw(joules, unitsPerOne: 1e9) }
}
