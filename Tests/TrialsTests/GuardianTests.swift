import CSystem
import Foundation
import TestSupport
import Testing

/// What the guardian does with a trial's cgroup, in folders that stand for one.
@Suite struct GuardianTests {
    /// No process number is as high (`PID_MAX_LIMIT` is 2²²), so nobody is killed.
    private static let nobody: pid_t = 1 << 23
    private static let marker = "JOULEBENCH_TRIAL=of nobody"

    /// Starts a guardian, gives it orders, and is gone.
    private func leave(_ folders: [String?]) throws {
        let descriptor = joulebench_start_guardian(-1, "")
        try #require(descriptor >= 0)
        for folder in folders {
            #expect(joulebench_guard(descriptor, Self.nobody, Self.marker, folder) == 0)
        }
        close(descriptor)
    }

    /// Waits for what the guardian does, on a busy machine for a while.
    private func waits(for isDone: () -> Bool) -> Bool {
        for _ in 0..<3000 where !isDone() { usleep(10_000) }
        return isDone()
    }

    @Test func `all that is in the cgroup is killed when the harness is gone`() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "group/cgroup.kill")
        try leave(["\(folder.path)/group"])
        let file = "\(folder.path)/group/cgroup.kill"
        #expect(waits { FileManager.default.contents(atPath: file) == Data("1".utf8) })
    }

    @Test func `the cgroup of the last order is removed, and no other`() throws {
        let folder = try TemporaryFolder()
        for name in ["first", "last"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/\(name)",
                withIntermediateDirectories: false
            )
        }
        try leave(["\(folder.path)/first", "\(folder.path)/last"])
        #expect(waits { !FileManager.default.fileExists(atPath: "\(folder.path)/last") })
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/first"))
    }
}
