internal import Experiment
internal import Foundation

/// The folder of prepared artifacts: one folder for each key, complete or not there.
///
/// An artifact is made in a folder beside its place and moved there in one step, so that a killed
/// run leaves no half of one.
public struct ArtifactStore: Sendable {
    /// What is noted beside an artifact's files.
    struct Note: Codable {
        var step: String
        var key: String
        var command: [String]
        var seconds: Double
        var madeAtMilliseconds: Int64

        /// What making it cost; not in the notes of older versions.
        var cost: ArtifactCost?

        /// Whether making it took a time that there is; a note that says another is damaged, and
        /// there is nothing else to take the time from.
        var isBelievable: Bool { seconds.isFinite && seconds >= 0 }
    }

    private static let noteName = "artifact.json"
    private static let workMark = ".making-"

    /// More processes of one number are not expected to make one artifact at once.
    private static let mostNamesakes = 100

    let root: String
    private let holds = FolderHold()

    public init(root: String) { self.root = root }

    /// The folder of an artifact.
    func folder(step: String, key: String) -> String { "\(root)/\(step)-\(key.prefix(16))" }

    /// The note of an artifact that is there and complete.
    func note(step: String, key: String) -> Note? {
        let path = folder(step: step, key: key) + "/" + Self.noteName
        guard let data = FileManager.default.contents(atPath: path),
            let note = try? JSONDecoder().decode(Note.self, from: data), note.key == key,
            note.isBelievable
        else { return nil }
        return note
    }

    /// The notes of all artifacts of a step that are there and complete.
    func notes(step: String) -> [Note] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return names.filter { $0.hasPrefix(step + "-") }.compactMap { name in
            FileManager.default.contents(atPath: "\(root)/\(name)/\(Self.noteName)")
                .flatMap { try? JSONDecoder().decode(Note.self, from: $0) }
        }.filter { $0.step == step && $0.isBelievable }
    }

    /// An empty folder to make an artifact in, held until it is kept or discarded.
    ///
    /// - Throws: `TrialsError.folder` where it cannot be made.
    func makeWorkFolder(step: String, key: String) throws(TrialsError) -> String {
        try FileManager.default.makeFolder(root, below: root)
        removeRemains()
        let path = folder(step: step, key: key) + Self.workMark + "\(getpid())"
        // In another container another process may have our number.
        for name in [path] + (1..<Self.mostNamesakes).map({ "\(path).\($0)" }) {
            guard mkdir(name, 0o777) != 0 else {
                holds.take(name)
                return name
            }
            guard errno == EEXIST else { break }
        }
        throw .folder(path: root, reason: String(cString: strerror(errno)))
    }

    /// Removes the work folders of runs that were killed, and never one that is still filled.
    public func removeRemains() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        for name in names {
            guard let end = name.range(of: Self.workMark)?.upperBound,
                let owner = pid_t(name[end...].prefix { $0 != "." }), owner > 0
            else { continue }
            let path = root + "/" + name
            let isHeld = FolderHold.isHeld(path)
            // Our own number is that of a former process, where we do not hold the folder.
            let isOwnerGone =
                owner == getpid() ? isHeld == false : kill(owner, 0) != 0 && errno == ESRCH
            guard isOwnerGone, isHeld != true else { continue }
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    /// Moves a made artifact to its place with its note.
    ///
    /// - Throws: `TrialsError.artifactEmpty` where nothing was made, `TrialsError.folder` where
    ///   it cannot be kept.
    func keep(workFolder: String, note: Note) throws(TrialsError) {
        let place = folder(step: note.step, key: note.key)
        defer { holds.release(workFolder) }
        do {
            let files = try FileManager.default.contentsOfDirectory(atPath: workFolder)
            if files.isEmpty {
                discard(workFolder: workFolder)
                throw TrialsError.artifactEmpty(step: note.step)
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try encoder.encode(note).write(
                to: URL(fileURLWithPath: workFolder + "/" + Self.noteName)
            )
            // A folder that lacks its note was damaged from outside: it is made anew.
            if self.note(step: note.step, key: note.key) == nil {
                try? FileManager.default.removeItem(atPath: place)
            }
            try FileManager.default.moveItem(atPath: workFolder, toPath: place)
        } catch let error as TrialsError {
            throw error
        } catch {
            discard(workFolder: workFolder)
            // Another run may have made the same artifact in the meantime.
            guard self.note(step: note.step, key: note.key) != nil else {
                throw .folder(path: place, reason: error.localizedDescription.withoutFullStop)
            }
        }
    }

    func discard(workFolder: String) {
        try? FileManager.default.removeItem(atPath: workFolder)
        holds.release(workFolder)
    }
}
