internal import EventLog

/// The samples of a PTDaemon log: `spl.txt`.
///
/// `Time,MM-DD-YYYY HH:MM:SS.mmm,Watts,22.950000,Volts,…`; MLPerf's checker reads the second and the
/// fourth field of the lines that begin with “Time”.
struct PowerLog {
    struct Sample {
        /// In milliseconds since 1970, by the meter's clock.
        var time: Double

        /// In µW; `nil` below 0.
        var microwatts: UInt64?
    }

    let file: SourceFile
    var samples: [Sample] = []
    var notes: [String] = []

    init(_ file: SourceFile) throws(ImportError) {
        self.file = file
        var others = 0
        for line in try file.lines() {
            guard line.isEnded else {
                notes.append(
                    "\(file.name) ends within a line, which was left out: it was cut off, behind the "
                        + "window."
                )
                continue
            }
            guard line.text.hasPrefix("Time") else {
                guard !line.text.contains(",Watts,") else {
                    throw file.mistake("a sample does not begin with “Time”", line: line.number)
                }
                others += 1
                continue
            }
            samples.append(try sample(of: line))
        }
        if others > 0 { notes.append("\(file.name) has \(others) lines that are no samples.") }
        guard !samples.isEmpty else { throw file.mistake("it holds no sample of PTDaemon") }
    }

    private func sample(of line: SourceLine) throws(ImportError) -> Sample {
        let fields = line.text.split(separator: ",", omittingEmptySubsequences: false)
        guard fields.count >= 4, fields[0] == "Time", fields[2] == "Watts" else {
            throw file.mistake("it is no “Time,…,Watts,…”", line: line.number)
        }
        guard let time = LoadGenLog.milliseconds(of: String(fields[1])) else {
            throw file.mistake(
                "“\(fields[1].prefix(40))” is no time (MM-DD-YYYY HH:MM:SS.mmm)",
                line: line.number
            )
        }
        guard let watts = PlainNumber.double(fields[3]), watts < 0 || watts <= 1e9 else {
            throw file.mistake("“\(fields[3].prefix(40))” is no power in W", line: line.number)
        }
        return Sample(time: Double(time), microwatts: PlainNumber.microwatts(watts))
    }

    /// Moves the samples from the meter's local time to UTC where only that makes them cover the
    /// window.
    ///
    /// MLPerf's own checker takes both clocks as UTC; PTDaemon runs with TZ=UTC there.
    ///
    /// - Parameters:
    ///   - seconds: what the server says that its zone is west of UTC.
    ///   - window: in milliseconds since 1970.
    mutating func shift(bySeconds seconds: Double, toCover window: ClosedRange<Double>) {
        func covers(_ offset: Double) -> Bool {
            guard let first = samples.map(\.time).min(), let last = samples.map(\.time).max()
            else { return false }
            return first + offset <= window.lowerBound && last + offset >= window.upperBound
        }
        guard seconds != 0, !covers(0), covers(seconds * 1000) else { return }
        for index in samples.indices { samples[index].time += seconds * 1000 }
        notes.append(
            "\(file.name) is in the meter's local time: its samples were moved by \(seconds) s, as "
                + "power/server.json says of the zone."
        )
    }

    /// - Throws: `ImportError` where the samples do not reach from before the window to behind it.
    func check(cover window: ClosedRange<Double>) throws(ImportError) {
        guard let first = samples.map(\.time).min(), let last = samples.map(\.time).max() else {
            return
        }
        guard first <= window.lowerBound else {
            throw file.mistake(
                "its first sample is \((first - window.lowerBound) / 1000) s after power_begin: the log "
                    + "does not cover the run, or its clock is another"
            )
        }
        guard last >= window.upperBound else {
            throw file.mistake(
                "its last sample is \((window.upperBound - last) / 1000) s before power_end: the log is "
                    + "cut off inside the window, or its clock is another"
            )
        }
    }

    /// What is doubtful about the samples inside the window.
    func doubts(in window: ClosedRange<Double>) -> [String] {
        let inside = samples.filter { window.contains($0.time) }
        var doubts: [String] = []
        let powerless = inside.count { ($0.microwatts ?? 0) == 0 }
        if powerless > 0 {
            doubts.append(
                "\(powerless) of \(inside.count) samples in the window are not above 0 W; MLPerf's rule "
                    + "leaves them out."
            )
        }
        let steps = SampleSteps(of: inside.map(\.time))
        if steps.goesBack {
            doubts.append("The times of the samples go back: the meter's clock was set.")
        }
        if let gap = steps.gap(above: 3, atLeast: 3000) {
            doubts.append("No power was sampled for \(gap / 1000) s of the window.")
        }
        return doubts
    }
}
