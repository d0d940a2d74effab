import Foundation
import TestSupport
import Testing

@testable import Trials

/// What killed runs leave in the folder of artifacts, and who takes it away.
@Suite struct ArtifactStoreTests {
    private let folder: TemporaryFolder
    private var root: String { folder.path + "/artifacts" }

    init() throws { folder = try TemporaryFolder() }

    /// The number of a process that has ended.
    private func formerProcess() throws -> pid_t {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        return process.processIdentifier
    }

    private func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted()
    }

    private func make(_ name: String) throws {
        try FileManager.default.createDirectory(
            atPath: "\(root)/\(name)/part",
            withIntermediateDirectories: true
        )
    }

    @Test func `what a killed run was making is taken away, what others make is not`() throws {
        let former = try formerProcess()
        for name in [
            "x-1.making-\(former)", "x-1.making-\(former).3", "x-2.making-1", "x-3",
            "x-4.making-word", "x-5.making-",
        ] { try make(name) }
        ArtifactStore(root: root).removeRemains()
        #expect(names() == ["x-2.making-1", "x-3", "x-4.making-word", "x-5.making-"])
    }

    @Test func `a folder that somebody holds stays, though no process of its number lives here`()
        throws
    {
        let name = "x-1.making-\(try formerProcess())"
        try make(name)
        let hold = FolderHold()
        hold.take("\(root)/\(name)")
        ArtifactStore(root: root).removeRemains()
        #expect(names() == [name])
        hold.release("\(root)/\(name)")
        ArtifactStore(root: root).removeRemains()
        #expect(names() == [])
    }

    @Test func `a former process of our own number left what can go`() throws {
        try make("x-1.making-\(getpid())")
        let store = ArtifactStore(root: root)
        let path = try store.makeWorkFolder(step: "y", key: "0123")
        #expect(names() == ["y-0123.making-\(getpid())"])
        // What this process makes now stays, whoever cleans.
        ArtifactStore(root: root).removeRemains()
        #expect(FileManager.default.fileExists(atPath: path))
        store.discard(workFolder: path)
        #expect(names() == [])
        #expect(FolderHold.isHeld(path) == nil)
    }

    @Test func `another process of our number in another container keeps its folder`() throws {
        let other = ArtifactStore(root: root)
        let theirs = try other.makeWorkFolder(step: "x", key: "0123")
        let own = try ArtifactStore(root: root).makeWorkFolder(step: "x", key: "0123")
        #expect(own != theirs)
        #expect(names() == ["x-0123.making-\(getpid())", "x-0123.making-\(getpid()).1"])
        withExtendedLifetime(other) {}
    }
}
