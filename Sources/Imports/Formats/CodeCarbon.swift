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
        var hosts: [HostWords] = []
        var order: [String] = []
        var trials: [String: [ImportedTrial]] = [:]
        var notes: [String: [String]] = [:]
        let last = Dictionary(
            rows.enumerated().compactMap { index, row in row.text("run_id").map { ($0, index) } },
            uniquingKeysWith: { $1 }
        )
        for (index, row) in rows.enumerated() {
            let project = row.text("project_name") ?? "codecarbon"
            // A tracker that is flushed writes its running totals each time.
            if let id = row.text("run_id"), let place = last[id], place > index {
                notes[project] = [
                    "Several rows have the same run_id: they are running totals, and the last counts."
                ]
                continue
            }
            let host = try row.host()
            if !hosts.contains(host) { hosts.append(host) }
            if trials[project] == nil { order.append(project) }
            trials[project, default: []].append(try row.trial())
        }
        guard let host = hosts.first, hosts.count == 1 else {
            throw file.mistake("its rows are of different machines: split it by cpu_model and os")
        }
        return ImportedData(
            format: .codeCarbon,
            comparison: "codecarbon",
            unitOfWork: Comparison.wholeTrial,
            quality: nil,
            variants: order.map { project in
                ImportedVariant(
                    name: project,
                    trials: (trials[project] ?? []).map { trial in
                        var noted = trial
                        noted.notes += notes[project] ?? []
                        return noted
                    }
                )
            },
            host: host,
            title: file.stem
        )
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

    /// `nil` where the cell is empty.
    func text(_ column: String) -> String? {
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
            try add(column, domain, method, to: &trial)
        }
        if let emissions = try number("emissions") { trial.state("emissions_kg", emissions) }
        try checkSum(&trial)
        return trial
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

    private func checkSum(_ trial: inout ImportedTrial) throws(ImportError) {
        let parts = ["cpu_energy", "gpu_energy", "ram_energy"]
        guard parts.allSatisfy({ text($0) != nil }), let total = try number("energy_consumed")
        else { return }
        var sum = 0.0
        for part in parts { sum += try number(part) ?? 0 }
        if (sum - total).magnitude > total.magnitude * 0.01 {
            trial.notes.append(
                "energy_consumed is \(total) kWh and its parts add up to \(sum) kWh; the total counts."
            )
        }
    }
}
