public import Experiment
internal import Foundation

/// What is to be said of the nights themselves: those that are missing, failed or out of order.
public enum NightNotices {
    private static let day: Int64 = 86_400_000

    /// - Parameter nights: of a suite on a machine in their order, tonight the last.
    /// - Returns: sentences without their ends, of what happened since the last judged night.
    public static func all(_ nights: [Night]) -> [String] {
        guard let tonight = nights.last else { return [] }
        let earlier = nights.dropLast()
        var notices: [String] = []
        let since = earlier.lastIndex { $0.state == .judged }.map { earlier.index(after: $0) }
        for night in earlier[(since ?? earlier.startIndex)...] {
            let why = night.reasons.first.map { ": \($0)" } ?? ""
            let how = night.state == .running ? "did not end" : "failed"
            notices.append("night \(night.number) \(how)\(why)")
        }
        guard let last = earlier.last else { return notices }
        let gap = tonight.startedAtMilliseconds - last.startedAtMilliseconds
        if gap < 0 {
            notices.append(
                "the clock went back: tonight begins \(duration(-gap)) before night \(last.number)"
            )
            return notices
        }
        if let rhythm = rhythm(Array(earlier)) {
            let missed = Int((Double(gap) / Double(rhythm)).rounded()) - 1
            if missed > 0 {
                notices.append(
                    "\(missed) \(missed == 1 ? "night is" : "nights are") missing: none ran in the "
                        + "\(duration(gap)) since night \(last.number)"
                )
            }
        }
        return notices
    }

    /// The usual time from one night to the next: the median of the last ones; `nil` where there are
    /// too few.
    private static func rhythm(_ nights: [Night]) -> Int64? {
        let starts = nights.suffix(15).map(\.startedAtMilliseconds)
        let gaps = zip(starts, starts.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.sorted()
        // Nights that somebody makes by hand within the hour have no rhythm to keep.
        guard gaps.count >= 3, gaps[gaps.count / 2] >= day / 2 else { return nil }
        return gaps[gaps.count / 2]
    }

    private static func duration(_ milliseconds: Int64) -> String {
        let hours = Double(milliseconds) / 3_600_000
        return hours < 48
            ? "\(NumberText.significant(hours, digits: 2).withoutEmptyDecimals) h"
            : "\(Int((hours / 24).rounded())) days"
    }
}
