import ArgumentParser
import Foundation

/// Apache Otava from PyPI on the same series, through `scripts/ask-otava.py`.
struct Otava {
    private let python: String

    /// Its version.
    let version: String

    /// What the script prints of one series with one setting.
    private struct Answer: Decodable {
        /// Counted from 1; `nil` where there was no alarm.
        var night: Int?

        /// Counted from 0.
        var index: Int?
    }

    private struct Question: Encodable {
        var series: [[Double]]
        var magnitudes: [Double]
    }

    /// Finds it; `nil` where Python or Otava is not there.
    init?() throws {
        let environment = ProcessInfo.processInfo.environment
        python = environment["JOULEBENCH_OTAVA_PYTHON"] ?? "python3"
        guard let output = try Self.run(python, ["version"]) else { return nil }
        version = String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespaces)
            .trimmingCharacters(in: .newlines)
    }

    /// Judges series on each night, once for each least magnitude.
    ///
    /// Otava is given ratios and not their logarithms, as its users give it what was measured.
    func judge(
        _ history: History,
        series: Int,
        seed: UInt64,
        magnitudes: [Double]
    ) throws -> [Tally] {
        let question = Question(
            series: (0..<series).map { history.series(number: $0, seed: seed).map(exp) },
            magnitudes: magnitudes
        )
        let answers: [[Answer]] = try ask("nightly", question)
        return magnitudes.indices.map { setting in
            var tally = Tally()
            for answer in answers {
                var alarm: Alarm?
                if let night = answer[setting].night, let index = answer[setting].index {
                    alarm = Alarm(night: night, changeNight: index + 1)
                }
                tally.add(alarm, of: history)
            }
            return tally
        }
    }

    /// The seconds that it takes to judge each series once, starting Python not included.
    func seconds(for series: [[Double]]) throws -> Double {
        try ask("once", Question(series: series.map { $0.map(exp) }, magnitudes: [0]))
    }

    private func ask<Answer: Decodable>(_ word: String, _ question: Question) throws -> Answer {
        let file = FileManager.default.temporaryDirectory
            .appendingPathComponent("joulebench-otava-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try JSONEncoder().encode(question).write(to: file)
        guard let output = try Self.run(python, [word, file.path]) else {
            throw ValidationError("Otava went away while it was asked.")
        }
        return try JSONDecoder().decode(Answer.self, from: output)
    }

    /// What the script of the current folder's repository prints; `nil` where Otava is not there.
    private static func run(_ python: String, _ arguments: [String]) throws -> Data? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python, try script()] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        switch process.terminationStatus {
        case 0: return data
        // There is no such Python, or it has no Otava.
        case 77, 127: return nil
        default:
            throw ValidationError("scripts/ask-otava.py failed with \(process.terminationStatus).")
        }
    }

    private static func script() throws -> String {
        let path = "scripts/ask-otava.py"
        guard FileManager.default.fileExists(atPath: path) else {
            throw ValidationError("There is no \(path) here: run scripts/benchmark regression.")
        }
        return path
    }
}
