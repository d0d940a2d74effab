internal import CSystem
internal import Experiment
internal import Foundation
internal import Sensors

/// A program that was started in a session of its own and waits at its gate before it executes.
///
/// The gate lets sensors be opened for a process that has not yet done anything.
struct ChildProcess {
    let pid: pid_t
    let standardOutput: Int32
    let standardError: Int32
    private let gate: Int32
    private let execReport: Int32

    /// The largest memory that this process had held when it forked: the child's `ru_maxrss` begins
    /// with it.
    private let inheritedBytes: Int64

    /// Readable when the process has ended; `nil` on kernels before 5.3.
    let ended: Int32?

    /// Forks the program; it waits until `open()`.
    ///
    /// - Parameters:
    ///   - path: the program file.
    ///   - words: its name and arguments.
    ///   - environment: the whole environment.
    ///   - folder: to execute in; `nil` for that of this process.
    /// - Throws: `TrialsError.system` where the kernel refuses a pipe or a process.
    init(
        path: String,
        words: [String],
        environment: [String: String],
        folder: String? = nil
    ) throws(TrialsError) {
        var own = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &own)
        inheritedBytes = Int64(own.ru_maxrss) * 1024
        let variables = environment.map { "\($0.key)=\($0.value)" }
        var child = joulebench_child()
        let error = withCStrings(words) { argv in
            withCStrings(variables) { envp in joulebench_spawn(path, argv, envp, folder, &child) }
        }
        guard error == 0 else { throw .system(call: "fork", errno: error) }
        pid = child.pid
        standardOutput = child.standard_output
        standardError = child.standard_error
        gate = child.gate
        execReport = child.exec_report
        let descriptor = joulebench_process_descriptor(child.pid)
        ended = descriptor >= 0 ? descriptor : nil
    }

    /// Lets the program execute.
    ///
    /// - Returns: `nil`, or the reason why the kernel would not execute the file.
    func open() -> String? {
        var byte: UInt8 = 1
        guard write(gate, &byte, 1) == 1 else { return Self.text(of: errno) }
        var error: Int32 = 0
        var got: Int
        repeat {
            got = read(execReport, &error, MemoryLayout<Int32>.size)
        } while got < 0 && errno == EINTR
        // End of file: the descriptor was closed by the successful exec.
        return got == MemoryLayout<Int32>.size ? Self.text(of: error) : nil
    }

    /// Sends a signal to the process and all that stayed in its process group.
    func signalGroup(_ signal: Int32) { kill(-pid, signal) }

    /// The wait status and resource usage, where the process has ended.
    func reap(blocking: Bool) -> (code: Int32, usage: ResourceUsage)? {
        var status: Int32 = 0
        var usage = rusage()
        var got: pid_t
        repeat {
            got = wait4(pid, &status, blocking ? 0 : WNOHANG, &usage)
        } while got < 0 && errno == EINTR
        guard got == pid else { return nil }
        return (
            joulebench_exit_code(status), ResourceUsage(usage, inheritedBytes: inheritedBytes)
        )
    }

    /// Ends a program that has not executed.
    func abandon() {
        kill(pid, SIGKILL)
        _ = reap(blocking: true)
    }

    func closeDescriptors() {
        for descriptor in [standardOutput, standardError, gate, execReport] { close(descriptor) }
        if let ended { close(ended) }
    }

    private static func text(of error: Int32) -> String { String(cString: strerror(error)) }
}

extension ResourceUsage {
    fileprivate init(_ usage: rusage, inheritedBytes: Int64) {
        func nanoseconds(_ time: timeval) -> Int64 {
            Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_usec) * 1000
        }
        let largest = Int64(usage.ru_maxrss) * 1024
        self.init(
            userNanoseconds: nanoseconds(usage.ru_utime),
            systemNanoseconds: nanoseconds(usage.ru_stime),
            largestProcessBytes: largest > inheritedBytes ? largest : nil
        )
    }
}
