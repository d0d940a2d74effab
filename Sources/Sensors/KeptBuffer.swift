internal import Glibc

/// Memory that files are read into again and again; it grows when one does not fit, and then stays.
final class KeptBuffer {
    private var memory: UnsafeMutableRawBufferPointer

    init(capacity: Int = 8192) {
        memory = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit { memory.deallocate() }

    /// Reads a file from its beginning by `pread`, which makes procfs and sysfs write it anew.
    ///
    /// - Parameters:
    ///   - descriptor: open for reading.
    ///   - wholly: whether to read on until nothing comes. Files that the kernel writes in one
    ///     piece come with the first read where there is room; lists come in parts.
    /// - Returns: the bytes, good until the next read, or the number of the error.
    func read(_ descriptor: Int32, wholly: Bool = false) -> Content {
        var count = 0
        while true {
            if count == memory.count { grow() }
            guard let base = memory.baseAddress else { return Content(bytes: nil, errno: ENOMEM) }
            let got = pread(descriptor, base + count, memory.count - count, off_t(count))
            if got < 0 {
                if errno == EINTR { continue }
                return Content(bytes: nil, errno: errno)
            }
            count += got
            if got == 0 || (!wholly && count < memory.count) { break }
        }
        return Content(bytes: UnsafeRawBufferPointer(rebasing: memory[..<count]), errno: 0)
    }

    /// What a read gave: bytes, or the number of an error.
    struct Content {
        var bytes: UnsafeRawBufferPointer?
        var errno: Int32
    }

    private func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: memory.count * 2,
            alignment: 16
        )
        larger.copyMemory(from: UnsafeRawBufferPointer(memory))
        memory.deallocate()
        memory = larger
    }
}
