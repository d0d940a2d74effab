/// Whether the die zones of a package are counters of their own.
enum DieRule: Hashable {
    /// Each die has a counter; they are added up.
    case separate

    /// Every die shows the one counter of its package, on processors of this maker.
    case mirrored(maker: String)

    /// Nobody says; they are added up, and the user is told.
    case unknown

    /// The rule for a vendor as `/proc/cpuinfo` names it.
    ///
    /// The registers belong to packages on AMD and Hygon, yet kernels before
    /// `rapl_msrs_are_pkg_scope` (`intel_rapl_common.c`) made a zone of them for each die. Intel's
    /// dies (Cascade Lake-AP) do have registers of their own.
    init(vendor: String?) {
        switch vendor {
        case "GenuineIntel": self = .separate
        case "AuthenticAMD": self = .mirrored(maker: "AMD")
        case "HygonGenuine": self = .mirrored(maker: "Hygon")
        default: self = .unknown
        }
    }
}
