/// The numbers that readings of NVIDIA boards fail with, beside those of the C library.
///
/// A failed reading holds one number. NVML's own return codes lie above every `errno`, and what
/// becomes of a program `nvidia-smi` above those.
public enum NVIDIAFailure {
    private static let library: Int32 = 10_000
    private static let exit: Int32 = 12_000
    private static let signal: Int32 = 12_300

    /// The program gave no line for a second and more.
    public static let silent: Int32 = 12_900
    /// More lines came than there was room for before they were read.
    public static let overrun: Int32 = 12_901

    /// What was given when the board was tried is no value that it can have.
    public static let implausible: Int32 = 12_902

    /// Nothing of the workload is on the board, as far as the driver shows.
    public static let noData = nvml(21)

    /// The number for a return code of NVML (`nvmlReturn_t`).
    public static func nvml(_ code: Int32) -> Int32 {
        library + ((1..<1000).contains(code) ? code : 999)
    }

    /// The number for a program that ended, with −signal for one that was killed.
    public static func ended(code: Int32) -> Int32 { code < 0 ? signal - code : exit + code }

    /// What a number says, in a few words; `nil` for one that is not of these.
    public static func words(_ number: Int32) -> String? {
        switch number {
        case silent: "nvidia-smi gave no line"
        case overrun: "lines of nvidia-smi were lost, they were read too seldom"
        case implausible: "it gives no plausible value"
        case library + 1..<library + 1000: "NVML: \(nvmlWords(number - library))"
        case exit..<exit + 256: "nvidia-smi ended: \(exitWords(number - exit))"
        case signal..<signal + 100: "nvidia-smi was ended by signal \(number - signal)"
        default: nil
        }
    }

    /// What a return code of NVML means (`nvml.h`, `nvmlReturn_enum`).
    public static func nvmlWords(_ code: Int32) -> String {
        nvmlTable[code] ?? "error \(code)"
    }

    /// What an exit status of `nvidia-smi` means (its manual page, "RETURN VALUE").
    public static func exitWords(_ status: Int32) -> String {
        exitTable[status].map { "\($0) (exit status \(status))" } ?? "exit status \(status)"
    }

    private static let nvmlTable: [Int32: String] = [
        0: "success",
        1: "not initialised",
        2: "invalid argument",
        3: "not supported by this board",
        4: "no permission",
        5: "already initialised",
        6: "not found",
        7: "a buffer is too small",
        8: "a power cable is not attached",
        9: "the driver is not loaded",
        10: "timeout",
        11: "the kernel has a problem with the board's interrupt",
        12: "the library was not found",
        13: "the library lacks this function",
        14: "the board's infoROM is corrupted",
        15: "GPU is lost",
        16: "the GPU requires a reset",
        17: "blocked by the operating system",
        18: "driver and library have different versions",
        19: "in use",
        20: "out of memory",
        21: "no data",
        22: "not supported for a vGPU with ECC",
        23: "out of resources",
        24: "frequency not supported",
        25: "another version of an argument is wanted",
        26: "deprecated and no longer given",
        27: "not ready",
        28: "no GPU found",
        29: "invalid state",
        30: "this kind of reset is not supported",
        999: "unknown error",
    ]

    private static let exitTable: [Int32: String] = [
        0: "of its own accord",
        2: "an argument is invalid",
        3: "not available on this board",
        4: "no permission",
        6: "the board was not found",
        8: "a power cable is not attached",
        9: "the driver is not loaded",
        10: "the kernel has a problem with the board's interrupt",
        12: "NVML was not found",
        13: "NVML lacks a function",
        14: "the board's infoROM is corrupted",
        15: "the board fell off the bus",
        255: "an internal driver error",
    ]
}
