internal import Experiment

/// A log of `nvidia-smi --query-gpu=timestamp,…,power.draw… --format=csv -l`.
struct SMILog {
    let file: SourceFile

    /// The columns whose power is taken, the best known first, and what tells boards apart.
    private static let powers = ["power.draw", "power.draw.average", "power.draw.instant"]
    private static let identities = ["uuid", "gpu_uuid", "index", "pci.bus_id", "gpu_bus_id"]

    private struct Sample {
        var time: Double
        var microwatts: UInt64?
        var line: Int
    }

    /// Where the columns are.
    private struct Columns {
        var heading: [String]
        var time: Int
        var power: Int
        var powerName: String
        var identity: Int?
        var name: Int?
    }

    static func isHeading(_ line: String) -> Bool {
        let names = names(of: line)
        return powers.contains(where: names.contains)
            || names.contains("utilization.gpu")
                && names.contains("timestamp")
    }

    /// The names of a heading without their units: "power.draw [W]" → "power.draw".
    private static func names(of line: String) -> [String] {
        cells(of: line).map { cell in
            guard let bracket = cell.firstIndex(of: "[") else { return cell }
            return cell[..<bracket].trimmed
        }
    }

    private static func cells(of line: String) -> [String] {
        line.split(separator: ",", omittingEmptySubsequences: false).map(\.trimmed)
    }

    func read() throws(ImportError) -> ImportedData {
        let lines = try file.lines()
        let columns = try columns(of: lines[0])
        var notes: [String] = []
        var boards: [String] = []
        var names: [String: String] = [:]
        var samples: [String: [Sample]] = [:]
        for line in lines.dropFirst() {
            guard line.isEnded else {
                notes.append("\(file.name) ends within a line, which was left out: it was cut off.")
                continue
            }
            let cells = Self.cells(of: line.text)
            if Self.names(of: line.text) == columns.heading { continue }
            let sample = try sample(cells, columns, line)
            let board = columns.identity.map { cells[$0] } ?? "0"
            if samples[board] == nil { boards.append(board) }
            samples[board, default: []].append(sample)
            if let name = columns.name { names[board] = cells[name] }
        }
        let trial = try trial(boards, samples, columns, notes: notes)
        let models = Set(names.values).sorted().joined(separator: " + ")
        return ImportedData(
            format: .nvidiaSMI,
            comparison: "nvidia-smi",
            unitOfWork: Comparison.wholeTrial,
            quality: nil,
            variants: [
                ImportedVariant(
                    name: file.stem,
                    parameters: models.isEmpty ? [:] : ["boards": models],
                    trials: [trial]
                )
            ],
            title: file.stem
        )
    }

    private func columns(of line: SourceLine) throws(ImportError) -> Columns {
        let names = Self.names(of: line.text)
        guard line.isEnded else {
            throw file.mistake("it ends within its heading", line: line.number)
        }
        guard let power = Self.powers.lazy.compactMap({ names.firstIndex(of: $0) }).first else {
            throw file.mistake(
                "no heading with power.draw: log with --query-gpu=timestamp,index,power.draw "
                    + "--format=csv, and not with noheader",
                line: line.number
            )
        }
        guard let time = names.firstIndex(of: "timestamp") else {
            throw file.mistake(
                "no timestamp column: power without a time is no energy",
                line: line.number
            )
        }
        return Columns(
            heading: names,
            time: time,
            power: power,
            powerName: names[power],
            identity: Self.identities.lazy.compactMap { names.firstIndex(of: $0) }.first,
            name: names.firstIndex(of: "name") ?? names.firstIndex(of: "gpu_name")
        )
    }

    private func sample(
        _ cells: [String],
        _ columns: Columns,
        _ line: SourceLine
    ) throws(ImportError) -> Sample {
        guard cells.count == columns.heading.count else {
            throw file.mistake(
                "\(cells.count) cells where the heading has \(columns.heading.count)",
                line: line.number
            )
        }
        guard let time = Calendar.milliseconds(of: cells[columns.time]) else {
            throw file.mistake(
                "“\(cells[columns.time].prefix(40))” is no time (YYYY/MM/DD HH:MM:SS.mmm)",
                line: line.number
            )
        }
        var text = cells[columns.power]
        let isUnknown =
            text.hasPrefix("[") && text.hasSuffix("]") || text == "N/A" || text == "ERR!"
        if isUnknown { return Sample(time: time, microwatts: nil, line: line.number) }
        if text.hasSuffix(" W") { text = text.dropLast(2).trimmed }
        guard let watts = PlainNumber.double(text), watts <= 1e5,
            let value = PlainNumber.microwatts(watts)
        else {
            throw file.mistake(
                "“\(cells[columns.power].prefix(40))” is no power in W",
                line: line.number
            )
        }
        return Sample(time: time, microwatts: value, line: line.number)
    }

