import Experiment
import Foundation
import Store
import Trials

/// Looks after what is pinned.
enum PinKeeper {
    /// The folder of all pins.
    static func root(results: String) -> String { URL(fileURLWithPath: results + "/pins").path }

    /// A pinned reference as it is run: where the tree that it was built in is gone, that is made
    /// again.
    ///
    /// - Throws: `PinError` where it is not what it was, or does not build any more;
    ///   `TrialsError.interrupted`.
    static func ready(_ pin: Pin, in execution: RunExecution) throws -> Pin {
        var pin = pin
        let isGone = pin.variants.contains { $0.command.folder.map(isFolder) == false }
        if let build = pin.build, isGone || !changes(of: pin).isEmpty {
            // What is left of it is no tree of that commit any more.
            let root = BuiltTrees.root(results: execution.resultsOptions.results) + "/"
            for folder in Set(pin.variants.compactMap(\.command.folder))
            where folder.hasPrefix(root) { try? FileManager.default.removeItem(atPath: folder) }
            pin = try rebuilt(pin, by: build, in: execution)
        }
        try check(pin)
        return pin
    }

    private static func rebuilt(_ pin: Pin, by build: Pin.Build, in execution: RunExecution) throws
        -> Pin
    {
        Console.complain(
            "the tree of the pinned reference \(pin.name) is gone or changed: it is built again"
        )
        let trees = BuiltTrees(
            repository: GitRepository(
                folder: build.repository,
                locator: execution.locator,
                household: execution.household
            ),
            command: build.command,
            timeout: .seconds(BuildOptions.usualTimeout),
            root: BuiltTrees.root(results: execution.resultsOptions.results)
        )
        let folder: String
        do {
            folder = try trees.tree(of: trees.repository.commit(build.commit)).folder
        } catch let error as BuildError {
            throw PinError.doesNotBuild(pin: pin.name, error)
        }
        let renewed = Self.renewed(pin, in: folder)
        if renewed.variants.map(\.files) != pin.variants.map(\.files) {
            Console.complain(
                "! what was built again is not byte for byte what it was: the build of "
                    + "\(build.commit.prefix(12)) gives other files each time"
            )
        }
        try execution.store.renew(renewed)
        return renewed
    }

    /// The pin with what was built anew; what else its commands name has to be what it was.
    private static func renewed(_ pin: Pin, in folder: String) -> Pin {
        var pin = pin
        pin.variants = pin.variants.map { variant in
            guard let former = variant.command.folder else { return variant }
            var renewed = variant
            renewed.command.folder = folder
            renewed.files = variant.files.filter { !$0.key.hasPrefix(former + "/") }
            let now = CommandFiles.digests(of: [renewed.command], ProgramLocator.system())
            renewed.files.merge(now.filter { $0.key.hasPrefix(folder + "/") }) { _, new in new }
            return renewed
        }
        return pin
    }

    /// Finds out whether a pinned reference is still what it was.
    ///
    /// - Throws: `PinError.changed` with everything that is not.
    static func check(_ pin: Pin) throws {
        let changes = changes(of: pin)
        guard changes.isEmpty else { throw PinError.changed(pin: pin.name, changes) }
    }

    /// What is no longer as it was pinned, in sentences without their ends.
    private static func changes(of pin: Pin) -> [String] {
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
        return changes
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }
}
