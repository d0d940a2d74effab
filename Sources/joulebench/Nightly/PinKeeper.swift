import Experiment
import Foundation
import Trials

/// Looks after what is pinned.
enum PinKeeper {
    /// The folder of all pins.
    static func root(results: String) -> String { URL(fileURLWithPath: results + "/pins").path }

    /// Finds out whether a pinned reference is still what it was.
    ///
    /// - Throws: `PinError.changed` with everything that is not.
    static func check(_ pin: Pin) throws {
        var changes: [String] = []
        let now = CommandFiles.digests(of: pin.variants.map(\.command), ProgramLocator.system())
        for variant in pin.variants {
            for (path, digest) in variant.files.sorted(by: { $0.key < $1.key })
            where now[path] != digest {
                let change =
                    now[path] == nil ? "\(path) is no longer there" : "\(path) has changed"
                if !changes.contains(change) { changes.append(change) }
            }
            if let folder = variant.command.folder, !isFolder(folder) {
                changes.append("the folder \(folder) is no longer there")
            }
        }
        guard changes.isEmpty else { throw PinError.changed(pin: pin.name, changes) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
