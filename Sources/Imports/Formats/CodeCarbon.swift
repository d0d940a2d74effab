internal import Experiment

/// CodeCarbon's `emissions.csv`: a row for each time that a tracker stopped.
///
/// Energies in kWh, by CodeCarbon's own method, which is mostly a model: never called measured.
struct CodeCarbon {
    let file: SourceFile

    private static let needed = ["timestamp", "duration", "emissions", "energy_consumed"]

    static func isHeading(_ line: String) -> Bool {
        let names = Set(line.split(separator: ",").map(\.trimmed))
        return names.isSuperset(of: ["timestamp", "duration", "emissions"])
    }

    func read() throws(ImportError) -> ImportedData {
        let table = try CSVTable(file)
        let missing = Self.needed.filter { !table.heading.contains($0) }
        guard missing.isEmpty else {
            throw file.mistake("no column \(missing.joined(separator: ", "))", line: 1)
        }
        guard !table.rows.isEmpty else { throw file.mistake("it holds no rows") }
        let rows = table.rows.map { TrackerRow(table, $0) }
        let last = Dictionary(
            rows.enumerated().compactMap { index, row in row.tracker.map { ($0, index) } },
            uniquingKeysWith: { $1 }
        )
        var replaced: Set<TrackerRow.Tracker> = []
        var sums = DoubtfulSums()
        var kept: [(project: String, trial: ImportedTrial)] = []
        for (index, row) in rows.enumerated() {
            // Also what is replaced has to be right: the file is refused as a whole or read.
            var trial = try row.trial()
            let doubt = try row.doubtfulSum()
            if let tracker = row.tracker, let place = last[tracker], place > index {
                replaced.insert(tracker)
                continue
            }
            if let tracker = row.tracker, replaced.contains(tracker) {
                trial.notes.append(
                    "Several rows have the same run_id: they are running totals, and the last counts."
                )
            }
            if let doubt { sums.add(doubt, ofTrial: kept.count) }
            kept.append((row.project, trial))
        }
        if let note = sums.note(ofRows: kept.count, in: file.name) {
            for place in sums.trials { kept[place].trial.notes.append(note) }
        }
        return ImportedData(
            format: .codeCarbon,
            comparison: "codecarbon",
            unitOfWork: Comparison.wholeTrial,
            quality: nil,
            variants: Self.variants(kept),
            host: try host(of: rows),
            title: file.stem
        )
    }

    /// One for each project, in the order of their first trials.
    private static func variants(_ trials: [(project: String, trial: ImportedTrial)])
        -> [ImportedVariant]
    {
        var order: [String] = []
        var own: [String: [ImportedTrial]] = [:]
        for (project, trial) in trials {
            if own[project] == nil { order.append(project) }
            own[project, default: []].append(trial)
        }
        return order.map { ImportedVariant(name: $0, trials: own[$0] ?? []) }
    }

    private func host(of rows: [TrackerRow]) throws(ImportError) -> HostWords {
        var host: HostWords?
        for row in rows {
            let own = try row.host()
            guard host == nil || host == own else {
                throw file.mistake(
                    "its rows are of different machines: split it by cpu_model and os",
                    line: row.line
                )
            }
            host = own
        }
        return host ?? HostWords()
    }
}

/// The rows whose total is not the sum of its parts.
private struct DoubtfulSums {
    /// A row of them, in kWh.
    struct Row {
        var line: Int
        var total: Double
        var sum: Double

        var error: Double { (sum - total).magnitude / total.magnitude }
    }

    private(set) var trials: [Int] = []
    private var worst: Row?

    mutating func add(_ row: Row, ofTrial place: Int) {
        trials.append(place)
        if worst.map({ row.error > $0.error }) ?? true { worst = row }
    }

    /// One for all of them; `nil` where there are none.
    func note(ofRows count: Int, in name: String) -> String? {
        worst.map { row in
            "energy_consumed is not what its parts add up to in \(trials.count) of \(count) rows of "
                + "\(name), most of all in line \(row.line): \(row.total) kWh and \(row.sum) kWh; the "
                + "total counts."
        }
    }
}

/// A row of the table.
private struct TrackerRow {
    let file: SourceFile
    let line: Int
    private var cells: [String: String]

