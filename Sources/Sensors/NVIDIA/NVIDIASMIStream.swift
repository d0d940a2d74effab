internal import CSystem
internal import Experiment
internal import Foundation
internal import Synchronization
internal import Units

/// A running `nvidia-smi` and the lines that it has printed, read by a thread of its own.
///
/// The program ends when the last reference to the stream goes.
final class NVIDIASMIStream: Sendable {
    /// One line about one board.
    struct Row: Sendable {
        /// When it came.
        var instant: MonotonicInstant

        /// The place of the board in the list.
        var board: Int

        /// One for each field.
        var outcomes: [Reading.Outcome]
    }

    private let core: NVIDIASMIReader

    /// The program's process.
    let pid: Int32

    /// Starts the program and waits for its first line.
    ///
    /// - Parameters:
    ///   - program: to run.
    ///   - fields: what to ask for beside the UUID.
    ///   - boards: the UUIDs of the boards.
    /// - Throws: `NVIDIAFault` where it does not start, says something else, ends, or gives no line
    ///   in time.
    init(
        program: NVIDIASMIProgram,
        fields: [NVIDIASMISearch.NamedField],
        boards: [String]
    ) throws(NVIDIAFault) {
        let wakeup = joulebench_open_wakeup()
        guard wakeup >= 0 else { throw .refused("eventfd: \(errorText(-wakeup))") }
        let query = NVIDIASMIProgram.query(["uuid"] + fields.map(\.name)) + ["-lms", "100"]
        core = NVIDIASMIReader(
            words: program.words + query,
            environment: program.environment,
            fields: fields.map(\.field),
            boards: boards,
            wakeup: wakeup
        )
        core.start()
        let start = core.waitForStart(program.patience)
        pid = start.pid
        guard start.isLate || start.fault != nil else { return }
        let isGone = core.stop()
        throw start.fault
            ?? .late(program.words[0], "line", program.patience, isGone: isGone)
    }

    deinit { _ = core.stop() }

    /// The number of the row that the newest round of lines begins with.
    func newestRound() -> Int { core.newestRound() }

    /// Hands out the rows from a number on.
    ///
    /// - Parameters:
    ///   - first: the number of the first row that is wanted.
    ///   - take: is given the rows in their order.
    /// - Returns: the number to go on from, whether rows were lost, and how the program ended.
    func rows(
        from first: Int,
        _ take: (Row) -> Void
    ) -> (next: Int, hasOverrun: Bool, ended: Int32?) {
        core.rows(from: first, take)
    }
}

/// The thread's side of a stream.
private final class NVIDIASMIReader: Sendable {
    private struct State {
        var pid: Int32 = 0
        var rows: [NVIDIASMIStream.Row] = []

        /// How many rows there have been.
        var count = 0

        /// The number of a failed reading for how the program ended; `nil` while it runs.
        var ended: Int32?
        var startFault: NVIDIAFault?
        var hasStarted = false

        /// Whether the program was taken off the kernel's list, or never was on it.
        var isGone = true
    }

    /// Over a minute and a half of lines with eight boards.
    private static let capacity = 8192

    private let words: [String]
    private let environment: [String: String]
    private let fields: [NVIDIASMIField]
    private let boards: [String]
    private let wakeup: Int32
    private let state = Mutex(State())
    private let started = DispatchSemaphore(value: 0)
    private let finished = DispatchSemaphore(value: 0)

    init(
        words: [String],
        environment: [String: String],
        fields: [NVIDIASMIField],
        boards: [String],
        wakeup: Int32
    ) {
        self.words = words
        self.environment = environment
        self.fields = fields
        self.boards = boards
        self.wakeup = wakeup
    }

    deinit { close(wakeup) }

    func start() {
        let thread = Thread { [self] in
            run()
            finished.signal()
        }
        thread.name = "nvidia-smi"
        thread.stackSize = 512 * 1024
        thread.start()
    }

    /// Waits for the first line, or for what came instead.
    func waitForStart(
        _ patience: Duration
    ) -> (pid: Int32, fault: NVIDIAFault?, isLate: Bool) {
        let isLate = started.wait(timeout: .now() + patience.inSeconds) == .timedOut
        return state.withLock { ($0.pid, $0.startFault, isLate && !$0.hasStarted) }
    }

    /// Ends the program and waits for it, unless a hanging driver keeps it.
    ///
    /// - Returns: whether it is gone.
    func stop() -> Bool {
        var one: UInt64 = 1
        write(wakeup, &one, MemoryLayout<UInt64>.size)
        let isOver = finished.wait(timeout: .now() + 2) == .success
        return isOver && state.withLock { $0.isGone }
    }

