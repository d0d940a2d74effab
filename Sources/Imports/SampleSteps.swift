/// The times between the samples of a power log, in the order of its lines.
struct SampleSteps {
    private let steps: [Double]

    /// - Parameter times: in milliseconds.
    init(of times: [Double]) { steps = zip(times, times.dropFirst()).map { $1 - $0 } }

    /// Whether a sample is older than the one before it.
    var goesBack: Bool { steps.contains { $0 < 0 } }

    /// The longest step in milliseconds, where it is above both the usual one times a factor and a
    /// least length.
    func gap(above factor: Double, atLeast milliseconds: Double) -> Double? {
        let usual = steps.sorted().dropFirst(steps.count / 2).first ?? 0
        return steps.max().flatMap { $0 > max(factor * usual, milliseconds) ? $0 : nil }
    }

    /// The longest step in milliseconds, where it is above a least length and more than half of all
    /// of the time.
    func gapOfMost(above milliseconds: Double) -> Double? {
        let all = steps.filter { $0 > 0 }.reduce(0, +)
        return steps.max().flatMap { $0 > milliseconds && $0 * 2 > all ? $0 : nil }
    }

    /// How many samples come at a time, where they come in bursts of equal size, such as 1 ms, 999 ms,
    /// 1 ms, 999 ms; `nil` where they do not.
    ///
    /// The steps between bursts are the longest 3 % at least (bursts of 32 samples), and those within
    /// less than a fifth of them. A few bursts may be of another size: a log that missed a sample.
    var rowsInBursts: Int? {
        let sorted = steps.sorted()
        guard let interval = sorted.dropFirst(steps.count * 97 / 100).first, interval > 0 else {
            return nil
        }
        var sizes = [1]
        for step in steps {
            if step * 5 < interval { sizes[sizes.count - 1] += 1 } else { sizes.append(1) }
        }
        // The last may be cut off.
        guard sizes.count >= 3 else { return nil }
        let whole = sizes.dropLast().sorted()
        let usual = whole[whole.count / 2]
        let equal = whole.count { $0 == usual }
        return usual >= 2 && usual <= 32 && equal * 5 >= whole.count * 4 ? usual : nil
    }
}
