public import Experiment
internal import Foundation

/// A suite together with the file that it was read from.
public struct SuiteFile: Sendable, Hashable {
    /// As it was given.
    public let path: String

    /// The whole file, to be recorded with a run.
    public let text: String

    /// The parameters that were replaced; the text does not show them, the suite does.
    public let overrides: [String: String]

    public var suite: BenchmarkSuite

    private static let mostBytes = 4 << 20

    /// Reads a suite file.
    ///
    /// - Parameters:
    ///   - path: of a YAML file in UTF-8 of at most 4 MiB.
    ///   - overrides: parameter names with the values that replace theirs, wherever in the suite
    ///     they are defined.
    /// - Returns: the suite with all placeholders resolved.
    /// - Throws: `SuiteFileError` with every mistake of the file, or why it cannot be read.
    public static func load(path: String, overrides: [String: String] = [:])
        throws(SuiteFileError) -> SuiteFile
    {
        let data = try read(path: path)
        guard let text = String(data: data, encoding: .utf8) else {
            throw .unreadable(
                path: path,
                reason: "is not a text in UTF-8",
                remedy: "save it in that encoding"
            )
        }
        return try decode(text: text, path: path, overrides: overrides)
    }

    /// Reads a suite from the text of a file.
    ///
    /// - Parameters:
    ///   - text: YAML.
    ///   - path: for messages only.
    ///   - overrides: parameter names with the values that replace theirs, wherever in the suite
    ///     they are defined.
    /// - Returns: the suite with all placeholders resolved.
    /// - Throws: `SuiteFileError` with every mistake of the text.
    public static func decode(text: String, path: String, overrides: [String: String] = [:])
        throws(SuiteFileError) -> SuiteFile
    {
        guard text.utf8.count <= mostBytes else { throw tooLarge(path) }
        let log = MistakeLog()
        let decoder = SuiteDecoder(overrides: Overrides(overrides), log: log)
        let root = SuiteDocument.compose(text, log: log)
        let suite = root.flatMap { decoder.decode(Element(root: $0)) }
        guard let suite, log.sorted.isEmpty else {
            throw .invalid(path: path, mistakes: log.sorted)
        }
        return SuiteFile(path: path, text: text, overrides: overrides, suite: suite)
    }

    private static func read(path: String) throws(SuiteFileError) -> Data {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw .unreadable(path: path, reason: "no such file", remedy: "check the path")
        }
        guard !isDirectory.boolValue else {
            throw .unreadable(
                path: path,
                reason: "is a folder",
                remedy: "give the path of a suite file inside it"
            )
        }
        var data = Data()
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            // One byte more than allowed tells that there is more, also of endless devices.
            while data.count <= mostBytes,
                let part = try file.read(upToCount: mostBytes + 1 - data.count), !part.isEmpty
            {
                data.append(part)
            }
        } catch {
            throw .unreadable(
                path: path,
                reason: "cannot be read: \(error.localizedDescription.withoutFullStop)",
                remedy: "check its permissions"
            )
        }
        guard data.count <= mostBytes else { throw tooLarge(path) }
        return data
    }

    private static func tooLarge(_ path: String) -> SuiteFileError {
        .unreadable(
            path: path,
            reason: "is larger than \(mostBytes >> 20) MiB",
            remedy: "check that it is a suite file, or split it"
        )
    }
}