    private func trial(
        _ boards: [String],
        _ samples: [String: [Sample]],
        _ columns: Columns,
        notes: [String]
    ) throws(ImportError) -> ImportedTrial {
        var notes = notes
        var begin = -Double.infinity
        var end = Double.infinity
        for board in boards {
            let own = samples[board] ?? []
            let known = own.filter { $0.microwatts != nil }
            guard let first = known.map(\.time).min(), let last = known.map(\.time).max(),
                last > first
            else {
                throw file.mistake(
                    "board \(board) has \(known.count) samples of power at different times; an "
                        + "energy needs two at least"
                )
            }
            if columns.identity == nil { try checkIdentity(own) }
            begin = max(begin, first)
            end = min(end, last)
            notes += doubts(own, board)
        }
        if columns.identity == nil {
            notes.append(
                "The log has no index and no uuid: all of it is taken to be of one board. Log with "
                    + "--query-gpu=timestamp,index,power.draw where there are several."
            )
        }
        guard end > begin else { throw file.mistake("the boards were not logged at the same time") }
        let times = samples.values.flatMap { $0.map(\.time) }
        _ = try Timeline(spanning: times, of: file)
        let timeline = try Timeline(spanning: [begin, end], of: file)
        var trial = ImportedTrial(
            startedAtMilliseconds: timeline.startMilliseconds,
            ended: timeline.instant(end)
        )
        for (index, board) in boards.enumerated() {
            trial.channels.append(
                .imported(
                    "nvidia-smi/\(index)",
                    method: "GPU (\(columns.powerName) of nvidia-smi)",
                    rule: .trapezoids,
                    quantity: .powerMicrowatts,
                    domain: .gpu,
                    device: board
                )
            )
            for sample in samples[board] ?? [] {
                trial.sample(
                    sample.microwatts,
                    ofChannel: index,
                    at: timeline.instant(sample.time)
                )
            }
        }
        if let last = times.max(), last > end + 10_000 {
            notes.append(
                "The boards were not logged to the same end; the energy is of the common time."
            )
        }
        trial.notes = notes
        return trial
    }

    /// - Throws: `ImportError` where most rows share their time with the one before, or come in
    ///   bursts: those of several boards, which nothing tells apart.
    private func checkIdentity(_ own: [Sample]) throws(ImportError) {
        let shared = zip(own, own.dropFirst()).count { $0.time == $1.time }
        guard shared * 2 < own.count else {
            throw file.mistake(
                "several rows for each time and no column that tells boards apart: log index or uuid "
                    + "(--query-gpu=timestamp,index,power.draw)"
            )
        }
        if let count = SampleSteps(of: own.map(\.time)).rowsInBursts {
            throw file.mistake(
                "its rows come in bursts of \(count), as those of \(count) boards do, and no column "
                    + "tells boards apart: log index or uuid (--query-gpu=timestamp,index,power.draw)"
            )
        }
    }

    private func doubts(_ own: [Sample], _ board: String) -> [String] {
        var doubts: [String] = []
        let unknown = own.count { $0.microwatts == nil }
        if unknown > 0 {
            doubts.append(
                "\(unknown) of \(own.count) readings of board \(board) have no value; the power is "
                    + "taken as a line across them, as far as they are no gap of most of the time."
            )
        }
        let steps = SampleSteps(of: own.map(\.time))
        if steps.goesBack {
            doubts.append("The times of board \(board) go back; such samples are left out.")
        }
        let known = SampleSteps(of: own.filter { $0.microwatts != nil }.map(\.time))
        if let gap = known.gapOfMost(above: 60_000) {
            doubts.append(
                "Board \(board) has no power for \(gap / 1000) s, more than half of the time: there is "
                    + "no energy."
            )
        } else if let gap = known.gap(above: 10, atLeast: 1000) {
            doubts.append(
                "Board \(board) has no power for up to \(gap / 1000) s; what it may have been then is "
                    + "in the ± of the energy."
            )
        }
        return doubts
    }
}
