import Experiment
import Foundation
import Sensors
import Suites
import Trials

/// Makes a pinned reference: copies the programs and files that the commands of a suite name, and what
/// its steps prepared, so that tomorrow's build leaves them alone.
struct PinMaker {
    let file: SuiteFile

    /// The folder of the new pin.
    let folder: String

    /// The variants to pin; empty for all.
    let variants: [String]

    /// Files and folders to copy besides, as paths from the current folder.
    let copied: [String]
    private let locator = ProgramLocator.system()

    /// Another checkout, where the commands are executed and of which nothing is copied; `nil` for the
    /// current folder.
    var place: String?

    /// What a step prepared, by its name.
    var artifacts: [String: String] = [:]

    init(file: SuiteFile, folder: String, variants: [String], copied: [String]) {
        self.file = file
        self.folder = folder
        self.variants = variants
        self.copied = copied
    }

    /// Copies what is needed, and gives the commands that use the copies.
    ///
    /// - Throws: `PinError`, `TrialsError.programNotFound`.
    func make() throws -> [PinnedVariant] {
        let chosen = try chosen()
        for path in copied { try copy(path) }
        return try chosen.map { comparison, variant in
            let command = try pinned(variant.command)
            guard place != nil || holdsSomething(command) else {
                throw PinError.holdsNothing(
                    variant: variant.name,
                    command: variant.command.template
                )
            }
            return PinnedVariant(
                comparison: comparison,
                variant: variant.name,
                command: command,
                // What is not copied serves both sides of a night alike.
                files: CommandFiles.digests(of: [command], locator)
                    .filter { isOfPin($0.key) },
                definition: variant.definitionDigest(
                    in: file.suite,
                    unitOfWork: unitOfWork(of: comparison)
                )
            )
        }
    }

    /// Whether a command uses a copy: else it would run tomorrow's program as its own reference.
    private func holdsSomething(_ command: Command) -> Bool {
        command.template.contains { $0.contains(folder + "/") }
    }

    /// Whether a file is a copy, or lies in the other place that the commands run in.
    private func isOfPin(_ path: String) -> Bool {
        [folder, place].compactMap(\.self).contains { path.hasPrefix($0 + "/") }
    }

    private func unitOfWork(of comparison: String) -> String {
        file.suite.comparisons.first { $0.name == comparison }?.unitOfWork ?? ""
    }

    /// The commands that are pinned, as the suite has them.
    ///
    /// - Throws: `PinError.noSuchVariant`.
    func commands() throws -> [Command] { try chosen().map(\.1.command) }

    private func chosen() throws -> [(String, Variant)] {
        let all = file.suite.comparisons.flatMap { comparison in
            comparison.variants.map { (comparison.name, $0) }
        }
        for name in variants where !all.contains(where: { $0.1.name == name }) {
            var known: [String] = []
            for (_, variant) in all where !known.contains(variant.name) {
                known.append(variant.name)
            }
            throw PinError.noSuchVariant(name, known: known)
        }
        return variants.isEmpty ? all : all.filter { variants.contains($0.1.name) }
    }

    // MARK: Commands

    private func pinned(_ command: Command) throws -> Command {
        var pinned = command
        pinned.folder = place
        for step in command.usedSteps { try copyArtifact(step) }
        pinned.arguments = try command.arguments.enumerated().map { index, argument in
            try self.pinned(argument, isProgram: index == 0)
        }
        return pinned
    }

    private func pinned(_ argument: Command.Argument, isProgram: Bool) throws -> Command.Argument {
        if argument.count == 1, case .text(let word) = argument[0] {
            guard place == nil else { return [.text(isProgram ? try programThere(word) : word)] }
            return [.text(isProgram ? try program(word) : try named(word))]
        }
        return argument.map { piece in
            guard case .artifact(let step) = piece else { return piece }
            return .text(place(ofArtifact: step))
        }
    }

    /// The program: a copy of one of the project or of Joulebench's own, else where it was found.
    private func program(_ word: String) throws -> String {
        let path = try locator.locate(word)
        guard isOfProject(path) || isOwn(path) else { return word.contains("/") ? path : word }
        return try copy(path)
    }

    /// The program of a command that is executed in another checkout: found from there, and one of
    /// Joulebench's own copied.
    private func programThere(_ word: String) throws -> String {
        let path = try locator.locate(word, in: place)
        return isOwn(path) && !word.contains("/") ? try copy(path) : word
    }

    /// A word that names a file of the project, with or without `--option=` before it.
    private func named(_ word: String) throws -> String {
        if isFile(word), isOfProject(word) { return try copy(word) }
        guard let equals = word.firstIndex(of: "=") else { return word }
        let value = String(word[word.index(after: equals)...])
        guard isFile(value), isOfProject(value) else { return word }
        return try word[...equals] + copy(value)
    }

    private func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }

    private func isOfProject(_ path: String) -> Bool {
        absolute(path).hasPrefix(FileManager.default.currentDirectoryPath + "/")
    }

    /// Whether it lies beside this program: the workloads that come with it.
    private func isOwn(_ path: String) -> Bool {
        let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        guard let own else { return false }
        return URL(fileURLWithPath: own).deletingLastPathComponent().path
            == URL(fileURLWithPath: absolute(path)).deletingLastPathComponent().path
    }

    private func isFile(_ path: String) -> Bool {
        var information = stat()
        return !path.isEmpty && stat(path, &information) == 0
            && information.st_mode & S_IFMT == S_IFREG
    }

    // MARK: Copies

    /// The copy of a file or folder, under its path from the current folder, or its name where it
    /// lies elsewhere.
    @discardableResult
    private func copy(_ path: String) throws -> String {
        let source = absolute(path)
        guard FileManager.default.fileExists(atPath: source) else {
            throw PinError.noSuchPath(path)
        }
        let here = FileManager.default.currentDirectoryPath + "/"
        let name =
            source.hasPrefix(here)
            ? String(source.dropFirst(here.count)) : URL(fileURLWithPath: source).lastPathComponent
        let place = "\(folder)/files/\(name)"
        try copy(source, to: place)
        return place
    }

    private func copyArtifact(_ step: String) throws {
        guard let source = artifacts[step] else { return }
        try copy(source, to: place(ofArtifact: step))
    }

    private func place(ofArtifact step: String) -> String { "\(folder)/artifacts/\(step)" }

    private func copy(_ source: String, to place: String) throws {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: place) else { return }
        do {
            try manager.createDirectory(
                atPath: URL(fileURLWithPath: place).deletingLastPathComponent().path,
                withIntermediateDirectories: true
            )
            try manager.copyItem(atPath: source, toPath: place)
        } catch {
            throw PinError.cannotCopy(
                path: source,
                reason: error.localizedDescription.withoutFullStop
            )
        }
    }
}
