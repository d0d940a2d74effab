import ArgumentParser
import Experiment
import Foundation
import Reports
import Sensors
import Store

/// Looks whether the last night of a suite on this machine ended and was judged.
struct NightCheck {
    let suite: String
    let withinHours: Double

    /// Prints what it finds.
    ///
    /// - Throws: `ExitCode` where there is no such night.
    func run(results: ResultsOptions, _ notification: Notification?) throws {
        let nights = try nights(results)
        guard let complaint = complaint(nights, now: Run.milliseconds()) else {
            let last = nights.last
            let outcome = last?.outcome?.words ?? ""
            try Console.print("night \(last?.number ?? 0) of \(suite) was judged: \(outcome)")
            if notification?.isAlways == true {
                notification?.send("night \(last?.number ?? 0) of \(suite): \(outcome)\n")
            }
            return
        }
        let text = "\(suite): NO JUDGED NIGHT: \(complaint)"
        try Console.print(text)
        notification?.send(
            text + "\n",
            variables: ["JOULEBENCH_OUTCOME": "missing", "JOULEBENCH_SUITE": suite]
        )
        throw ExitCode(NightlyCommand.Status.couldNotJudge.rawValue)
    }

    /// None where there is no database: that no night ran is what is asked about.
    private func nights(_ results: ResultsOptions) throws -> [Night] {
        do {
            let store = try results.existingStore()
            let machineID = HostDescription.machineID()
            try NightHousekeeping(store: store).closeKilled(suite: suite, machineID: machineID)
            return try store.nights(suite: suite, machineID: machineID)
        } catch StoreError.notFound {
            return []
        }
    }

    /// What is wrong, in a sentence without its end; `nil` where nothing is.
    func complaint(_ nights: [Night], now: Int64) -> String? {
        guard let last = nights.last else { return "no night has run on this machine" }
        let hours = Double(now - last.startedAtMilliseconds) / 3_600_000
        let age = hours < 0.1 ? "just now" : "\(TextFormat.short(hours)) h ago"
        let limit = "\(TextFormat.short(withinHours)) h"
        if hours < 0 {
            return "night \(last.number) began in the future: the clock went back"
        }
        switch last.state {
        case .judged where hours <= withinHours: return nil
        case .judged:
            return "the last night, number \(last.number), began \(age), longer than \(limit)"
        case .running: return "night \(last.number), begun \(age), has not ended"
        case .failed:
            let why = last.reasons.first.map { ": \($0)" } ?? ""
            return "night \(last.number), begun \(age), failed\(why)"
        }
    }
}
