internal import Experiment
internal import Foundation

/// An MLPerf Tiny energy run of EEMBC's runner.
///
/// The trace is the byte 0xF1, the sample rate as a float32 and the energy of each sample in µJ as a
/// float32, little-endian. The time of a sample is the sum of the periods before it in binary64; a
/// window holds the samples from its begin on and before its end. The timestamps are the edges of
/// the windows 2, 4, 6, … after a first mark.
struct TinyTrace {
    var trace: SourceFile
    var timestamps: SourceFile

    /// `results.txt`: how many inferences each window holds, and the published energies.
    var results: SourceFile
    var log: SourceFile?
    var title: String

    static let scope = "the device's supply (MLPerf Tiny)"

    func read() throws(ImportError) -> ImportedData {
        let (rate, samples) = try samples()
        let marks = try marks()
        let published = try PublishedWindows(results)
        var trials: [ImportedTrial] = []
        for pair in stride(from: 1, to: marks.count - 1, by: 2) {
            let number = pair + 1
            guard let window = published.windows[number], let inferences = window.inferences else {
                throw results.mistake("it states no “# Inferences” of window \(number)")
            }
            trials.append(
                try trial(
                    number,
                    from: marks[pair],
                    to: marks[pair + 1],
                    samples,
                    rate,
                    inferences: inferences,
                    published: window.microjoules
                )
            )
        }
        let extra = Set(published.windows.keys)
            .subtracting(trials.indices.map { 2 * $0 + 2 }).min()
        if let extra {
            throw timestamps.mistake("it has no edges of window \(extra), which results.txt names")
        }
        return ImportedData(
            format: .mlperfTiny,
            comparison: "tiny",
            unitOfWork: "inferences",
            quality: nil,
            variants: [ImportedVariant(name: title, trials: trials)],
            title: title
        )
    }

    private func samples() throws(ImportError) -> (rate: Double, microjoules: [Float]) {
        let bytes = trace.content
        guard bytes.count > 5, bytes[0] == 0xF1 else {
            throw trace.mistake("it does not begin with 0xF1 and a sample rate")
        }
        guard (bytes.count - 5) % 4 == 0 else {
            throw trace.mistake("it ends within a sample: the file is cut off")
        }
        let values = stride(from: 1, to: bytes.count, by: 4).map { place in
            Float(
                bitPattern: UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
                    | UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24
            )
        }
        let rate = Double(values[0])
        guard rate.isFinite, rate >= 1, rate <= 1e7 else {
            throw trace.mistake("\(rate) is no sample rate in Hz")
        }
        let samples = Array(values.dropFirst())
        if let bad = samples.firstIndex(where: { !$0.isFinite || $0.magnitude > 1e12 }) {
            throw trace.mistake("sample \(bad) is no energy in µJ")
        }
        return (rate, samples)
    }

    private func marks() throws(ImportError) -> [Double] {
        guard let marks = try? JSONDecoder().decode([Double].self, from: Data(timestamps.content))
        else { throw timestamps.mistake("it is no JSON list of seconds") }
        guard marks.count >= 3, marks.count % 2 == 1,
            zip(marks, marks.dropFirst()).allSatisfy({ $0 < $1 }),
            marks.allSatisfy({ $0 >= 0 && $0 < 1e6 })
        else {
            throw timestamps.mistake("it is no ascending list of a mark and pairs of edges")
        }
        return marks
    }

    private func trial(
        _ number: Int,
        from start: Double,
        to stop: Double,
        _ samples: [Float],
        _ rate: Double,
        inferences: Double,
        published: Double?
    ) throws(ImportError) -> ImportedTrial {
        var time = 0.0
        var sum = 0.0
        for sample in samples {
            if time >= start, time < stop { sum += Double(sample) }
            time += 1 / rate
        }
        guard time >= stop else {
            throw trace.mistake("it ends before window \(number): the file is cut off")
        }
        guard let nanojoules = PlainNumber.raw(sum, unitsPerOne: 1000) else {
            throw trace.mistake("the energy of window \(number) is below 0 or too large")
        }
        let stated = try statedMilliseconds()
        let begun =
            (stated ?? trace.modifiedAtMilliseconds) + Int64((start * 1000).rounded())
        var trial = ImportedTrial(
            startedAtMilliseconds: begun,
            ended: MonotonicInstant(nanoseconds: Int64(((stop - start) * 1e9).rounded())),
            statesItsTime: stated != nil
        )
        trial.total(
            nanojoules,
            .imported(
                "trace/energy",
                method: Self.scope,
                rule: .total,
                quantity: .energyNanojoules,
                domain: .machine
            )
        )
        trial.state("inferences", inferences)
        if let published, (published - sum).magnitude > max(0.001, published.magnitude * 1e-6) {
            trial.notes.append(
                "results.txt states \(published) µJ for window \(number), and the trace gives \(sum) µJ."
            )
        }
        if stop - start < 10 {
            trial.notes.append("A window is shorter than the 10 s that MLPerf Tiny asks for.")
        }
        return trial
    }

    /// `m-session-start-id[20230517160004]`, as UTC; `nil` without it.
    private func statedMilliseconds() throws(ImportError) -> Int64? {
        guard let log else { return nil }
        for line in try log.lines() {
            guard let range = line.text.range(of: "m-session-start-id[") else { continue }
            let digits = Array(line.text[range.upperBound...].prefix { $0 != "]" })
            guard digits.count == 14 else { break }
            let text =
                "\(String(digits[0..<4]))-\(String(digits[4..<6]))-\(String(digits[6..<8])) "
                + "\(String(digits[8..<10])):\(String(digits[10..<12])):\(String(digits[12..<14]))"
            return Calendar.milliseconds(of: text).map(Int64.init)
        }
        return nil
    }
}

/// What `results.txt` says of the windows, by number.
private struct PublishedWindows {
    struct Window {
        var microjoules: Double?
        var inferences: Double?
    }

    var windows: [Int: Window] = [:]

    init(_ file: SourceFile) throws(ImportError) {
        var current: Int?
        for line in try file.lines() {
            let text = line.text
            if let number = Self.number(in: text, behind: "Energy data for window ")
                ?? Self.number(in: text, behind: "Performance results for window ")
            {
                current = Int(exactly: number)
                if let current, windows[current] == nil { windows[current] = Window() }
                continue
            }
            guard let current else { continue }
            if text.contains(" Energy ") {
                windows[current]?.microjoules = try Self.value(of: line, in: file)
            } else if text.contains("# Inferences") {
                let count = try Self.value(of: line, in: file)
                guard count > 0 else {
                    throw file.mistake("no inferences", line: line.number)
                }
                windows[current]?.inferences = count
            }
        }
    }

    private static func number(in text: String, behind words: String) -> Double? {
        guard let range = text.range(of: words) else { return nil }
        return PlainNumber.double(text[range.upperBound...].prefix { $0.isNumber })
    }

    /// The number behind the last colon; a line that was cut off has none that could be trusted.
    private static func value(
        of line: SourceLine,
        in file: SourceFile
    ) throws(ImportError) -> Double {
        let words = line.text.split(separator: ":").last.map { $0.trimmed.split(separator: " ") }
        guard line.isEnded, let word = words?.first, let value = PlainNumber.double(word) else {
            throw file.mistake("the line states no number, or is cut off", line: line.number)
        }
        return value
    }
}
