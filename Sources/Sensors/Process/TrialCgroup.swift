internal import Glibc

/// The cgroup of one trial, removed with its last reference.
package final class TrialCgroup {
    private let folder: CgroupFolder
    private let cpu: OpenFile?
    private let members: OpenFile?

    /// The files of the controllers that are there.
    let memoryPeak: OpenFile?
    let storage: OpenFile?

    /// Makes a cgroup and moves a process into it, which has not executed its program yet.
    ///
    /// - Parameters:
    ///   - home: the folder of the cgroup to make it in.
    ///   - root: the process.
    /// - Throws: `SensorError.unwritable`; no cgroup is left then.
    init(in home: String, root: Int32) throws(SensorError) {
        let folder = CgroupFolder("\(home)/\(CgroupName(root: root).text)")
        try folder.make()
        do throws(SensorError) {
            try folder.write("\(root)", to: "cgroup.procs")
        } catch {
            folder.remove()
            throw error
        }
        self.folder = folder
        cpu = folder.open("cpu.stat")
        members = folder.open("cgroup.procs")
        memoryPeak = folder.open("memory.peak")
        storage = folder.open("io.stat")
    }

    /// A folder that is there already and stays: for tests of how the files are read.
    package init(reading folder: String) {
        self.folder = CgroupFolder(folder, isOurs: false)
        cpu = self.folder.open("cpu.stat")
        members = self.folder.open("cgroup.procs")
        memoryPeak = self.folder.open("memory.peak")
        storage = self.folder.open("io.stat")
    }

    deinit { folder.remove() }

    var path: String { folder.path }

    /// Whether what every cgroup has is there.
    var isComplete: Bool { cpu != nil && members != nil }

    /// CPU time of all processes that ever were in it, in ns.
    ///
    /// Reads `usage_usec` of `cpu.stat`.
    package func cpuNanoseconds(_ buffer: KeptBuffer) -> UInt64? {
        guard let cpu, let bytes = buffer.read(cpu.descriptor).bytes else { return nil }
        var scanner = ByteScanner(bytes)
        repeat {
            if scanner.skip("usage_usec ") { return scanner.number().map { $0 &* 1000 } }
        } while scanner.skipLine()
        return nil
    }

    /// The most memory that it ever held, file cache and the kernel's part included, in bytes.
    package func memoryPeakBytes(_ buffer: KeptBuffer) -> UInt64? {
        guard let memoryPeak, let bytes = buffer.read(memoryPeak.descriptor).bytes else {
            return nil
        }
        return CounterText.number(in: bytes)
    }

    /// Bytes to and from all devices, of `rbytes=` and `wbytes=` in `io.stat`.
    package func storageTraffic(_ buffer: KeptBuffer) -> StorageTraffic? {
        guard let storage, let bytes = buffer.read(storage.descriptor, wholly: true).bytes else {
            return nil
        }
        return StorageTraffic(ofDevices: bytes)
    }

    /// The numbers of its processes, one in each line; good until the buffer is used again.
    package func memberList(_ buffer: KeptBuffer) -> UnsafeRawBufferPointer? {
        guard let members else { return nil }
        return buffer.read(members.descriptor, wholly: true).bytes
    }
}

extension StorageTraffic {
    /// Adds up the lines "8:0 rbytes=1 wbytes=2 rios=…" of a cgroup's `io.stat`; none is no traffic.
    package init?(ofDevices bytes: UnsafeRawBufferPointer) {
        (readBytes, writtenBytes) = (0, 0)
        var scanner = ByteScanner(bytes)
        guard !scanner.isAtEnd else { return }
        repeat {
            guard scanner.skipWord() else { continue }
            while true {
                scanner.skipBlanks()
                if scanner.skip("rbytes=") {
                    guard let number = scanner.number() else { return nil }
                    readBytes &+= number
                } else if scanner.skip("wbytes=") {
                    guard let number = scanner.number() else { return nil }
                    writtenBytes &+= number
                } else if !scanner.skipWord() {
                    break
                }
            }
        } while scanner.skipLine()
    }
}

/// A folder of the cgroup file system.
struct CgroupFolder: Sendable {
    let path: String

    /// Whether it goes with its trial.
    let isOurs: Bool

    init(_ path: String, isOurs: Bool = true) {
        self.path = path
        self.isOurs = isOurs
    }

    func make() throws(SensorError) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw .unwritable(path: path, errno: errno)
        }
    }

    func open(_ file: String) -> OpenFile? { try? OpenFile(reading: "\(path)/\(file)") }

    func write(_ text: String, to file: String) throws(SensorError) {
        let whole = "\(path)/\(file)"
        let descriptor = Glibc.open(whole, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unwritable(path: whole, errno: errno) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw .unwritable(path: whole, errno: errno)
        }
    }

    /// Removes it, with what is still in it.
    ///
    /// The harness has ended the workload by then; a process that is just ending, or one that
    /// escaped it, is killed (`cgroup.kill`, Linux 5.14), and waited for for a moment. What cannot
    /// be removed then is, at the start of the next harness.
    func remove() {
        guard isOurs else { return }
        for attempt in 0..<50 {
            if rmdir(path) == 0 || errno == ENOENT { return }
            if attempt == 0 { try? write("1", to: "cgroup.kill") }
            usleep(2000)
        }
    }
}
