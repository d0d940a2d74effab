/// How far RAPL's own scale may be off, as a share of the value.
///
/// No maker states an accuracy, so these are declared here and are no measurements of this
/// machine. They are an expanded uncertainty (coverage factor 2), they are the same in every
/// trial on one machine, and so they cancel in a ratio of trials.
enum RAPLAccuracy {
    /// Packages of Intel since Haswell, which meter their supply currents.
    ///
    /// Comparisons with power meters find a very high correlation and errors of a few percent
    /// (Khan and others 2018, doi 10.1145/3177754); some papers find far more against the whole
    /// system (Fahad and others 2019, Energies 12(11):2204), which is a matter of what is covered.
    static let metered = 0.05

    /// Whatever comes from a model, and the parts of a package.
    ///
    /// AMD's packages miss power that depends on the data (Schöne and others 2021, arXiv
    /// 2108.00808), Intel's before Haswell were models; memory is within a few percent, with an
    /// offset at idle, on Haswell servers (Desrochers and others 2016).
    static let modelled = 0.10

    /// Where SGX is enabled, Intel adds noise to the energy that it reports (INTEL-SA-00389).
    ///
    /// The noise differs from trial to trial and shows in their spread; one trial alone has no
    /// spread, so its uncertainty is declared wider. Over windows well below a second the skew may
    /// be larger.
    static let filtered = 0.10

    /// The platform depends on how the board's maker wired it: 12.2 W were shown where the battery
    /// gave 9.3 W (CodeCarbon's documentation of RAPL).
    static let platform = 0.30

    /// The accuracy of a zone.
    static func share(of part: RAPLZone.Part, on cpu: CPUInfo) -> Double {
        switch part {
        case .platform: platform
        case .memory, .core, .uncore: modelled
        case .package:
            if cpu.flags.contains("sgx") { filtered } else { isMetered(cpu) ? metered : modelled }
        }
    }

    /// Family 6 models that had RAPL before Haswell did: Sandy and Ivy Bridge and the small cores
    /// up to Airmont (`arch/x86/include/asm/intel-family.h`).
    private static let modelsBeforeHaswell: Set<Int> = [
        0x2A, 0x2D, 0x3A, 0x3E, 0x37, 0x4A, 0x4C, 0x4D, 0x5A, 0x5D, 0x75,
    ]

    private static func isMetered(_ cpu: CPUInfo) -> Bool {
        guard cpu.vendor == "GenuineIntel", let family = cpu.family, let model = cpu.model else {
            return false
        }
        return family > 6 || (family == 6 && !modelsBeforeHaswell.contains(model))
    }
}
