internal import EventLog

/// The `:::MLLOG` events of a log, each with the number of its line.
struct EventLines {
    struct Entry {
        var line: Int
        var event: LogLine
    }

    let file: SourceFile
    var entries: [Entry] = []

    /// Whether the last line has no end and could not be read: the log was cut off there.
    var isCut = false

    /// - Throws: `ImportError` where an event cannot be read, but for a last line that was cut off.
    init(_ file: SourceFile) throws(ImportError) {
        self.file = file
        let lines = try file.lines()
        for line in lines {
            do throws(MalformedLogLine) {
                guard let event = try LogLine.parse(Self.mended(line.text)) else {
                    isCut = isCut || !line.isEnded
                    continue
                }
                entries.append(Entry(line: line.number, event: event))
            } catch {
                guard line.isEnded else {
                    isCut = true
                    continue
                }
                throw file.mistake(
                    "an event cannot be read: \(error.reason)",
                    line: line.number
                )
            }
        }
    }

    /// Power logs of real submissions have an empty text for metadata, which is none.
    private static func mended(_ text: String) -> String {
        text.replacing(#""metadata": """#, with: #""metadata": {}"#)
            .replacing(#""metadata":"""#, with: #""metadata":{}"#)
    }

    func all(_ key: String) -> [Entry] { entries.filter { $0.event.key == key } }

    /// The one event of a key.
    ///
    /// - Throws: `ImportError` where there is none, or several.
    func one(_ key: String, _ meaning: String) throws(ImportError) -> Entry {
        let found = all(key)
        guard let first = found.first else {
            throw file.mistake("it states no \(key) (\(meaning)); the log is cut off, or another")
        }
        guard found.count == 1 else {
            throw file.mistake("\(key) is stated more than once", line: found[1].line)
        }
        return first
    }

    /// The time of an event in milliseconds since 1970.
    ///
    /// - Throws: `ImportError` where it has none.
    func time(of entry: Entry) throws(ImportError) -> Double {
        guard let time = entry.event.timeMilliseconds, time.isFinite else {
            throw file.mistake("\(entry.event.key) has no time_ms", line: entry.line)
        }
        return time
    }

    /// The last text stated for a key; `nil` without one.
    func text(_ key: String) -> String? {
        guard case .text(let text)? = all(key).last?.event.value else { return nil }
        return text
    }
}
