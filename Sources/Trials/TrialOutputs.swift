internal import Experiment
internal import Foundation

/// The folders that trials fill: a fresh one for each trial whose command asks for `{output}`.
///
/// The folder of a trial that completed is removed when what the suite asks for was read from it;
/// that of any other trial is kept to be looked at, up to a bound.
public struct TrialOutputs: Sendable {
    /// What is kept of one trial; the largest files go first.
    static let keptBytes: Int64 = 64 << 20

    let root: String

    /// - Parameter root: the folder that they are made in; made when it is needed.
    public init(root: String) { self.root = URL(fileURLWithPath: root).path }

    /// Below the system's folder for temporary files.
    public static let temporary = TrialOutputs(
        root: NSTemporaryDirectory() + "joulebench-trials"
    )

    /// Makes the empty folder of a trial.
    ///
    /// - Returns: its absolute path.
    /// - Throws: `TrialsError.folder`.
    func make(trialID: String) throws(TrialsError) -> String {
        let path = "\(root)/\(trialID)"
        try FileManager.default.makeFolder(path, below: root)
        return path
    }

    func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// Keeps a folder within the bound; one that is empty goes.
    ///
    /// - Returns: what is to be said about it; `nil` where nothing was left.
    func keep(_ path: String, atMost limit: Int64 = keptBytes) -> WorkloadWarning? {
        var files = Self.files(below: path).sorted { $0.size > $1.size }
        guard !files.isEmpty else {
            remove(path)
            return nil
        }
        var total = files.reduce(0) { $0 + $1.size }
        var removed: Int64 = 0
        while total > limit, let largest = files.first {
            files.removeFirst()
            try? FileManager.default.removeItem(atPath: largest.path)
            total -= largest.size
            removed += largest.size
        }
        return .outputKept(path: path, removedBytes: removed)
    }

    /// Links are files of their own and never followed.
    private static func files(below path: String) -> [(path: String, size: Int64)] {
        let names = FileManager.default.enumerator(atPath: path)
        var files: [(path: String, size: Int64)] = []
        while let name = names?.nextObject() as? String {
            let file = "\(path)/\(name)"
            let attributes = try? FileManager.default.attributesOfItem(atPath: file)
            guard attributes?[.type] as? FileAttributeType != .typeDirectory else { continue }
            files.append((file, (attributes?[.size] as? NSNumber)?.int64Value ?? 0))
        }
        return files
    }
}
