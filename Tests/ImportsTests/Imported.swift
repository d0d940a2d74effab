import Experiment
import Randomness
import Reports
import Statistics
import TestSupport
import Testing
import Units

@testable import Imports

/// What comes of files, for tests.
struct Imported: Equatable {
    /// In joules, of each trial; `nil` without an energy.
    var joules: [Double?]
    var seconds: [Double?]
    var notes: [String]

    init(_ data: ImportedData) throws {
        let made = try Self.run(data)
        let comparison = try #require(made.run.comparisons.first)
        let summaries = made.trials.map {
            TrialSummary(of: $0, in: comparison, estimateModel: nil)
        }
        joules = summaries.map { $0.energy.figure?.value.joules }
        seconds = summaries.map { $0.window.map { $0 / .seconds(1) } }
        notes = data.variants.flatMap(\.trials).flatMap(\.notes)
        #expect(summaries.allSatisfy { ($0.energy.figure?.provenance ?? .imported) == .imported })
    }

    static func run(_ data: ImportedData) throws -> ImportedRun {
        try ImportedRun(of: [data], files: [], suite: nil, now: 0, harnessVersion: "test")
    }

    static func report(_ data: ImportedData) throws -> Report {
        let made = try run(data)
        return Report(run: made.run, trials: made.trials)
    }
}

/// Files that were damaged on the way.
enum Damage {
    /// Cuts a file off at every byte, or at a stride and around each line end where it is large.
    ///
    /// - Parameters:
    ///   - file: that reads well as it is.
    ///   - endsAnywhere: whether the format has no end, so that a file cut at a line end is whole.
    ///   - count: at how many bytes a large file is cut, besides those near line ends.
    ///   - read: gives what the file says.
    /// - Returns: the lengths at which a figure came out that is another one, without a word.
    /// - Throws: where the whole file cannot be read.
    static func silentCuts(
        of file: SourceFile,
        endsAnywhere: Bool = false,
        places count: Int = 150,
        read: (SourceFile) throws(ImportError) -> ImportedData
    ) throws -> [Int] {
        let whole = try Imported(read(file))
        let ends = file.content.indices.filter { file.content[$0] == 0x0A }
        var places = Set(
            stride(from: 0, to: file.content.count, by: max(1, file.content.count / count))
        )
        for end in ends.count > 30 ? ends.suffix(count / 10) + ends.prefix(count / 10) : ends[...] {
            places.formUnion((end - 2...end + 2).filter { $0 >= 0 && $0 < file.content.count })
        }
        if file.content.count < 2000 { places = Set(file.content.indices) }
        var silent: [Int] = []
        for place in places.sorted() {
            var cut = file
            cut.content = Array(file.content[..<place])
            do throws(ImportError) {
                let data = try read(cut)
                guard let found = try? Imported(data) else { continue }
                let isSame = found.joules == whole.joules && found.seconds == whole.seconds
                let isAtEnd = endsAnywhere && cut.content.last == 0x0A
                if !isSame, !isAtEnd, found.notes.count <= whole.notes.count {
                    silent.append(place)
                }
            } catch {
                continue
            }
        }
        return silent
    }

    /// Reads copies with some bytes changed, removed or doubled: an error or a result, never a crash.
    static func mutate(
        _ file: SourceFile,
        seed: UInt64,
        times: Int = 150,
        read: (SourceFile) throws(ImportError) -> ImportedData
    ) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<times {
            var damaged = file
            for _ in 0...Int.random(in: 0...3, using: &generator) where !damaged.content.isEmpty {
                let place = Int.random(in: damaged.content.indices, using: &generator)
                switch Int.random(in: 0...3, using: &generator) {
                case 0: damaged.content[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: damaged.content.remove(at: place)
                case 2: damaged.content.insert(damaged.content[place], at: place)
                default:
                    damaged.content.replaceSubrange(
                        place...place,
                        with: Array("9999999999e99".utf8)
                    )
                }
            }
            guard let data = try? read(damaged), let made = try? Imported.run(data) else {
                continue
            }
            // A figure of damaged text is a number all the same.
            let report = Report(run: made.run, trials: made.trials)
            #expect(!TerminalReport(report, usesColour: false).text.isEmpty, "seed \(seed)")
        }
    }
}

extension SourceFile {
    init(_ text: String, path: String = "file.txt") {
        self.init(path: path, content: Array(text.utf8), modifiedAtMilliseconds: 1_700_000_000_000)
    }
}
