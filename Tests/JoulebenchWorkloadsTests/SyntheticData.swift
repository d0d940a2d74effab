import ArgumentParser
import EventLog
import Foundation
import Randomness
import Synchronization

/// A small data set in the layout of Fashion-MNIST: the class is where the bright rows are.
final class SyntheticData {
    let directory: String

    init(training: Int = 600, test: Int = 150) throws {
        directory = NSTemporaryDirectory() + "joulebench-workloads-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: directory,
            withIntermediateDirectories: true
        )
        try write("train", count: training, seed: 1)
        try write("t10k", count: test, seed: 2)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    func file(_ name: String) -> String { "\(directory)/\(name)" }

    private func write(_ part: String, count: Int, seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var images: [UInt8] = [0, 0, 8, 3] + bigEndian(count) + bigEndian(28) + bigEndian(28)
        var labels: [UInt8] = [0, 0, 8, 1] + bigEndian(count)
        for _ in 0..<count {
            let label = Int.random(in: 0..<10, using: &generator)
            labels.append(UInt8(label))
            for pixel in 0..<784 {
                let bright = pixel / 56 == label
                images.append(UInt8.random(in: bright ? 130...255 : 0...90, using: &generator))
            }
        }
        try Data(images).write(to: URL(fileURLWithPath: file("\(part)-images-idx3-ubyte")))
        try Data(labels).write(to: URL(fileURLWithPath: file("\(part)-labels-idx1-ubyte")))
    }

    private func bigEndian(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }
}

/// The events that a command prints.
final class RecordedLog: Sendable {
    private let lines = Mutex<[String]>([])

    var writer: EventLogWriter {
        EventLogWriter { [self] line in lines.withLock { $0.append(line) } }
    }

    var events: [LogLine] {
        get throws { try lines.withLock { $0 }.compactMap { try LogLine.parse($0) } }
    }

    var keys: [String] { get throws { try events.map(\.key) } }

    /// The value of the only point of a key.
    func value(_ key: String) throws -> Double? {
        let found = try events.filter { $0.key == key }
        guard found.count == 1 else { return nil }
        return found[0].value.asNumber
    }
}
