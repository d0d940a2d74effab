import Foundation

/// What a build prints, in a file beside its tree; held as long as this is, so that two builds of one
/// tree keep out of each other's way.
final class BuildLog {
    let path: String
    private let descriptor: Int32

    /// The last lines, for the error of a build that fails.
    private(set) var lastLines: [String] = []

    private static let mostLastLines = 20

    /// Opens the file and empties it.
    ///
    /// - Throws: `BuildError.inUse` where another process holds it, `.cannotWrite`.
    init(path: String) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else {
            throw BuildError.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            throw BuildError.inUse(path: path)
        }
        ftruncate(descriptor, 0)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// A log that cannot be written is no reason to stop the build.
    func append(_ line: String) {
        lastLines.append(line)
        if lastLines.count > Self.mostLastLines { lastLines.removeFirst() }
        var rest = Array((line + "\n").utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
