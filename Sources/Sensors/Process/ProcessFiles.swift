internal import Glibc

/// The files of one process in procfs, kept open from its first sample to its last.
///
/// Opening them costs more than reading them; and they stay those of this process: when it is gone
/// they fail (`ESRCH`) and never show another process with its number.
final class ProcessFiles {
    let pid: Int32
    let stat: Int32
    let status: Int32

    /// −1 where the process belongs to somebody else.
    let io: Int32
    private let folder: String
    private var tasks: OpaquePointer?

    /// The `children` file of each thread.
    private var threads: [Int32: Int32] = [:]

    /// The walk that saw the process last.
    var walk = 0

    /// - Returns: `nil` where the process is gone.
    init?(pid: Int32, root: String) {
        folder = "\(root)/\(pid)"
        stat = open("\(folder)/stat", O_RDONLY | O_CLOEXEC)
        guard stat >= 0 else { return nil }
        self.pid = pid
        status = open("\(folder)/status", O_RDONLY | O_CLOEXEC)
        io = open("\(folder)/io", O_RDONLY | O_CLOEXEC)
        tasks = opendir("\(folder)/task")
    }

    deinit {
        for descriptor in [stat, status, io] where descriptor >= 0 { close(descriptor) }
        for descriptor in threads.values { close(descriptor) }
        if let tasks { closedir(tasks) }
    }

    /// Puts the children of all threads behind what a list holds.
    ///
    /// The kernel may leave one out while its siblings end (`proc_pid_children(5)`); the next
    /// reading has it again.
    func appendChildren(to list: inout [Int32], buffer: KeptBuffer) {
        guard let tasks else { return }
        rewinddir(tasks)
        var count = 0
        while let entry = readdir(tasks) {
            guard let thread = Self.number(of: entry), let file = file(of: thread) else { continue }
            count += 1
            guard let bytes = buffer.read(file, wholly: true).bytes else { continue }
            var scanner = ByteScanner(bytes)
            while let child = scanner.number() {
                if let child = Int32(exactly: child) { list.append(child) }
            }
        }
        if threads.count > count { forgetEndedThreads() }
    }

    private func file(of thread: Int32) -> Int32? {
        if let known = threads[thread] { return known }
        let file = open("\(folder)/task/\(thread)/children", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        threads[thread] = file
        return file
    }

    private func forgetEndedThreads() {
        for (thread, file) in threads where access("\(folder)/task/\(thread)", F_OK) != 0 {
            close(file)
            threads[thread] = nil
        }
    }

    /// The number that an entry of a folder is named by; `nil` for other names.
    private static func number(of entry: UnsafeMutablePointer<dirent>) -> Int32? {
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
            let end = name.firstIndex(of: 0) ?? name.count
            return CounterText.number(in: UnsafeRawBufferPointer(rebasing: name[..<end]))
                .flatMap { Int32(exactly: $0) }
        }
    }
}
