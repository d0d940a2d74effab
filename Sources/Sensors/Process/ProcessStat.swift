/// The fields of `/proc/PID/stat` that the harness needs (`proc_pid_stat(5)`).
package struct ProcessStat: Sendable, Hashable {
    package var parent: Int32

    /// CPU time in user and kernel mode of all its threads, in ticks.
    package var ownTicks: UInt64

    /// The same of the children that it has waited for, and theirs.
    package var waitedForTicks: UInt64

    /// Parses the bytes of the file; allocates nothing.
    ///
    /// - Returns: `nil` where they are not such a line.
    init?(parsing bytes: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(bytes)
        // The name may hold blanks and parentheses: only the last one that closes is sure to end it.
        guard scanner.number() != nil, scanner.skipPast(last: UInt8(ascii: ")")),
            scanner.skipWord(), let parent = scanner.number(),
            let parent = Int32(exactly: parent)
        else { return nil }
        // Fields 5 to 13 of the manual page; the fifth and later may be negative.
        for _ in 5...13 { guard scanner.skipWord() else { return nil } }
        guard let user = scanner.number(), let system = scanner.number(),
            let waitedUser = scanner.number(), let waitedSystem = scanner.number()
        else { return nil }
        self.parent = parent
        ownTicks = user &+ system
        waitedForTicks = waitedUser &+ waitedSystem
    }

    package init?(parsing text: String) {
        var text = text
        guard let stat = text.withUTF8({ ProcessStat(parsing: UnsafeRawBufferPointer($0)) }) else {
            return nil
        }
        self = stat
    }
}

/// The resident memory of a process in bytes: now, and at most since its program was started.
package struct ResidentMemory: Sendable, Hashable {
    package var now: UInt64
    package var peak: UInt64

    /// Parses `VmRSS` and `VmHWM` of `/proc/PID/status`; allocates nothing.
    ///
    /// A process that has ended but was not waited for has neither, and so none.
    init(parsing bytes: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(bytes)
        (now, peak) = (0, 0)
        repeat {
            if scanner.skip("VmHWM:") {
                peak = (scanner.number() ?? 0) &* 1024
            } else if scanner.skip("VmRSS:") {
                now = (scanner.number() ?? 0) &* 1024
                // VmHWM stands right before it.
                return
            }
        } while scanner.skipLine()
    }
}

/// Bytes that went to and from storage for a process and the children that it has waited for.
package struct StorageTraffic: Sendable, Hashable {
    package var readBytes: UInt64
    package var writtenBytes: UInt64

    /// Parses `read_bytes` and `write_bytes` of `/proc/PID/io` (`proc_pid_io(5)`); allocates
    /// nothing.
    ///
    /// - Returns: `nil` where they are not there.
    init?(parsing bytes: UnsafeRawBufferPointer) {
        var scanner = ByteScanner(bytes)
        var read: UInt64?
        var written: UInt64?
        repeat {
            if scanner.skip("read_bytes:") {
                read = scanner.number()
            } else if scanner.skip("write_bytes:") {
                written = scanner.number()
            }
        } while scanner.skipLine()
        guard let read, let written else { return nil }
        readBytes = read
        writtenBytes = written
    }
}
