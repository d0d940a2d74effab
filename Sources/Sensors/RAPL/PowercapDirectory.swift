internal import Glibc

/// The powercap tree in a folder, by default the kernel's own.
package struct PowercapDirectory: PowercapTree {
    /// The flat folder of the kernel (`Documentation/power/powercap/powercap.rst`).
    package static let system = "/sys/class/powercap"

    package let location: String
    package let pause: (@Sendable () -> Void)?
    private let sysfsDevices: Set<UInt64>

    /// - Parameters:
    ///   - location: the folder.
    ///   - pause: lets a refresh of the counters pass.
    package init(
        _ location: String = system,
        pause: @escaping @Sendable () -> Void = { usleep(1000) }
    ) {
        self.location = location
        self.pause = pause
        sysfsDevices = SysfsMounts.devices(mountinfo: "/proc/self/mountinfo")
    }

    package var simulation: String { "simulated: read from \(location), which is not sysfs" }

    package func entries() throws(SensorError) -> [String] {
        try SystemFile.names(in: location)
    }

    package func text(of file: String, in entry: String) throws(SensorError) -> String {
        try SystemFile.text(at: "\(location)/\(entry)/\(file)")
    }

    package func openCounter(of entry: String) throws(SensorError) -> any PowercapCounter {
        let file = try OpenFile(reading: "\(location)/\(entry)/energy_uj")
        return Counter(file: file, isSimulated: !sysfsDevices.contains(file.device))
    }

    /// A counter file that stays open: `pread` at 0 makes the kernel format the value anew, and
    /// costs a tenth of opening the file each time.
    private final class Counter: PowercapCounter {
        private let file: OpenFile
        let isSimulated: Bool

        init(file: OpenFile, isSimulated: Bool) {
            self.file = file
            self.isSimulated = isSimulated
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let count = pread(file.descriptor, buffer.baseAddress, buffer.count, 0)
            return count >= 0 ? count : -Int(errno)
        }
    }
}

/// Which devices are sysfs, so that a plain folder is never taken for the machine.
package enum SysfsMounts {
    /// The numbers of all mounted instances of sysfs, as `stat(2)` gives them in `st_dev`.
    ///
    /// Read from `/proc/self/mountinfo` (`proc_pid_mountinfo(5)`: the third field is the device,
    /// the first after `-` the type). `statfs(2)` would say it too; Swift's Glibc module lacks it.
    ///
    /// - Returns: none where the file cannot be read, so that nothing counts as the machine.
    static func devices(mountinfo path: String) -> Set<UInt64> {
        guard let text = try? SystemFile.text(at: path) else { return [] }
        return devices(in: text)
    }

    package static func devices(in mountinfo: String) -> Set<UInt64> {
        var devices: Set<UInt64> = []
        for line in mountinfo.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count, dash > 2,
                fields[dash + 1] == "sysfs"
            else { continue }
            let numbers = fields[2].split(separator: ":").compactMap { UInt64($0) }
            if numbers.count == 2 { devices.insert(device(numbers[0], numbers[1])) }
        }
        return devices
    }

    /// `makedev(3)`, a macro in C: 12 low bits of the major number lie between the minor's.
    private static func device(_ major: UInt64, _ minor: UInt64) -> UInt64 {
        (minor & 0xFF) | ((major & 0xFFF) << 8)
            | ((minor & ~0xFF) << 12) | ((major & ~0xFFF) << 32)
    }
}
