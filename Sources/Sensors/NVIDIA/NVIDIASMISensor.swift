package import Experiment
internal import Synchronization

/// Boards through one long-lived `nvidia-smi`, which prints a line for each every 100 ms.
///
/// The program runs as long as the sensor is there, over all trials: starting one takes a tenth
/// of a second and may wake the board.
package struct NVIDIASMISensor: Sensor {
    private let stream: NVIDIASMIStream
    private let entries: [NVIDIASurvey.Entry]

    /// The field of each entry, as a place in a row.
    private let columns: [Int]

    package var channels: [Channel] { entries.map(\.channel) }
    package var ownProcesses: [Int32] { [stream.pid] }

    package func open(for processes: SampledProcesses) throws(SensorError) -> any OpenSensor {
        let reads = zip(entries, columns).map { (board: $0.board, column: $1) }
        return OpenNVIDIASMI(stream: stream, reads: reads)
    }

    /// Finds the boards, tries what each gives, and starts the program.
    ///
    /// - Parameters:
    ///   - program: to run.
    ///   - surroundings: what is selected, and whether there is a driver.
    ///   - isSimulated: whether the program is a simulation.
    /// - Returns: the sensor and what was found, in words.
    /// - Throws: `NVIDIAFault`, also where the program does not answer in time.
    package static func find(
        _ program: NVIDIASMIProgram,
        _ surroundings: NVIDIAProbe.Surroundings,
        isSimulated: Bool
    ) throws(NVIDIAFault) -> (sensor: NVIDIASMISensor, summary: String) {
        let search = try NVIDIASMISearch(program)
        let selection = try surroundings.selection(
            among: search.boards,
            isSimulated: isSimulated
        )
        let survey = try NVIDIASurvey(
            boards: search.boards,
            lost: search.lost,
            selection: selection,
            channels: NVIDIAChannels(
                interface: NVIDIAProbe.smiInterface,
                driver: NVIDIAProbe.major(search.driver),
                isSimulated: isSimulated || !surroundings.driver.isThere
            )
        )
        let summary = survey.summary(boards: search.boards, selection: selection)
        guard !survey.entries.isEmpty else { throw .refused("no board gives a value: \(summary)") }
        let stream = try NVIDIASMIStream(
            program: program,
            fields: search.fields,
            boards: search.boards.map(\.uuid)
        )
        let sensor = NVIDIASMISensor(
            stream: stream,
            entries: survey.entries,
            columns: survey.entries.map { entry in
                search.fields.firstIndex { $0.field.quantity == entry.quantity } ?? 0
            }
        )
        return (sensor, "nvidia-smi of driver \(search.driver ?? "of unknown version"); \(summary)")
    }
}

/// The boards that `nvidia-smi` lists.
struct NVIDIASMISearch {
    /// A field with the name that this version knows it by.
    struct NamedField: Sendable, Hashable {
        var field: NVIDIASMIField
        var name: String
    }

    var boards: [NVIDIABoard] = []
    var fields: [NamedField]
    var lost: [String] = []
    var driver: String?

    init(_ program: NVIDIASMIProgram) throws(NVIDIAFault) {
        let known = try program.fieldNames()
        fields = NVIDIASMIField.allCases.compactMap { field in
            field.names.first(where: known.contains).map { NamedField(field: field, name: $0) }
        }
        // The name comes last, as it may hold commas.
        let optional = ["driver_version", "compute_cap", "mig.mode.current", "name"]
        let facts = ["index", "uuid"] + optional.filter(known.contains)
        let names = fields.map(\.name) + facts
        for line in try program.table(names) {
            let cells = NVIDIASMITable.cells(
                of: line,
                count: names.count,
                lastHoldsCommas: names.last == "name"
            )
            guard let cells else {
                lost.append("nvidia-smi says: \(SystemFile.trimmed(line).prefix(200))")
                continue
            }
            let values = Dictionary(
                zip(facts, cells.dropFirst(fields.count)),
                uniquingKeysWith: { first, _ in first }
            )
            guard let board = Self.board(values, cells: cells, fields: fields) else {
                lost.append(
                    "GPU \(values["index"] ?? "?") does not answer (\(values["uuid"] ?? "no UUID"))"
                )
                continue
            }
            boards.append(board)
            driver = driver ?? values["driver_version"]
        }
        guard !boards.isEmpty || !lost.isEmpty else { throw .absent("nvidia-smi lists no board") }
    }

    private static func board(
        _ values: [String: String],
        cells: [String],
        fields: [NamedField]
    ) -> NVIDIABoard? {
        guard let uuid = values["uuid"], uuid.hasPrefix("GPU-"),
            let index = values["index"].flatMap({ Int($0) })
        else { return nil }
        var board = NVIDIABoard(
            index: index,
            uuid: uuid,
            name: values["name"] ?? "a GPU",
            architecture: NVIDIAArchitecture(computeCapability: values["compute_cap"] ?? ""),
            isSplit: values["mig.mode.current"] == "Enabled"
        )
        for (field, cell) in zip(fields, cells) {
            switch field.field.outcome(of: cell) {
            case .value: board.quantities.append(field.field.quantity)
            case .failed(let number): board.failures[field.field.quantity] = number
            case .malformed: board.failures[field.field.quantity] = NVIDIAFailure.implausible
            }
        }
        return board
    }
}

/// One trial's place in the stream of lines.
private final class OpenNVIDIASMI: OpenSensor {
    private struct Place {
        var next: Int

        /// When each board was last heard of: one may fall silent beside others.
        var lastNews: [Int: MonotonicInstant]
    }

    private let stream: NVIDIASMIStream
    private let reads: [(board: Int, column: Int)]
    private let place: Mutex<Place>

    init(stream: NVIDIASMIStream, reads: [(board: Int, column: Int)]) {
        self.stream = stream
        self.reads = reads
        // The newest lines come first, so that the trial has a value from before its beginning.
        let now = MonotonicInstant.now()
        let boards = Set(reads.map(\.board))
        place = Mutex(
            Place(
                next: stream.newestRound(),
                lastNews: Dictionary(uniqueKeysWithValues: boards.map { ($0, now) })
            )
        )
    }

    func read(firstChannel: Int, _ take: (Reading) -> Void) {
        place.withLock { place in
            let now = MonotonicInstant.now()
            let news = stream.rows(from: place.next) { row in
                place.lastNews[row.board] = now
                for (index, read) in reads.enumerated() where read.board == row.board {
                    take(
                        Reading(
                            channel: firstChannel + index,
                            before: row.instant,
                            after: row.instant,
                            outcome: row.outcomes[read.column]
                        )
                    )
                }
            }
            place.next = news.next
            let failure = news.ended ?? (news.hasOverrun ? NVIDIAFailure.overrun : nil)
            // After the lines, which may have come since the look at the clock.
            let instant = MonotonicInstant.now()
            for (index, read) in reads.enumerated() {
                let isSilent = now - (place.lastNews[read.board] ?? now) > .seconds(1)
                guard let number = failure ?? (isSilent ? NVIDIAFailure.silent : nil) else {
                    continue
                }
                take(
                    Reading(
                        channel: firstChannel + index,
                        before: instant,
                        after: instant,
                        outcome: .failed(errno: number)
                    )
                )
            }
            // Said once a second, and not at every read.
            for (board, heard) in place.lastNews where now - heard > .seconds(1) {
                place.lastNews[board] = now
            }
        }
    }
}
