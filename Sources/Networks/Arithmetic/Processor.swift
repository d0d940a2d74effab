internal import CKernels
internal import COneDNN

/// What the processor and the library offer to the kernels.
public enum Processor {
    /// The best instruction set for this package's own kernels.
    static let kernels = kernel_best_set()

    /// The name of that set: "avx512", "avx2" or "portable".
    public static var kernelSet: String {
        switch kernels {
        case kernel_avx512: "avx512"
        case kernel_avx2: "avx2"
        default: "portable"
        }
    }

    /// Whether there are 8-bit dot products on 512-bit registers.
    public static var hasAVX512VNNI: Bool { kernel_has_avx512_vnni() }

    /// The best instruction set that oneDNN uses here, in its own words.
    public static var oneDNNSet: String { String(cString: onednn_instruction_set()) }

    /// The version of oneDNN that runs.
    public static var oneDNNVersion: String {
        let version = onednn_library_version()
        return "\(version.major).\(version.minor).\(version.patch)"
    }
}
