import Experiment
import Foundation
import TestSupport
import Testing

@testable import Trials

/// Prepare steps that are executed in another checkout of the project.
@Suite struct PreparationFolderTests {
    private let temporary: TemporaryFolder

    init() throws { temporary = try TemporaryFolder() }

    /// A checkout with a program, a script that it is given and an input file.
    private func checkout(_ name: String, script: String = "cat data.txt", data: String = "one")
        throws -> String
    {
        let folder = temporary.path + "/" + name
        try FileManager.default.createDirectory(
            atPath: folder + "/bin",
            withIntermediateDirectories: true
        )
        try write("#!/bin/sh\n. ./$1 > $2/made\n", to: folder + "/bin/make")
        try write(script + "\n", to: folder + "/script.sh")
        try write(data + "\n", to: folder + "/data.txt")
        chmod(folder + "/bin/make", 0o755)
        return folder
    }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private func step(in folder: String?) -> PrepareStep {
        PrepareStep(
            name: "model",
            command: Command(
                arguments: [[.text("bin/make")], [.text("script.sh")], [.output]],
                folder: folder
            ),
            inputs: ["data.txt"],
            timeout: .seconds(60)
        )
    }

    private var preparation: Preparation {
        Preparation(
            store: ArtifactStore(root: temporary.path + "/artifacts"),
            locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
            household: .guest
        )
    }

    private func key(in folder: String) throws -> String? {
        try preparation.keys(of: [step(in: folder)])["model"]
    }

    @Test func `a step runs in its folder, with the program and the inputs of that folder`() throws
    {
        let folder = try checkout("a", data: "weights")
        let prepared = try preparation.run([step(in: folder)], report: { _ in })
        let made = try #require(prepared.places["model"])
        #expect(try String(contentsOfFile: made + "/made", encoding: .utf8) == "weights\n")
    }

    @Test func `an artifact store with a relative path serves a step in another folder`() throws {
        let folder = try checkout("a")
        let root = "joulebench-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: root) }
        let prepared = try Preparation(
            store: ArtifactStore(root: root),
            locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
            household: .guest
        ).run([step(in: folder)], report: { _ in })
        let made = try #require(prepared.places["model"])
        #expect(try String(contentsOfFile: made + "/made", encoding: .utf8) == "one\n")
    }

    @Test func `what is in the folder makes the key, and not its path`() throws {
        let first = try key(in: checkout("a"))
        #expect(try key(in: checkout("b")) == first)
        #expect(try key(in: checkout("c", data: "two")) != first)
        #expect(try key(in: checkout("d", script: "cat data.txt data.txt")) != first)
        let other = try checkout("e")
        try write("#!/bin/sh\n. ./$1 > $2/made # built anew\n", to: other + "/bin/make")
        chmod(other + "/bin/make", 0o755)
        #expect(try key(in: other) != first)
    }

    @Test func `an input that is not in the folder is named with it`() throws {
        let folder = try checkout("a")
        try FileManager.default.removeItem(atPath: folder + "/data.txt")
        #expect(throws: TrialsError.inputMissing(step: "model", path: folder + "/data.txt")) {
            try preparation.run([step(in: folder)], report: { _ in })
        }
    }
}
