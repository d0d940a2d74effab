import Glibc
import Synchronization
import Testing

/// A real shell, which runs a script and can be told to go on.
final class ChildProcess {
    let pid: Int32
    private let input: Int32
    private let output: Int32
    private var isWaitedFor = false

    /// The kernel's account of it and all that it waited for, once it is finished.
    private(set) var usage = rusage()

    /// One start at a time: a child must not inherit the pipe of another one.
    private static let starting = Mutex(())

    /// - Parameter script: for `/bin/sh`; `SPIN` stands for a command that uses CPU time. A shell
    ///   takes the input away from what runs in the background: keep it with `exec 3<&0`.
    /// - Throws: where it cannot be started.
    init(_ script: String) throws {
        let spin = "i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done"
        let text = script.split(separator: "SPIN", omittingEmptySubsequences: false)
            .joined(separator: spin)
        (pid, input, output) = try Self.starting.withLock { _ in try Self.start(text) }
    }

    private static func start(_ text: String) throws -> (Int32, Int32, Int32) {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        try #require(pipe(&toChild) == 0 && pipe(&fromChild) == 0)
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        // Threads of a test library may block signals, and a shell that never gets SIGCHLD waits
        // for ever.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let arguments: [String] = ["/bin/sh", "-c", text]
        let words = arguments.map { strdup($0) }
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, words + [nil], nil)
        close(toChild[0])
        close(fromChild[1])
        try #require(code == 0, "posix_spawn gave \(code)")
        return (child, toChild[1], fromChild[0])
    }

    /// Waits for a line that the script prints.
    func line() -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { line.append(byte) }
        return String(decoding: line, as: UTF8.self)
    }

    /// Lets the script's next `read` return.
    func proceed() {
        let newline: [UInt8] = [UInt8(ascii: "\n")]
        write(input, newline, 1)
    }

    /// Waits for the end without taking the process off the kernel's list.
    func waitUntilEnded() {
        var info = siginfo_t()
        waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT)
    }

    /// Waits for the end.
    ///
    /// - Returns: the CPU time of the process and all that it waited for, in nanoseconds.
    @discardableResult
    func finish() -> UInt64 {
        guard !isWaitedFor else { return 0 }
        isWaitedFor = true
        close(input)
        var status: Int32 = 0
        wait4(pid, &status, 0, &usage)
        close(output)
        let times = [usage.ru_utime, usage.ru_stime]
        return times.reduce(0) {
            $0 + UInt64($1.tv_sec) * 1_000_000_000 + UInt64($1.tv_usec) * 1000
        }
    }

    deinit { finish() }
}
