internal import Experiment

/// What `perf stat -x,` prints (perf-stat(1), “CSV FORMAT”).
///
/// Fields: with -I the time, then value, unit, event, with -r the variation, then the run time of the
/// counter and the share that it ran. A file that holds an event again holds another run of perf, as
/// with --append; with -I each interval is added up.
struct PerfStat {
    let file: SourceFile

    private struct Count {
        /// In seconds since perf's start, with -I.
        var time: Double?

        /// `nil` where perf did not or could not count.
        var value: Double?
        var word: String
        var unit: String
        var event: String
        var variation: String?
        var line: Int
    }

    private static let notCounted = ["<not supported>", "<not counted>"]

    static func isLine(_ line: String) -> Bool {
        if line.hasPrefix(startMark) { return true }
        let fields = fields(of: line)
        return fields.count >= 5
            && (fields.contains("Joules")
                || (fields.prefix(2).contains(where: { PlainNumber.double($0) != nil })
                    && fields.contains { $0.hasSuffix("%") || $0 == "100.00" }))
    }

    private static func fields(of line: String) -> [String] {
        let separator: Character = line.contains(";") ? ";" : ","
        return line.split(separator: separator, omittingEmptySubsequences: false).map(\.trimmed)
    }

    func read() throws(ImportError) -> ImportedData {
        var counts: [Count] = []
        for line in try file.lines() where !line.text.hasPrefix("#") {
            guard line.isEnded else {
                throw file.mistake("the line has no end: the file is cut off", line: line.number)
            }
            counts.append(try count(line))
        }
        guard !counts.isEmpty else { throw file.mistake("it holds no counts") }
        let isTimed = counts.contains { $0.time != nil }
        let runs = isTimed ? [try addedUp(counts)] : Self.runs(of: counts)
        let starts = try startsMilliseconds()
        var trials: [ImportedTrial] = []
        for (number, run) in runs.enumerated() {
            guard Set(run.map(\.event)) == Set(runs[0].map(\.event)) else {
                throw file.mistake(
                    "the runs of perf in it have different events, or it is cut off",
                    line: run.last?.line
                )
            }
            var trial = try trial(run)
            // With -r and --append alike one line stands before what it is of, or none does.
            if starts.count == runs.count {
                trial.startedAtMilliseconds = starts[number]
                trial.statesItsTime = true
            }
            trials.append(trial)
        }
        return ImportedData(
            format: .perfStat,
            comparison: "perf-stat",
            unitOfWork: Comparison.wholeTrial,
            quality: nil,
            variants: [ImportedVariant(name: file.stem, trials: trials)],
            title: file.stem
        )
    }

    /// The times in lines such as “# started on Thu Nov 26 04:00:00 2026”, as UTC.
    private func startsMilliseconds() throws(ImportError) -> [Int64] {
        try file.lines().compactMap { line in
            guard line.text.hasPrefix(Self.startMark) else { return nil }
            return Calendar.milliseconds(ofCTime: String(line.text.dropFirst(Self.startMark.count)))
                .map(Int64.init)
        }
    }

    private static let startMark = "# started on"

    private func count(_ line: SourceLine) throws(ImportError) -> Count {
        let fields = Self.fields(of: line.text)
        func mistake(_ reason: String) -> ImportError { file.mistake(reason, line: line.number) }
        if let first = fields.first, Self.isAggregate(first) {
            throw mistake(
                "counts of single sockets, cores or CPUs (“\(first)”) are not read: run perf without -A "
                    + "and --per-socket"
            )
        }
        var place = 0
        var time: Double?
        if fields.count > 1, Self.isTime(fields[0]) {
            time = PlainNumber.double(fields[0])
            place = 1
        }
        guard fields.count >= place + 5 else {
            throw mistake(
                "too few fields for perf stat -x,: the line is cut off, or another format"
            )
        }
        let word = fields[place]
        let isDoubtful =
            fields.count > place + 3 && !line.text.contains(";")
            && PlainNumber.double(fields[place + 1]) != nil
            && PlainNumber.double(word) != nil
        guard !isDoubtful else {
            throw mistake(
                "“\(word),\(fields[place + 1])” is a number with a decimal comma, which cannot be told "
                    + "from two fields: run perf with LC_ALL=C, or with -x';'"
            )
        }
        let event = fields[place + 2]
        guard !event.isEmpty, PlainNumber.double(event) == nil else {
            throw mistake("no event in the field behind the unit")
        }
        var variation: String?
        if fields[place + 3].hasSuffix("%") { variation = fields[place + 3] }
        if Self.notCounted.contains(word) {
            return Count(
                time: time,
                word: word,
                unit: fields[place + 1],
                event: event,
                variation: variation,
                line: line.number
            )
        }
        // With another separator a comma can only be the decimal one.
        let isLocal =
            line.text.contains(";") && word.count { $0 == "," } == 1 && !word.contains(".")
        let number = isLocal ? word.replacing(",", with: ".") : word
        guard let value = PlainNumber.double(number), value >= 0 else {
            throw mistake("“\(word.prefix(40))” is no count")
        }
        return Count(
            time: time,
            value: value,
            word: word,
            unit: fields[place + 1],
            event: event,
            variation: variation,
            line: line.number
        )
    }

