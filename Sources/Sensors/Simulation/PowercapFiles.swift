internal import Experiment
internal import Foundation
internal import Synchronization
internal import Units

/// A simulated powercap tree as plain files in a folder, kept up to date by a thread.
///
/// For tests and trials of the path through real files: point the movable root at the folder.
/// Each value is one `pwrite` of the same width over the one before it, so that the files never
/// get shorter. Linux does not promise that a read meets such a write whole on every file
/// system; 21 bytes inside one page come as near to it as plain files can.
package final class PowercapFiles: Sendable {
    private let isStopping = Atomic<Bool>(false)
    private let stopped = DispatchSemaphore(value: 0)

    /// Writes the files and starts to update them.
    ///
    /// - Parameters:
    ///   - tree: what the counters follow.
    ///   - folder: is made where it is missing; stands for `/sys/class/powercap`.
    ///   - period: of the updates.
    /// - Throws: `SensorError.unwritable`.
    package init(
        of tree: SimulatedPowercap,
        in folder: String,
        every period: Duration = .milliseconds(1)
    ) throws(SensorError) {
        try makeFolder("\(folder)/intel-rapl")
        _ = try Self.write("1\n", to: "\(folder)/intel-rapl/enabled")
        var files: [(SimulatedPowercap.Zone, OpenFile)] = []
        for zone in tree.zones {
            let place = "\(folder)/\(zone.entry)"
            try makeFolder(place)
            _ = try Self.write(zone.name + "\n", to: "\(place)/name")
            _ = try Self.write("\(zone.range)\n", to: "\(place)/max_energy_range_uj")
            files.append((zone, try OpenFile(writing: "\(place)/energy_uj")))
        }
        let counters = files
        let update: @Sendable () -> Void = {
            let time = tree.now() - tree.origin
            for (zone, file) in counters {
                Self.put(zone.microjoules(after: time, faults: tree.faults), into: file)
            }
        }
        // Once before anyone can look.
        update()
        let thread = Thread { [self] in
            while !isStopping.load(ordering: .acquiring) {
                update()
                Thread.sleep(forTimeInterval: period.inSeconds)
            }
            stopped.signal()
        }
        thread.start()
    }

    /// Ends the updates; returns when the last one is done.
    ///
    /// The files stay.
    package func stop() {
        guard !isStopping.exchange(true, ordering: .acquiringAndReleasing) else { return }
        stopped.wait()
    }

    private static func put(_ value: UInt64, into file: OpenFile) {
        withUnsafeTemporaryAllocation(byteCount: CounterText.capacity, alignment: 8) { buffer in
            let count = CounterText.write(value, digits: 20, into: buffer)
            pwrite(file.descriptor, buffer.baseAddress, count, 0)
        }
    }

    private static func write(_ text: String, to path: String) throws(SensorError) -> OpenFile {
        let file = try OpenFile(writing: path)
        var text = text
        let count = text.withUTF8 { pwrite(file.descriptor, $0.baseAddress, $0.count, 0) }
        guard count == text.utf8.count else { throw .unwritable(path: path, errno: errno) }
        return file
    }
}

private func makeFolder(_ path: String) throws(SensorError) {
    do {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
        throw .unwritable(path: path, errno: EACCES)
    }
}
