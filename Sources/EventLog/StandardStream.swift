internal import Foundation

/// Standard output or standard error, written at once and with every failure told.
///
/// `FileHandle.write(_:)` ends the process by a signal where a stream cannot be written.
public enum StandardStream: Int32, Sendable {
    case output = 1
    case error = 2

    /// Writes a text: one `write` for the whole of it, and more only where the system takes less.
    ///
    /// - Throws: `StreamError` where the stream is closed, its disk is full or its reader gone; the
    ///   last only where the program ignores SIGPIPE.
    public func write(_ text: String) throws(StreamError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { writeOnce($0, to: rawValue) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else {
                try waitOrThrow(errno)
            }
        }
    }

    /// Returns where writing again may succeed; a stream that somebody set not to block is awaited.
    private func waitOrThrow(_ code: Int32) throws(StreamError) {
        switch code {
        case EINTR: return
        case EAGAIN:
            var stream = pollfd(fd: rawValue, events: Int16(POLLOUT), revents: 0)
            poll(&stream, 1, -1)
        default: throw StreamError(stream: self, code: code)
        }
    }
}

/// The system's `write`, whose name the method above hides.
private func writeOnce(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

/// A standard stream that cannot be written.
public struct StreamError: Error, Hashable, CustomStringConvertible {
    public let stream: StandardStream

    /// The system's error number (`errno`).
    public let code: Int32

    public init(stream: StandardStream, code: Int32) {
        self.stream = stream
        self.code = code
    }

    public var description: String {
        "Cannot write to standard \(stream): \(String(cString: strerror(code)))."
    }
}
