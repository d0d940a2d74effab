internal import CSystem
internal import Foundation

/// What a workload left behind: processes whose parent ended and that became our children.
///
/// The harness is a subreaper, so they cannot get lost. They are told from other children by the
/// session that the workload was started in or, where they left it, by a variable in their
/// environment that is unique to the trial.
struct Orphans {
    let session: pid_t

    /// `NAME=value` as it stands in the environment of everything that the workload started.
    let marker: String

    /// Makes this process the one that orphans come to.
    ///
    /// - Throws: `TrialsError.system` where the kernel refuses.
    static func adopt() throws(TrialsError) {
        let error = joulebench_become_subreaper()
        guard error == 0 else { throw .system(call: "prctl(PR_SET_CHILD_SUBREAPER)", errno: error) }
    }

    /// Kills and collects them, and what they had started in turn.
    func end() {
        // Each round makes the children of those that were killed ours.
        for _ in 0..<100 {
            let orphans = Self.ownChildren().filter(isOurs)
            guard !orphans.isEmpty else { return }
            for orphan in orphans {
                kill(orphan, SIGKILL)
                waitpid(orphan, nil, 0)
            }
        }
    }

    private func isOurs(_ process: pid_t) -> Bool {
        guard process != session else { return false }
        if getsid(process) == session { return true }
        guard let environment = FileManager.default.contents(atPath: "/proc/\(process)/environ")
        else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual(marker.utf8) }
    }

    private static func ownChildren() -> [pid_t] {
        let folder = "/proc/self/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.flatMap { thread -> [pid_t] in
            let path = "\(folder)/\(thread)/children"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }
}
