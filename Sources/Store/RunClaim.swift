internal import Experiment
internal import Foundation

/// A harness's hold on one run of a database, which ends with the harness however that ends.
///
/// An advisory lock (`flock(2)`) on a file beside the database, which is taken away with the claim.
/// A file that nobody holds is what a killed harness left.
public final class RunClaim: Sendable {
    private let path: String
    private let descriptor: Int32

    fileprivate init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // Taken away while it is held, so that nobody can be waiting on a file without a name.
        unlink(path)
        close(descriptor)
    }
}

extension ResultStore {
    private func claimPath(ofRun id: String) -> String { "\(path)-run-\(id.prefix(8)).lock" }

    private var isInMemory: Bool { path == ":memory:" }

    /// Takes a run into this harness's hands, before it is stored or gone on with.
    ///
    /// - Returns: the claim, held until its last reference goes; `nil` for a database in memory.
    /// - Throws: `StoreError.runInUse` where another harness has it, `StoreError.failed` where no
    ///   file can be made beside the database.
    public func claim(runID id: String) throws(StoreError) -> RunClaim? {
        guard !isInMemory else { return nil }
        let place = claimPath(ofRun: id)
        // One who only looks holds it for a moment; a file that was taken away is made anew.
        for attempt in 0..<40 {
            if attempt > 0 { usleep(25_000) }
            let descriptor = open(place, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
            guard descriptor >= 0 else {
                throw .failed(path: place, reason: String(cString: strerror(errno)))
            }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, Self.isFile(descriptor, at: place) {
                return RunClaim(path: place, descriptor: descriptor)
            }
            close(descriptor)
        }
        throw .runInUse(String(id.prefix(8)))
    }

    /// Whether a harness has a run in its hands.
    ///
    /// - Returns: `nil` where that cannot be told.
    public func isClaimed(runID id: String) -> Bool? {
        guard !isInMemory else { return nil }
        let descriptor = open(claimPath(ofRun: id), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return errno == ENOENT ? false : nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return false }
        return errno == EWOULDBLOCK ? true : nil
    }

    /// Whether somebody has a run in the hands that says of itself that it is running.
    ///
    /// - Parameter run: with its history: of one without, nobody made a file.
    /// - Returns: `nil` where that cannot be told, or the run says that it has ended.
    func attendance(of run: Run) -> Bool? {
        guard run.state == .running, !run.history.sessions.isEmpty else { return nil }
        return isClaimed(runID: run.id)
    }

    private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
        var (ours, named) = (stat(), stat())
        return fstat(descriptor, &ours) == 0 && lstat(path, &named) == 0
            && ours.st_ino == named.st_ino && ours.st_dev == named.st_dev
    }
}
