import Foundation
import TestSupport
import Testing

@testable import Trials

@Suite struct HostLockTests {
    private let holder = HostLock.Holder.current(command: "joulebench run a.yaml")

    @Test func `one has it, the other is told who, until it is let go`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/lock"
        do {
            let lock = try HostLock.acquire(path: path, holder: holder)
            lock.note(runID: "1a2b3c4d-0000")
            let refusal = #expect(throws: TrialsError.self) {
                _ = try HostLock.acquire(path: path, holder: holder)
            }
            guard case .hostInUse(let other, _) = try #require(refusal) else {
                Issue.record("\(String(describing: refusal))")
                return
            }
            let known = try #require(other)
            #expect(known.process == getpid())
            #expect(known.runID == "1a2b3c4d-0000")
            #expect(known.description.contains("run 1a2b3c4d: joulebench run a.yaml"))
            withExtendedLifetime(lock) {}
        }
        _ = try HostLock.acquire(path: path, holder: holder)
        // Whoever comes next finds nobody's name.
        #expect(FileManager.default.contents(atPath: path) == Data())
    }

    @Test func `one who waits gets it when it is let go`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/lock"
        let locks = Locks(try HostLock.acquire(path: path, holder: holder))
        var waited = 0
        _ = try HostLock.acquire(path: path, holder: holder, wait: .seconds(60)) { other in
            #expect(other?.command == "joulebench run a.yaml")
            waited += 1
            locks.held = nil
        }
        #expect(waited == 1)
    }

    private final class Locks {
        var held: HostLock?

        init(_ lock: HostLock) { held = lock }
    }

    @Test func `all users come to the same file, in a folder that is everybody's`() throws {
        let folder = try TemporaryFolder()
        for name in ["own", "shared"] { try folder.write("", to: "\(name)/x") }
        chmod(folder.path + "/own", 0o755)
        chmod(folder.path + "/shared", 0o1777)
        let folders = ["\(folder.path)/none", "\(folder.path)/own", "\(folder.path)/shared"]
        let path = try HostLock.path(environment: [:], folders: folders)
        #expect(path == "\(folder.path)/shared/joulebench.lock")
        #expect(try HostLock.path(environment: ["JOULEBENCH_LOCK": "/x"], folders: []) == "/x")
        #expect(throws: TrialsError.self) {
            try HostLock.path(environment: [:], folders: [folder.path + "/own"])
        }
        _ = try HostLock.acquire(path: path, holder: holder)
        var information = stat()
        #expect(stat(path, &information) == 0 && information.st_mode & 0o777 == 0o666)
    }

    @Test func `a link to another's file is not written to`() throws {
        let folder = try TemporaryFolder()
        try folder.write("precious", to: "file")
        symlink(folder.path + "/file", folder.path + "/symbolic")
        link(folder.path + "/file", folder.path + "/hard")
        for name in ["symbolic", "hard"] {
            #expect(throws: TrialsError.self) {
                try HostLock.acquire(path: "\(folder.path)/\(name)", holder: holder)
            }
        }
        let text = FileManager.default.contents(atPath: folder.path + "/file")
        #expect(text == Data("precious".utf8))
    }
}
