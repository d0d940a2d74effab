internal import CSystem
internal import Foundation

/// What a workload left behind: processes whose parent ended and that became our children.
///
/// The harness is a subreaper, so they cannot get lost.
struct Orphans {
    let session: pid_t

    /// `NAME=value` as it stands in the environment of everything that the workload started.
    let marker: String

    /// Children of this process that are none of them; `nil` where that is not known and they are
    /// told by the session that the workload was started in or by the marker.
    let others: Set<pid_t>?

    /// Makes this process the one that orphans come to.
    ///
    /// - Throws: `TrialsError.system` where the kernel refuses.
    static func adopt() throws(TrialsError) {
        let error = joulebench_become_subreaper()
        guard error == 0 else {
            throw .system(call: "prctl(PR_SET_CHILD_SUBREAPER)", errno: error)
        }
    }

    /// Kills and collects them, and what they had started in turn.
    ///
    /// - Returns: how many were still running.
    func end() -> Int {
        var running = 0
        // Each round makes the children of those that were killed ours.
        var beyondReach: Set<pid_t> = []
        for _ in 0..<1000 {
            let orphans = Self.ownChildren().filter { isOurs($0) && !beyondReach.contains($0) }
            guard !orphans.isEmpty else { break }
            // One that has ended already only waited to be collected.
            for orphan in orphans where waitpid(orphan, nil, WNOHANG) == 0 {
                running += 1
                if kill(orphan, SIGKILL) == 0 {
                    waitpid(orphan, nil, 0)
                } else {
                    // Another user's, such as what `sudo` started.
                    beyondReach.insert(orphan)
                }
            }
        }
        return running
    }

    private func isOurs(_ process: pid_t) -> Bool {
        guard process != session else { return false }
        if let others { return !others.contains(process) }
        if getsid(process) == session { return true }
        let path = "/proc/\(process)/environ"
        var environment = FileManager.default.contents(atPath: path)
        // In the midst of an exec a process shows no environment for a moment.
        for _ in 0..<20 where environment?.isEmpty ?? true {
            usleep(1000)
            environment = FileManager.default.contents(atPath: path)
        }
        guard let environment else { return false }
        return environment.split(separator: 0).contains { $0.elementsEqual(marker.utf8) }
    }

    static func ownChildren() -> [pid_t] {
        let folder = "/proc/self/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.flatMap { thread -> [pid_t] in
            let path = "\(folder)/\(thread)/children"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
            return text.split(separator: " ").compactMap { pid_t($0) }
        }
    }
}
