internal import Foundation

/// Whole files, read and written with errors that say what and where.
enum Files {
    static func read(_ path: String) throws(NetworksError) -> [UInt8] {
        guard let file = fopen(path, "rb") else { throw failure(path) }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        while true {
            let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
                count = fread(buffer.baseAddress, 1, buffer.count, file)
            }
            guard ferror(file) == 0 else { throw failure(path) }
            guard !chunk.isEmpty else { return bytes }
            bytes += chunk
        }
    }

    /// Checks that a file can be written at a path, before the work whose result goes there.
    static func checkDestination(_ path: String) throws(NetworksError) {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
        guard access(directory, W_OK | X_OK) == 0 else { throw failure(path) }
    }

    /// Writes a file under another name first and then renames it, so that nobody ever reads half.
    static func write(_ bytes: [UInt8], to path: String) throws(NetworksError) {
        let temporary = "\(path).\(getpid()).partial"
        guard let file = fopen(temporary, "wb") else { throw failure(path) }
        let written = fwrite(bytes, 1, bytes.count, file)
        // Closing writes what is still buffered: a full disk may show only there.
        guard written == bytes.count, fclose(file) == 0, rename(temporary, path) == 0 else {
            let error = failure(path)
            unlink(temporary)
            throw error
        }
    }

    /// The error for the call that has just failed.
    private static func failure(_ path: String) -> NetworksError {
        .file(path: path, reason: String(cString: strerror(errno)))
    }
}
