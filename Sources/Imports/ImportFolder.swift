internal import Foundation

/// Finds and reads the files of an import.
public struct ImportFolder: Sendable {
    /// A file beyond this is not read.
    static let largestFile = 256 << 20

    /// What was read, in order.
    public private(set) var files: [SourceFile] = []

    private let path: String

    public init(path: String) {
        self.path = path
    }

    /// Reads what a path holds.
    ///
    /// - Parameter format: `nil`: by the content.
    /// - Returns: what the files say; `files` are those that were read.
    /// - Throws: `ImportError`.
    public mutating func read(as format: ImportFormat?) throws(ImportError) -> ImportedData {
        guard Self.exists(path) else {
            throw .unreadable(path: path, reason: "there is no such file or folder")
        }
        return Self.isFolder(path) ? try readFolder(format) : try readFile(format)
    }

    private mutating func readFolder(_ format: ImportFormat?) throws(ImportError) -> ImportedData {
        let names = try Self.names(in: path)
        let traces = names.filter { $0.hasSuffix("-energy.bin") }
        let results = names.filter { $0.hasPrefix("result_") && $0.hasSuffix(".txt") }
        let found: ImportFormat? =
            runFolder != nil
            ? .mlperfInference
            : !traces.isEmpty ? .mlperfTiny : !results.isEmpty ? .mlperfTraining : nil
        switch format ?? found {
        case .mlperfInference: return try inference()
        case .mlperfTiny: return try tiny(traces)
        case .mlperfTraining: return try training(results)
        case let other?:
            throw .unreadable(
                path: path,
                reason: "\(other.rawValue) is a file, and this is a folder"
            )
        case nil: throw .unrecognised(path: path)
        }
    }

    private mutating func readFile(_ format: ImportFormat?) throws(ImportError) -> ImportedData {
        let file = try take(path)
        var known = format
        if known == nil { known = try Self.format(of: file) }
        guard let known else { throw .unrecognised(path: path) }
        switch known {
        case .nvidiaSMI: return try SMILog(file: file).read()
        case .perfStat: return try PerfStat(file: file).read()
        case .hyperfine: return try Hyperfine(file: file).read()
        case .codeCarbon: return try CodeCarbon(file: file).read()
        case .mlperfTraining:
            return try TrainingResults(
                results: [TrainingResults.Result(log: file)],
                title: file.stem
            ).read()
        case .mlperfInference, .mlperfTiny:
            throw .unreadable(
                path: path,
                reason: "\(known.rawValue) is a folder of files: name the folder"
            )
        }
    }

    /// By the first line that is not blank.
    private static func format(of file: SourceFile) throws(ImportError) -> ImportFormat? {
        let lines = try file.lines()
        guard let first = lines.first?.text else { return nil }
        if first.trimmed.hasPrefix("{") { return .hyperfine }
        if SMILog.isHeading(first) { return .nvidiaSMI }
        if CodeCarbon.isHeading(first) { return .codeCarbon }
        if first.hasPrefix("Time,") { return .mlperfInference }
        if lines.contains(where: { $0.text.contains(":::MLLOG") }) { return .mlperfTraining }
        return PerfStat.isLine(first) ? .perfStat : nil
    }

    /// Where LoadGen's detail log lies with `spl.txt`.
    private var runFolder: String? {
        ["", "/run_1", "/performance/run_1"].map { path + $0 }.first {
            Self.exists($0 + "/spl.txt") || Self.exists($0 + "/mlperf_log_detail.txt")
        }
    }

    private mutating func inference() throws(ImportError) -> ImportedData {
        let folder = runFolder ?? path
        let power = folder + "/../power"
        let submission = InferenceSubmission(
            detail: try take(folder + "/mlperf_log_detail.txt"),
            power: try take(folder + "/spl.txt"),
            summary: try takeIfThere(folder + "/mlperf_log_summary.txt"),
            server: try takeIfThere(power + "/server.json"),
            clientLog: try takeIfThere(power + "/client.log"),
            system: try takeIfThere(path + "/system.json"),
            title: title
        )
        return try submission.read()
    }

    private mutating func training(_ names: [String]) throws(ImportError) -> ImportedData {
        var results: [TrainingResults.Result] = []
        for name in names {
            var result = TrainingResults.Result(log: try take("\(path)/\(name)"))
            let folder = "\(path)/power/\(name.dropLast(".txt".count))"
            if Self.exists(folder) {
                var meters: [SourceFile] = []
                for meter in try Self.names(in: folder)
                where (meter.hasPrefix("node_") || meter.hasPrefix("sw_"))
                    && meter.hasSuffix(".txt")
                {
                    meters.append(try take("\(folder)/\(meter)"))
                }
                result.power = meters
            }
            results.append(result)
        }
        return try TrainingResults(
            results: results,
            scaling: try takeIfThere(path + "/scaling.json"),
            system: try takeIfThere(path + "/system.json"),
            title: title
        ).read()
    }

    private mutating func tiny(_ traces: [String]) throws(ImportError) -> ImportedData {
        guard let trace = traces.first, traces.count == 1 else {
            throw .unreadable(
                path: path,
                reason: "it holds \(traces.count) files *-energy.bin, not one"
            )
        }
        let stem = trace.dropLast("-energy.bin".count)
        return try TinyTrace(
            trace: try take("\(path)/\(trace)"),
            timestamps: try take("\(path)/\(stem)-timestamps.json"),
            results: try take("\(path)/results.txt"),
            log: try takeIfThere("\(path)/log.txt"),
            title: title
        ).read()
    }

    /// The last part of the path that is a name.
    private var title: String {
        URL(fileURLWithPath: path).standardizedFileURL.lastPathComponent
    }

    private mutating func takeIfThere(_ path: String) throws(ImportError) -> SourceFile? {
        Self.exists(path) ? try take(path) : nil
    }

    private mutating func take(_ path: String) throws(ImportError) -> SourceFile {
        let path = Self.plain(path)
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        )
        guard let attributes else { throw .unreadable(path: path, reason: "there is no such file") }
        guard attributes[.type] as? FileAttributeType == .typeRegular else {
            throw .unreadable(path: path, reason: "it is no file")
        }
        let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
        guard size <= Self.largestFile else {
            throw .unreadable(
                path: path,
                reason: "it has \(size) bytes, more than \(Self.largestFile)"
            )
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path, reason: "the system refuses it")
        }
        let changed = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
        let file = SourceFile(
            path: path,
            content: Array(data),
            modifiedAtMilliseconds: Int64(max(0, changed) * 1000)
        )
        files.append(file)
        return file
    }

    /// Without the way back in `run_1/../power`.
    private static func plain(_ path: String) -> String {
        guard path.contains("/../") else { return path }
        return path.hasPrefix("/") ? URL(fileURLWithPath: path).standardizedFileURL.path : path
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    private static func isFolder(_ path: String) -> Bool {
        (try? URL(fileURLWithPath: path).resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory
            == true
    }

    private static func names(in folder: String) throws(ImportError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw .unreadable(path: folder, reason: "the system refuses it")
        }
    }
}
