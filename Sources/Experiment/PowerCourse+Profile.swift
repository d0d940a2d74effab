internal import Units

extension PowerCourse {
    /// The integral by each of some instants, and how far the power ranged around each.
    struct Profile {
        /// In the gauge's unit times seconds, from the first instant on.
        var amounts: [Double]

        /// Within what the gauge can lag, before and after.
        var spreads: [Double]

        /// Between the first and the last instant.
        var range: Double
    }

    /// Works the integral out at many instants in one pass.
    ///
    /// - Parameter instants: ascending; the first and the last are the ends of a window that has an
    ///   integral.
    /// - Returns: one amount and one spread for each instant.
    func profile(at instants: [MonotonicInstant]) -> Profile {
        var amounts: [Double] = []
        var area = 0.0
        var next = 0
        var last: Sample?
        for instant in instants {
            while next < samples.count, samples[next].instant <= instant {
                if let left = last, samples[next].instant > left.instant {
                    area += Self.area(left, samples[next])
                    last = samples[next]
                }
                next += 1
            }
            let here = Sample(instant: instant, power: power(at: instant, before: next))
            if let left = last { area += Self.area(left, here) }
            amounts.append(area)
            last = here
        }
        let spreads = spreads(around: instants, within: lag)
        return Profile(amounts: amounts, spreads: spreads, range: range(of: instants))
    }

    private static func area(_ left: Sample, _ right: Sample) -> Double {
        (right.instant - left.instant).inSeconds * (left.power + right.power) / 2
    }

    /// The power at an instant whose next sample is known.
    private func power(at instant: MonotonicInstant, before next: Int) -> Double {
        guard next < samples.count else { return samples[samples.count - 1].power }
        guard next > 0 else { return samples[0].power }
        let (left, right) = (samples[next - 1], samples[next])
        let share = (instant - left.instant).inSeconds / (right.instant - left.instant).inSeconds
        return left.power + share * (right.power - left.power)
    }

    /// How far the power ranged around each instant: a window of samples that slides along, its
    /// lowest and highest kept in two queues.
    private func spreads(around instants: [MonotonicInstant], within lag: Duration) -> [Double] {
        var lows: [Int] = []
        var highs: [Int] = []
        var (firstLow, firstHigh, next) = (0, 0, 0)
        return instants.map { instant in
            while next < samples.count, samples[next].instant <= instant + lag {
                let power = samples[next].power
                while lows.count > firstLow, samples[lows[lows.count - 1]].power >= power {
                    lows.removeLast()
                }
                while highs.count > firstHigh, samples[highs[highs.count - 1]].power <= power {
                    highs.removeLast()
                }
                lows.append(next)
                highs.append(next)
                next += 1
            }
            let oldest = instant + (.zero - lag)
            while firstLow < lows.count, samples[lows[firstLow]].instant < oldest { firstLow += 1 }
            while firstHigh < highs.count, samples[highs[firstHigh]].instant < oldest {
                firstHigh += 1
            }
            guard firstLow < lows.count, firstHigh < highs.count else { return 0 }
            return samples[highs[firstHigh]].power - samples[lows[firstLow]].power
        }
    }

    private func range(of instants: [MonotonicInstant]) -> Double {
        guard let start = instants.first, let stop = instants.last else { return 0 }
        let (from, to) = (start + (.zero - lag), stop + lag)
        let powers = samples.filter { $0.instant >= from && $0.instant <= to }.map(\.power)
        guard let least = powers.min(), let most = powers.max() else { return 0 }
        return most - least
    }
}
