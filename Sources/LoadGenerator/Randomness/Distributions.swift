internal import Foundation

/// What GCC's libstdc++ makes of the engine's words.
///
/// The C++ standard fixes the engine but leaves open how distributions use it, so that a schedule is
/// that of LoadGen only where they are computed as the library that LoadGen is built with does.
extension MersenneTwister {
    /// A number in [0, 1): `std::generate_canonical<double, 53>`, two words, the lower first.
    mutating func unit() -> Double {
        let low = Double(next())
        let high = Double(next())
        let number = (low + high * 0x1p32) / 0x1p64
        return number < 1 ? number : 1.0.nextDown
    }

    /// A time between arrivals of a Poisson process: `std::exponential_distribution<double>`.
    mutating func exponential(rate: Double) -> Double { -log(1 - unit()) / rate }

    /// A whole number in 0..<bound: `std::uniform_int_distribution` since GCC 11.
    ///
    /// Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.
    mutating func integer(below bound: UInt32) -> UInt32 {
        precondition(bound > 0)
        var product = UInt64(next()) * UInt64(bound)
        var low = UInt32(truncatingIfNeeded: product)
        if low < bound {
            let threshold = (0 &- bound) % bound
            while low < threshold {
                product = UInt64(next()) * UInt64(bound)
                low = UInt32(truncatingIfNeeded: product)
            }
        }
        return UInt32(product >> 32)
    }

    /// `std::shuffle`: each element changes places with one at or before it; of fewer than 2¹⁶
    /// elements, two places come from one number.
    mutating func shuffle(_ values: inout [Int]) {
        guard UInt64(values.count) * UInt64(values.count) <= UInt64(UInt32.max) else {
            for index in 1..<values.count {
                values.swapAt(index, Int(integer(below: UInt32(index + 1))))
            }
            return
        }
        var index = 1
        if values.count.isMultiple(of: 2), !values.isEmpty {
            values.swapAt(index, Int(integer(below: 2)))
            index += 1
        }
        while index + 1 < values.count {
            let second = UInt32(index + 2)
            let number = integer(below: UInt32(index + 1) * second)
            values.swapAt(index, Int(number / second))
            values.swapAt(index + 1, Int(number % second))
            index += 2
        }
    }
}
