internal import CSystem
internal import Foundation

/// A process that ends a workload when the harness was killed, by whatever signal.
///
/// The kernel ends a workload's first process together with the harness, but nothing that it
/// started; a harness that is killed cannot do it any more.
public struct Guardian: Sendable {
    /// `nil` where nothing is guarded.
    private let descriptor: Int32?

    /// Nothing is guarded.
    public static let none = Guardian(descriptor: nil)

    /// Starts the process.
    ///
    /// To be called before anything makes this process collect orphans.
    ///
    /// - Parameters:
    ///   - kept: a descriptor that the guardian holds open until nothing is left of the workload.
    ///   - harness: `NAME=value` in the environment of all that the harness starts.
    /// - Returns: what it is told through.
    /// - Throws: `TrialsError.system` where the kernel refuses a process.
    static func start(keeping kept: Int32?, harness: String) throws(TrialsError) -> Guardian {
        let descriptor = joulebench_start_guardian(kept ?? -1, harness)
        guard descriptor >= 0 else { throw .system(call: "fork", errno: -descriptor) }
        return Guardian(descriptor: descriptor)
    }

    /// Names the workload that must not outlive the harness.
    ///
    /// A guardian that is gone does not end the run: the kernel's own death signal remains.
    ///
    /// - Parameters:
    ///   - session: of the workload's first process.
    ///   - marker: `NAME=value` in the environment of what it starts.
    ///   - cgroup: the folder of the one that holds all of it, where there is one.
    func watch(session: pid_t, marker: String, cgroup: String? = nil) {
        guard let descriptor else { return }
        _ = joulebench_guard(descriptor, session, marker, cgroup)
    }

    /// Says that the workload has ended.
    func release() {
        guard let descriptor else { return }
        _ = joulebench_guard(descriptor, 0, "", nil)
    }
}