    func newestRound() -> Int {
        state.withLock { state in
            guard let last = state.rows.last?.board, state.count > 0 else { return state.count }
            let start = state.rows.lastIndex { $0.board == 0 } ?? state.rows.endIndex - 1
            // Half a round is not enough: the one before it has every board.
            let isWhole = last == boards.count - 1
            let older = state.rows[..<start].lastIndex { $0.board == 0 } ?? start
            return state.count - (state.rows.count - (isWhole ? start : older))
        }
    }

    func rows(
        from first: Int,
        _ take: (NVIDIASMIStream.Row) -> Void
    ) -> (next: Int, hasOverrun: Bool, ended: Int32?) {
        state.withLock { state in
            let oldest = state.count - state.rows.count
            for row in state.rows.suffix(max(state.count - max(first, oldest), 0)) { take(row) }
            return (state.count, first < oldest, state.ended)
        }
    }

    /// The life of the thread, which is that of the program.
    private func run() {
        do throws(NVIDIAFault) {
            try follow(ChildProgram.start(words, environment: environment))
        } catch {
            start(error)
        }
    }

    private func follow(_ started: consuming ChildProgram) {
        var program = started
        let pid = program.pid
        state.withLock { $0.pid = pid }
        read(&program)
        let isGone = program.end()
        state.withLock { $0.isGone = isGone }
    }

    /// Takes lines until the stream is stopped.
    private func read(_ program: inout ChildProgram) {
        var line: [UInt8] = []
        reading: while true {
            let never = MonotonicInstant.now() + .seconds(3600)
            switch program.next(until: never, wakeup: wakeup) {
            case .output(let bytes): take(bytes, &line)
            case .deadline: continue
            case .wakeup: return
            case .end: break reading
            }
        }
        // What is left in the line was cut off by the end and is no value.
        end(program.exitCode(within: .seconds(1)), says: [line, program.complaint])
        // The process stays unwaited-for until the stream goes: see `exitCode`. So does the
        // thread, whose end would end the program's session.
        while joulebench_wait_readable(wakeup, Int64.max) == 0 {}
    }

    private func take(_ bytes: [UInt8], _ line: inout [UInt8]) {
        let now = MonotonicInstant.now()
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                // No line is that long; what is, is no table.
                if line.count < 65_536 { line.append(byte) }
                continue
            }
            let text = String(decoding: line, as: UTF8.self)
            line.removeAll(keepingCapacity: true)
            if !SystemFile.trimmed(text).isEmpty { take(text, at: now) }
        }
    }

    private func take(_ text: String, at instant: MonotonicInstant) {
        let cells = NVIDIASMITable.cells(of: text, count: fields.count + 1)
        guard let cells, cells[0].hasPrefix("GPU-") else { return takeComplaint(text, at: instant) }
        // A board that came later is none of this run's.
        guard let board = boards.firstIndex(of: cells[0]) else { return }
        let outcomes = zip(fields, cells.dropFirst()).map { $0.outcome(of: $1) }
        append([NVIDIASMIStream.Row(instant: instant, board: board, outcomes: outcomes)])
        start(nil)
    }

    /// A line that is none of the table's says that something is wrong: with the board whose UUID
    /// it begins with, or else with some board.
    private func takeComplaint(_ text: String, at instant: MonotonicInstant) {
        start(.refused("nvidia-smi says: \(SystemFile.trimmed(text).prefix(200))"))
        let outcomes = fields.map { _ in Reading.Outcome.malformed }
        let named = boards.indices.filter { text.hasPrefix(boards[$0] + ",") }
        append(
            (named.isEmpty ? Array(boards.indices) : named).map {
                NVIDIASMIStream.Row(instant: instant, board: $0, outcomes: outcomes)
            }
        )
    }

    private func append(_ rows: [NVIDIASMIStream.Row]) {
        state.withLock { state in
            // Half at once, so that a full buffer is not moved at every line.
            if state.rows.count + rows.count > Self.capacity {
                state.rows.removeFirst(Self.capacity / 2)
            }
            state.rows += rows
            state.count += rows.count
        }
    }

    private func end(_ code: Int32?, says texts: [[UInt8]]) {
        let number = NVIDIAFailure.ended(code: code ?? 255)
        state.withLock { $0.ended = number }
        let words = texts.map { String(decoding: $0, as: UTF8.self) }
        start(NVIDIASMIProgram.fault(code, says: words))
    }

    /// Lets the one who waits for the start go on, the first time.
    private func start(_ fault: NVIDIAFault?) {
        let isFirst = state.withLock { state in
            guard !state.hasStarted else { return false }
            state.hasStarted = true
            state.startFault = fault
            return true
        }
        if isFirst { started.signal() }
    }
}
