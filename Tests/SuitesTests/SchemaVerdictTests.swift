import Experiment
import Foundation
import Suites
import Testing

/// The schema beside the decoder, on files that are right and files with mistakes.
@Suite(.enabled(if: Validator.isThere, "python3 with the modules jsonschema and yaml is not here"))
struct SchemaVerdictTests {
    /// What the decoder finds that no schema can say: names that must fit together.
    private static let beyondSchema = [
        "is not defined", "does not define", "no command uses", "no command or input uses",
        "is used nowhere", "no variant is called", "no prepare step is called",
        "the steps need each other", "names are unique", "is not replaced in the environment",
        "a parameter cannot hold another one", "{output} is", "{seed} belongs",
        "cannot be an input", "does not hold the pilot", "this command has no {output}",
        "the axis has no value",
        "the matrix has no axis of this name", "is an axis of the matrix, too",
        "is excluded where other variants are not", "excludes combinations of a matrix",
        "names a combination of a matrix", "the matrix has no such combination",
        "give a value of each axis", "this combination is excluded", "two combinations are called",
        "with the values of the matrix", "the matrix makes",
    ]

    /// Whole numbers that are spelled as others: the schema sees the number, which may be a name, and
    /// not the point in it, which may not.
    private static let spellings = ["5.0", "8.0", "10000.0", "-0.0", "1.8446744073709552e+19"]

    private static func isBeyondSchema(_ mistake: String) -> Bool {
        beyondSchema.contains { mistake.contains($0) }
            || spellings.contains { mistake.contains("“\($0)” becomes a folder") }
    }

    @Test func `the schema refuses what the decoder refuses and nothing else`() throws {
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        let verdicts = try Validator.verdicts(seed: seed, count: 50)
        #expect(verdicts.count > 500)
        var (good, bad) = (0, 0)
        for verdict in verdicts {
            let mistakes = SuiteText.mistakes(verdict.text)
            let expressible = mistakes.filter { !Self.isBeyondSchema($0) }
            if verdict.complaint == nil { good += 1 } else { bad += 1 }
            #expect(
                expressible.isEmpty == (verdict.complaint == nil),
                """
                seed \(seed): \(verdict.what)
                decoder: \(expressible.prefix(3))
                schema: \(verdict.complaint ?? "no complaint")
                """
            )
        }
        // Neither side of the comparison is empty.
        #expect(good > 50 && bad > 50, "\(good) good, \(bad) bad")
    }
}

/// Python's `jsonschema`, where it is installed.
private enum Validator {
    struct Verdict: Decodable {
        /// A suite file.
        var text: String

        /// How it came to be.
        var what: String

        /// `nil` where the schema has none.
        var complaint: String?
    }

    static let isThere = (try? python(["-c", "import jsonschema, yaml"])) != nil

    static func verdicts(seed: UInt64, count: Int) throws -> [Verdict] {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "joulebench-schema-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var made: [String] = []
        for (number, text) in [SuiteText.everything, SuiteText.adaptive].enumerated() {
            let file = folder.appending(path: "\(number).yaml")
            try Data(text.utf8).write(to: file)
            made.append(file.path)
        }
        let script = SchemaFile.tests.appending(path: "Schema/verdicts.py").path
        let suites = try made + ["--"] + ShippedSuites.files().map(\.path)
        let output = try python(
            [script, SchemaFile.url.path, "\(seed)", "\(count)"] + suites
        )
        return try output.split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Verdict.self, from: $0)
        }
    }

    private struct Failure: Error {
        var status: Int32
    }

    @discardableResult
    private static func python(_ arguments: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus)
        }
        return output
    }
}
