internal import Experiment
internal import Foundation
internal import Sensors
internal import Units

/// The turn to measure on this host, which one harness has at a time, whoever's it is.
///
/// An advisory lock (`flock(2)`) on a file that all users of the host share. It belongs to the open
/// file, so it is gone with its last holder however that ends: the harness, and its guardian, which
/// keeps it until nothing is left of a workload whose harness was killed.
public final class HostLock: Sendable {
    /// Who has the turn.
    public struct Holder: Sendable, Hashable, Codable {
        public var process: Int32

        /// The number of its PID namespace: in another one the process number means nothing.
        public var namespace: String
        public var user: String
        public var command: String
        public var sinceMilliseconds: Int64

        /// `nil` while the run has no id yet.
        public var runID: String?

        /// This process.
        ///
        /// - Parameter command: as it was typed.
        /// - Returns: its description as of now.
        public static func current(command: String) -> Holder {
            Holder(
                process: getpid(),
                namespace: ownNamespace,
                user: NSUserName(),
                command: String(command.prefix(300)),
                sinceMilliseconds: Int64(Date().timeIntervalSince1970 * 1000)
            )
        }

        fileprivate static var ownNamespace: String {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid"))
                ?? "unknown"
        }

        /// Whether it was killed, and only its guardian still has the lock.
        fileprivate var isGone: Bool {
            guard namespace == Self.ownNamespace else { return false }
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let name = text.lastIndex(of: ")")
            else { return kill(process, 0) != 0 && errno == ESRCH }
            // A zombie has let go of all its files.
            return "ZX".contains(text[name...].dropFirst(2).first ?? "?")
        }
    }

    /// The variable that names another file, such as one that several containers share.
    public static let variable = "JOULEBENCH_LOCK"

    let descriptor: Int32
    private let holder: Holder

    /// How often a lock that is held is tried again, and for how long that of a harness that was
    /// killed: its guardian ends the workload first.
    private static let pause = Duration.milliseconds(50)
    private static let guardianTime = Duration.seconds(10)
    private static let mostBytes = 4096

    private init(descriptor: Int32, holder: Holder) {
        self.descriptor = descriptor
        self.holder = holder
    }

    deinit {
        ftruncate(descriptor, 0)
        // Closing alone would leave it to the guardian, which has the same file open.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The file that all users of this host lock: that of `JOULEBENCH_LOCK`, else `joulebench.lock`
    /// in the first folder in which everybody may make files.
    ///
    /// Whether everybody may is asked and not whether we may: root and others must come to the same
    /// file.
    ///
    /// - Parameters:
    ///   - environment: of this process.
    ///   - folders: those to look at.
    /// - Returns: a path; the file need not be there.
    /// - Throws: `TrialsError.lock` where there is none.
    public static func path(
        environment: [String: String],
        folders: [String] = ["/run/lock", "/tmp", "/var/tmp", "/dev/shm"]
    ) throws(TrialsError) -> String {
        if let named = environment[variable], !named.isEmpty { return named }
        for folder in folders {
            var information = stat()
            // World-writable and sticky, as all users' folders are.
            guard stat(folder, &information) == 0, information.st_mode & S_IFMT == S_IFDIR,
                information.st_mode & 0o1777 == 0o1777
            else { continue }
            return folder + "/joulebench.lock"
        }
        throw .lock(
            path: folders.joined(separator: ", "),
            reason: "there is no folder in which every user may make a file"
        )
    }

    /// Takes the turn.
    ///
    /// - Parameters:
    ///   - path: the file, which is made where it is not there and never removed.
    ///   - holder: who asks.
    ///   - wait: how long to wait for another's end.
    ///   - onWait: is called once where one is waited for, with what is known of the holder.
    /// - Returns: the lock, held until its last reference goes.
    /// - Throws: `TrialsError.hostInUse` where another still has it, `TrialsError.lock` where the
    ///   file cannot be used.
    public static func acquire(
        path: String,
        holder: Holder,
        wait: Duration = .zero,
        onWait: (Holder?) -> Void = { _ in }
    ) throws(TrialsError) -> HostLock {
        let descriptor = try openFile(path)
        let started = MonotonicInstant.now()
        var hasSaid = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let error = errno
            if error == EINTR { continue }
            guard error == EWOULDBLOCK else {
                close(descriptor)
                throw .lock(path: path, reason: String(cString: strerror(error)))
            }
            let other = read(descriptor)
            let waited = MonotonicInstant.now() - started
            let isEnding = other?.isGone == true && waited < guardianTime
            guard waited < wait || isEnding else {
                close(descriptor)
                throw .hostInUse(by: other, path: path)
            }
            if !hasSaid, !isEnding {
                onWait(other)
                hasSaid = true
            }
            usleep(useconds_t(pause.inNanoseconds / 1000))
        }
        let lock = HostLock(descriptor: descriptor, holder: holder)
        lock.note(holder)
        return lock
    }

    /// Says which run is being made, for whoever is refused.
    public func note(runID: String) {
        var holder = holder
        holder.runID = runID
        note(holder)
    }

    private static func openFile(_ path: String) throws(TrialsError) -> Int32 {
        // First without O_CREAT: in a sticky folder that refuses the files of others
        // (fs.protected_regular). The holder's description needs no write access to lock.
        let flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        var descriptor = open(path, O_RDWR | flags)
        if descriptor < 0, errno == ENOENT {
            descriptor = open(path, O_RDWR | O_CREAT | flags, 0o666)
            // Whatever the umask says: the others must be able to say who they are.
            if descriptor >= 0 { fchmod(descriptor, 0o666) }
        }
        if descriptor < 0, errno == EACCES || errno == EROFS {
            descriptor = open(path, O_RDONLY | flags)
        }
        guard descriptor >= 0 else {
            throw .lock(path: path, reason: String(cString: strerror(errno)))
        }
        var information = stat()
        // A hard link could be a file of ours that somebody wants to have overwritten.
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_nlink <= 1
        else {
            close(descriptor)
            throw .lock(path: path, reason: "it is not a plain file of its own")
        }
        return descriptor
    }

    private func note(_ holder: Holder) {
        guard let data = try? JSONEncoder().encode(holder), data.count <= Self.mostBytes else {
            return
        }
        ftruncate(descriptor, 0)
        _ = data.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func read(_ descriptor: Int32) -> Holder? {
        var bytes = [UInt8](repeating: 0, count: mostBytes)
        let got = pread(descriptor, &bytes, bytes.count, 0)
        guard got > 0 else { return nil }
        return try? JSONDecoder().decode(Holder.self, from: Data(bytes[..<got]))
    }
}

extension HostLock.Holder: CustomStringConvertible {
    public var description: String {
        let date = Date(timeIntervalSince1970: Double(sinceMilliseconds) / 1000)
        let since = ISO8601DateFormatter().string(from: date)
        let run = runID.map { ", run \($0.prefix(8))" } ?? ""
        let text = "process \(process) of \(user) since \(since)\(run): \(command)"
        // The file is everybody's to write.
        return String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 }))
    }
}