    init(_ table: CSVTable, _ row: CSVTable.Row) {
        file = table.file
        line = row.line
        cells = Dictionary(zip(table.heading, row.cells), uniquingKeysWith: { first, _ in first })
    }

    /// What writes its running totals each time that it is flushed.
    ///
    /// Projects may count their runs alike.
    struct Tracker: Hashable {
        var project: String
        var run: String
    }

    var project: String { text("project_name") ?? "codecarbon" }

    /// `nil` without a run_id.
    var tracker: Tracker? { text("run_id").map { Tracker(project: project, run: $0) } }

    /// `nil` where the cell is empty.
    private func text(_ column: String) -> String? {
        cells[column].flatMap { $0.trimmed.isEmpty ? nil : $0.trimmed }
    }

    /// `nil` where the cell is empty.
    private func number(_ column: String) throws(ImportError) -> Double? {
        guard let text = text(column) else { return nil }
        guard let value = PlainNumber.double(text) else {
            throw file.mistake("“\(text.prefix(40))” is no number (\(column))", line: line)
        }
        return value
    }

    func host() throws(ImportError) -> HostWords {
        let cpus = try number("cpu_count").flatMap { Int(exactly: $0) }
        let memory = try number("ram_total_size").map { ($0 * 1_073_741_824).rounded() }
        return HostWords(
            cpuModel: text("cpu_model"),
            logicalCPUs: cpus.flatMap { $0 > 0 ? $0 : nil },
            memoryBytes: memory.flatMap { $0 > 0 && $0 < 1e18 ? Int64($0) : nil },
            operatingSystem: text("os")
        )
    }

    func trial() throws(ImportError) -> ImportedTrial {
        guard let stamp = text("timestamp"), let ended = Calendar.milliseconds(of: stamp) else {
            throw file.mistake("timestamp is no time (YYYY-MM-DDTHH:MM:SS)", line: line)
        }
        guard let seconds = try number("duration"), seconds > 0, seconds < 1e8 else {
            throw file.mistake("duration is no time above 0 s", line: line)
        }
        var trial = ImportedTrial(
            startedAtMilliseconds: max(0, Int64(ended - seconds * 1000)),
            ended: MonotonicInstant(nanoseconds: Int64((seconds * 1e9).rounded()))
        )
        let mode = text("tracking_mode").map { ", tracking_mode \($0)" } ?? ""
        let method = "CodeCarbon's estimate\(mode)"
        try add("energy_consumed", .machine, method, to: &trial)
        for (column, domain) in [
            ("cpu_energy", Channel.Domain.package), ("gpu_energy", .gpu), ("ram_energy", .dram),
        ] where text(column) != nil {
            if domain == .gpu, try hasNoBoard() { continue }
            try add(column, domain, method, to: &trial)
        }
        if let emissions = try number("emissions") { trial.state("emissions_kg", emissions) }
        return trial
    }

    /// CodeCarbon writes an energy of 0 where there is no board: that is no reading.
    private func hasNoBoard() throws(ImportError) -> Bool {
        guard try number("gpu_energy") == 0 else { return false }
        return text("gpu_count").flatMap(PlainNumber.double) ?? 0 == 0
    }

    private func add(
        _ column: String,
        _ domain: Channel.Domain,
        _ method: String,
        to trial: inout ImportedTrial
    ) throws(ImportError) {
        guard let kilowattHours = try number(column),
            let nanojoules = PlainNumber.nanojoules(kilowattHours * 3.6e6)
        else {
            throw file.mistake(
                "\(column) is no energy in kWh from 0 to 2562 kWh",
                line: line
            )
        }
        trial.total(
            nanojoules,
            .imported(
                "codecarbon/\(column)",
                method: method,
                rule: .total,
                quantity: .energyNanojoules,
                domain: domain
            )
        )
    }

    /// `nil` where the parts add up to the total, within 1 %, or are not all stated.
    func doubtfulSum() throws(ImportError) -> DoubtfulSums.Row? {
        guard let total = try number("energy_consumed") else { return nil }
        var sum = 0.0
        for part in ["cpu_energy", "gpu_energy", "ram_energy"] {
            guard let own = try number(part) else { return nil }
            sum += own
        }
        guard (sum - total).magnitude > total.magnitude * 0.01 else { return nil }
        return DoubtfulSums.Row(line: line, total: total, sum: sum)
    }
}
