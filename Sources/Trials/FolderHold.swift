internal import Experiment
internal import Foundation
internal import Synchronization

/// The folders that this process fills, each held so that nobody takes it for what a killed one left.
///
/// An advisory lock (`flock(2)`) on the folder itself: it ends with the process however that ends,
/// and holds too between containers that share the folder, where process numbers mean nothing.
final class FolderHold: Sendable {
    private let descriptors = Mutex<[String: Int32]>([:])

    deinit {
        descriptors.withLock { held in
            for descriptor in held.values { close(descriptor) }
        }
    }

    /// Holds a folder; where the file system knows no locks, nothing is held.
    func take(_ path: String) {
        let descriptor = Self.openFolder(path)
        guard descriptor >= 0 else { return }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return
        }
        let former = descriptors.withLock { $0.updateValue(descriptor, forKey: path) }
        if let former { close(former) }
    }

    func release(_ path: String) {
        let descriptor = descriptors.withLock { $0.removeValue(forKey: path) }
        if let descriptor { close(descriptor) }
    }

    /// Whether somebody holds a folder.
    ///
    /// - Returns: `nil` where that cannot be told.
    static func isHeld(_ path: String) -> Bool? {
        let descriptor = openFolder(path)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return false }
        return errno == EWOULDBLOCK ? true : nil
    }

    private static func openFolder(_ path: String) -> Int32 {
        open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
    }
}

extension FileManager {
    /// Makes a folder with those around it; one that is there is as good.
    ///
    /// - Throws: `TrialsError.folder`, which names `root`.
    func makeFolder(_ path: String, below root: String) throws(TrialsError) {
        do {
            try createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .folder(path: root, reason: error.localizedDescription.withoutFullStop)
        }
    }
}
