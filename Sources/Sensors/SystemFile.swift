internal import Glibc

/// Small text files of the kernel, read whole.
enum SystemFile {
    /// The text of a file; bytes that are not UTF-8 become U+FFFD.
    ///
    /// - Throws: `SensorError.unreadable` with the number that `open(2)` or `read(2)` gave. Files
    ///   of sysfs may well open and then fail to read (`ENODATA`).
    static func text(at path: String) throws(SensorError) -> String {
        let file = try OpenFile(reading: path)
        var text = ""
        while true {
            var failure: Int32 = 0
            let chunk = String(unsafeUninitializedCapacity: 4096) { buffer in
                let count = Glibc.read(file.descriptor, buffer.baseAddress, buffer.count)
                failure = count < 0 ? errno : 0
                return max(count, 0)
            }
            guard failure == 0 else { throw .unreadable(path: path, errno: failure) }
            // The kernel may give less than was asked for before the end: only nothing is the end.
            if chunk.isEmpty { return text }
            text += chunk
        }
    }

    /// The first line of a file without blanks around it; `nil` where it is empty or unreadable.
    static func line(at path: String) -> String? {
        guard let text = try? text(at: path) else { return nil }
        let line = text.split(separator: "\n").first.map(trimmed) ?? ""
        return line.isEmpty ? nil : line
    }

    /// Whether there is something at a path, readable or not.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The names in a folder, without `.` and `..`, sorted.
    ///
    /// - Throws: `SensorError.unreadable`.
    static func names(in folder: String) throws(SensorError) -> [String] {
        guard let stream = opendir(folder) else { throw .unreadable(path: folder, errno: errno) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A text without the blanks around it.
    static func trimmed(_ text: some StringProtocol) -> String {
        let body = text.drop { $0.isWhitespace }
        let end = body.lastIndex { !$0.isWhitespace }
        guard let end else { return "" }
        return String(body[...end])
    }
}

/// A file descriptor that is closed with its owner.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// - Parameter descriptor: is open, and nobody else's from here on.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Opens a file for reading.
    ///
    /// - Throws: `SensorError.unreadable`.
    init(reading path: String) throws(SensorError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, errno: errno) }
    }

    /// Makes a file, or empties the one that is there, for writing.
    ///
    /// - Throws: `SensorError.unwritable`.
    init(writing path: String) throws(SensorError) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .unwritable(path: path, errno: errno) }
    }

    deinit { close(descriptor) }

    /// The device that holds the file, as `stat(2)` numbers it.
    var device: UInt64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return 0 }
        return UInt64(status.st_dev)
    }
}
