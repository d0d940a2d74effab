internal import CSystem
internal import Experiment
internal import Glibc
internal import Units

/// A program that is run for what it prints, in a session of its own.
///
/// Used on one thread. The kernel ends the program when that thread ends, so that it does not
/// outlive a killed harness.
package struct ChildProgram: ~Copyable {
    enum Event {
        case output([UInt8])
        /// It ended, or closed its output.
        case end
        case deadline
        case wakeup
    }

    let pid: Int32
    private let child: joulebench_child

    /// Readable when the process has ended; −1 on kernels before 5.3.
    private let ended: Int32

    /// The first part of what it wrote to standard error.
    private(set) var complaint: [UInt8] = []
    private var hasClosedErrors = false

    /// Whether it was ended and taken off the kernel's list.
    private var isReaped = false

    private init(_ child: joulebench_child) {
        self.child = child
        pid = child.pid
        ended = joulebench_process_descriptor(child.pid)
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - words: the program file with its arguments.
    ///   - environment: the whole environment.
    /// - Returns: the program, which has begun.
    /// - Throws: `NVIDIAFault` where it cannot be executed.
    static func start(
        _ words: [String],
        environment: [String: String]
    ) throws(NVIDIAFault) -> ChildProgram {
        let path = words.first ?? ""
        var child = joulebench_child()
        let error = withCStrings(words) { argv in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                joulebench_spawn(path, argv, envp, nil, &child)
            }
        }
        guard error == 0 else { throw .refused("\(path): \(errorText(error))") }
        let program = ChildProgram(child)
        if let code = program.execute() { throw .refused("\(path): \(errorText(code))") }
        return program
    }

    /// Lets the program execute; gives the error number where the kernel refuses.
    private func execute() -> Int32? {
        var byte: UInt8 = 1
        guard write(child.gate, &byte, 1) == 1 else { return errno }
        var code: Int32 = 0
        var got = 0
        repeat {
            got = read(child.exec_report, &code, MemoryLayout<Int32>.size)
        } while got < 0 && errno == EINTR
        // End of file: the descriptor was closed by the successful exec.
        return got > 0 ? code : nil
    }

    /// Ends the program, with what it started and left in its session, and waits for it.
    ///
    /// What it put into a session of its own is not reached: `nvidia-smi` starts nothing.
    ///
    /// - Returns: whether it is gone. One that hangs in the driver cannot be killed, and waiting
    ///   for it would hang the harness, too; it is given up after a second.
    mutating func end() -> Bool {
        guard !isReaped else { return true }
        kill(-child.pid, SIGKILL)
        kill(child.pid, SIGKILL)
        isReaped = Self.reap(child.pid, within: .seconds(1))
        return isReaped
    }

    /// Takes a child off the kernel's list as soon as it has ended.
    ///
    /// - Parameters:
    ///   - pid: the child.
    ///   - time: how long to wait for its end.
    /// - Returns: `false` where it has not ended by then.
    package static func reap(_ pid: Int32, within time: Duration) -> Bool {
        let deadline = MonotonicInstant.now() + time
        while true {
            let found = waitpid(pid, nil, WNOHANG)
            // Who is no child any more was waited for elsewhere.
            if found == pid || (found < 0 && errno != EINTR) { return true }
            guard MonotonicInstant.now() < deadline else { return false }
            usleep(1000)
        }
    }

    deinit {
        if !isReaped {
            kill(-child.pid, SIGKILL)
            kill(child.pid, SIGKILL)
            _ = Self.reap(child.pid, within: .seconds(1))
        }
        for descriptor in [
            child.standard_output, child.standard_error, child.gate, child.exec_report, ended,
        ] where descriptor >= 0 { close(descriptor) }
    }

    /// Waits for something to happen.
    ///
    /// - Parameters:
    ///   - deadline: how long to wait at most.
    ///   - wakeup: a descriptor that ends the wait when it is readable; −1 for none.
    /// - Returns: what happened first.
    mutating func next(until deadline: MonotonicInstant, wakeup: Int32 = -1) -> Event {
        while true {
            var wanted = [
                child.standard_output, hasClosedErrors ? -1 : child.standard_error, ended, wakeup,
            ].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let left = (deadline - MonotonicInstant.now()).inNanoseconds / 1_000_000
            guard left >= 0 else { return .deadline }
            // Without a descriptor for the end of the process it is looked for now and then.
            let longest: Int64 = ended >= 0 ? 3_600_000 : 100
            let count = poll(&wanted, nfds_t(wanted.count), Int32(min(left + 1, longest)))
            if count < 0 && errno != EINTR { return .end }
            if wanted[3].revents != 0 { return .wakeup }
            if wanted[1].revents != 0 { readErrors() }
            let isOver = wanted[2].revents != 0 || (ended < 0 && hasEnded())
            // What it printed last may have come after the look at the output.
            if wanted[0].revents != 0 || isOver {
                guard let bytes = Self.bytes(of: child.standard_output) else { return .end }
                if !bytes.isEmpty { return .output(bytes) }
                if isOver { return .end }
            }
        }
    }

    private mutating func readErrors() {
        guard let bytes = Self.bytes(of: child.standard_error) else {
            hasClosedErrors = true
            return
        }
        complaint += bytes.prefix(4096 - min(complaint.count, 4096))
    }

    /// What can be read now, which may be nothing; `nil` at the end of the file.
    private static func bytes(of descriptor: Int32) -> [UInt8]? {
        var got = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            got = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            count = max(got, 0)
        }
        if got > 0 { return bytes }
        return got < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }

    private func hasEnded() -> Bool { exitCode(within: .zero) != nil }

    /// How it ended: 0..255 an exit status, or −signal; `nil` where it still runs.
    ///
    /// The process stays on the kernel's list: its CPU time must not be added to that of the
    /// harness's children, which are the workload's, while a trial runs.
    func exitCode(within time: Duration) -> Int32? {
        let deadline = MonotonicInstant.now() + time
        repeat {
            var info = siginfo_t()
            let code = waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT | WNOHANG)
            if code == 0, info._sifields._sigchld.si_pid == pid {
                let status = info._sifields._sigchld.si_status
                return info.si_code == Int32(CLD_EXITED) ? status : -status
            }
            if time > .zero { usleep(1000) }
        } while MonotonicInstant.now() < deadline
        return nil
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - words: the program file with its arguments.
    ///   - environment: the whole environment.
    ///   - time: how long it may take.
    /// - Returns: its standard output and how it ended.
    /// - Throws: `NVIDIAFault` where it does not start or does not end in time.
    static func output(
        of words: [String],
        environment: [String: String],
        within time: Duration
    ) throws(NVIDIAFault) -> (text: String, errors: String, code: Int32?) {
        var program = try ChildProgram.start(words, environment: environment)
        let deadline = MonotonicInstant.now() + time
        var text: [UInt8] = []
        while true {
            switch program.next(until: deadline) {
            case .output(let bytes) where text.count < 1 << 20: text += bytes
            case .output: throw .refused("\(words[0]) printed more than 1 MiB")
            case .deadline, .wakeup:
                throw .late(words[0], "answer", time, isGone: program.end())
            case .end:
                return (
                    String(decoding: text, as: UTF8.self),
                    String(decoding: program.complaint, as: UTF8.self),
                    program.exitCode(within: .seconds(1))
                )
            }
        }
    }
}