    /// The time of an interval has nine decimals, which no count has (`%lu.%09lu`).
    private static func isTime(_ field: String) -> Bool {
        let parts = field.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].count == 9 && PlainNumber.double(field) != nil
    }

    /// "S0", "S0-D0-C1", "CPU3", "N0".
    private static func isAggregate(_ field: String) -> Bool {
        let letters = field.prefix { $0.isLetter }
        guard ["S", "CPU", "N"].contains(letters) else { return false }
        return field.dropFirst(letters.count).first?.isNumber == true
    }

    /// Cut where an event comes again.
    private static func runs(of counts: [Count]) -> [[Count]] {
        var runs: [[Count]] = []
        for count in counts {
            if let last = runs.last, !last.contains(where: { $0.event == count.event }) {
                runs[runs.count - 1].append(count)
            } else {
                runs.append([count])
            }
        }
        return runs
    }

    /// The sums over intervals, at the time of the last one.
    private func addedUp(_ counts: [Count]) throws(ImportError) -> [Count] {
        guard counts.allSatisfy({ $0.time != nil }) else {
            throw file.mistake("some lines begin with a time (perf stat -I), and some do not")
        }
        let times = counts.compactMap(\.time)
        guard zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }), let end = times.last else {
            throw file.mistake(
                "the times of its intervals go back: import one run of perf at a time"
            )
        }
        let byEvent = Dictionary(grouping: counts, by: \.event)
        let intervals = Set(byEvent.values.map(\.count))
        guard intervals.count == 1 else {
            throw file.mistake("some intervals lack an event: the file is cut off")
        }
        var order: [String] = []
        for count in counts where !order.contains(count.event) { order.append(count.event) }
        return order.compactMap { event in
            guard var sum = byEvent[event]?.first else { return nil }
            for count in byEvent[event]?.dropFirst() ?? [] {
                guard let value = count.value, let before = sum.value else {
                    sum.value = nil
                    sum.word = count.value == nil ? count.word : sum.word
                    continue
                }
                sum.value = before + value
            }
            sum.time = end
            return sum
        }
    }

    private static let domains: [String: Channel.Domain] = [
        "energy-pkg": .package, "energy-ram": .dram, "energy-cores": .core, "energy-gpu": .uncore,
        "energy-psys": .psys,
    ]

    private func trial(_ counts: [Count]) throws(ImportError) -> ImportedTrial {
        let duration = counts.first { $0.event.hasPrefix("duration_time") }?.value.map { $0 / 1e9 }
        let seconds = counts.first?.time ?? duration
        guard seconds.map({ $0 > 0 && $0 < 1e8 }) ?? true else {
            throw file.mistake("its run took no time, or years")
        }
        var trial = ImportedTrial(
            startedAtMilliseconds: file.modifiedAtMilliseconds,
            ended: MonotonicInstant(nanoseconds: Int64(((seconds ?? 1) * 1e9).rounded())),
            statesItsTime: false
        )
        if seconds == nil {
            let reason = "perf stat states no elapsed time; add the event duration_time"
            trial.events.append(.importedWithoutTime(reason, at: trial.ended))
            trial.notes.append("\(file.name): \(reason). Time and power are missing.")
        }
        var hasEnergy = false
        for count in counts {
            guard count.unit == "Joules" else {
                if let value = count.value { trial.state(count.event, value) }
                continue
            }
            let domain = Self.domains.first { count.event.contains($0.key) }?.value
            if domain?.isPartOfTotal == true { hasEnergy = true }
            try add(count, domain ?? .machine, to: &trial)
        }
        if !hasEnergy, !trial.channels.contains(where: { $0.domain == .machine }) {
            trial.events.append(
                .importedAbsence(
                    "perf counted no power/energy-pkg/ (imported)",
                    at: trial.ended
                )
            )
        }
        return trial
    }

    private func add(
        _ count: Count,
        _ domain: Channel.Domain,
        to trial: inout ImportedTrial
    ) throws(ImportError) {
        let channel = Channel.imported(
            count.event,
            method: "\(domain.scopeWord) (perf \(count.event))",
            rule: .total,
            quantity: .energyNanojoules,
            domain: domain
        )
        guard let joules = count.value else {
            trial.channels.append(channel)
            if domain.isPartOfTotal {
                trial.events.append(
                    .importedAbsence(
                        "perf could not count \(count.event): \(count.word) (imported)",
                        at: trial.ended
                    )
                )
            }
            return
        }
        guard let nanojoules = PlainNumber.nanojoules(joules) else {
            throw file.mistake("\(count.word) J is more than can be kept", line: count.line)
        }
        trial.total(nanojoules, channel)
        if let variation = count.variation {
            trial.notes.append(
                "\(count.event) is a mean over the runs of perf stat -r (± \(variation)); perf keeps no "
                    + "single run, so the interval over trials says nothing of it."
            )
        }
    }
}
