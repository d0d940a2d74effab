internal import Foundation

extension RandomNumberGenerator {
    /// A normal random number with mean 0 and standard deviation 1, by Box and Muller.
    public mutating func normal() -> Double {
        let share = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)
        let angle = 2 * Double.pi * Double.random(in: 0..<1, using: &self)
        return (-2 * log(share)).squareRoot() * cos(angle)
    }
}
