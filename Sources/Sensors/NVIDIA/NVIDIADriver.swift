internal import Glibc

/// NVIDIA's kernel driver on this machine.
package struct NVIDIADriver: Sendable, Hashable {
    /// Whether a kernel driver is there.
    ///
    /// Without one, whatever a library or a program says of boards cannot be true.
    package var isThere: Bool

    /// "590.48.01", from `/proc/driver/nvidia/version`; `nil` where that file is not there.
    package var version: String?

    /// Looks below a root: for `/proc/driver/nvidia/version`, for `/dev/dxg` (Windows' driver, seen
    /// from WSL), and for a `/dev/nvidiactl` that can be opened (sandboxes that show no such file
    /// in `/proc`; without the driver opening the node fails).
    package init(root: String = "") {
        let line = SystemFile.line(at: "\(root)/proc/driver/nvidia/version")
        version = line.flatMap(Self.version(in:))
        isThere =
            line != nil || access("\(root)/dev/dxg", F_OK) == 0
            || (try? OpenFile(reading: "\(root)/dev/nvidiactl")) != nil
    }

    /// The version in the driver's line.
    ///
    /// "NVRM version: NVIDIA UNIX x86_64 Kernel Module  590.48.01  Mon Dec…" or, of the open
    /// modules, "… Open Kernel Module for x86_64  590.48.01  Release Build…".
    static func version(in line: String) -> String? {
        line.split(separator: " ").first { word in
            let parts = word.split(separator: ".", omittingEmptySubsequences: false)
            return (2...3).contains(parts.count) && parts.allSatisfy { Int($0) != nil }
        }.map(String.init)
    }
}
