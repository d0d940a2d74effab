package import Experiment
internal import Units

/// The model of energy from CPU time for the processor of this machine.
package enum EstimateCatalog {
    /// A processor's thermal design power, and how sure it is that it is the right one.
    private struct Choice {
        var watts: Double
        var threads: Int
        var relativeUncertainty: Double
        var basis: String
    }

    /// The model for a processor: by its name, else by its microarchitecture, else for any.
    ///
    /// Thermal design power is what the cooling is made for, not what is drawn; the curve is that of
    /// a few servers and knows nothing of the instructions that run. So ± 50 % is the least that
    /// can be claimed, and ± 75 % where the processor itself was not found.
    ///
    /// On the bare machine all packages count; a guest has the share of a package that its CPUs
    /// are of the package's threads.
    package static func model(for cpu: CPUInfo) -> EstimateModel {
        let choice = named(cpu) ?? microarchitecture(cpu) ?? generic
        let shared = Double(max(cpu.logicalCPUs, 1)) / Double(choice.threads)
        let isWhole = !cpu.isGuest && cpu.packages > 0 && choice.threads > 1
        return EstimateModel(
            method: .packagePower(
                PackagePower(
                    thermalDesignPower: .watts(choice.watts),
                    packages: isWhole ? Double(cpu.packages) : shared,
                    logicalCPUs: max(cpu.logicalCPUs, 1)
                )
            ),
            relativeUncertainty: choice.relativeUncertainty,
            basis: choice.basis,
            source:
                "makers' thermal design power, Teads' curve (Davy 2021), memory by Cloud Carbon "
                + "Footprint"
        )
    }

    /// The row whose words stand in the processor's name, one behind the other.
    private static func named(_ cpu: CPUInfo) -> Choice? {
        // Some of Intel's are in capitals.
        let words = cpu.name.uppercased().split(separator: " ")
        let row = ThermalDesignTable.rows.first { row in
            let key = row.name.uppercased().split(separator: " ")
            return words.indices.contains { words[$0...].starts(with: key) }
        }
        return row.map { row in
            Choice(
                watts: Double(row.watts),
                threads: row.threads,
                relativeUncertainty: 0.5,
                basis: row.name
            )
        }
    }

    private static func microarchitecture(_ cpu: CPUInfo) -> Choice? {
        guard let entry = Microarchitecture.all.first(where: { $0.holds(for: cpu) }),
            let row = ThermalDesignTable.rows.first(where: { $0.name == entry.middleModel })
        else { return nil }
        return Choice(
            watts: Double(row.watts),
            threads: row.threads,
            relativeUncertainty: 0.75,
            basis: "\(entry.name), as \(row.name)"
        )
    }

    /// 4 W for each thread, as CodeCarbon takes for processors that it does not know
    /// (`DEFAULT_POWER_PER_CORE`).
    private static let generic = Choice(
        watts: 4,
        threads: 1,
        relativeUncertainty: 0.75,
        basis: "any processor, 4 W per thread"
    )
}

/// A generation of processors, told by family, model and stepping.
///
/// The numbers are those of Linux's `arch/x86/include/asm/intel-family.h` and of AMD's processor
/// programming references. Guests often show no other name.
struct Microarchitecture {
    var name: String
    var vendor: String
    var family: Int
    var models: Set<Int>
    var steppings: ClosedRange<Int>

    /// In the maker's name, in capitals: servers and clients of one generation differ.
    var brand: String

    /// The name of a row of `ThermalDesignTable` from the middle of the generation.
    var middleModel: String

    func holds(for cpu: CPUInfo) -> Bool {
        guard let model = cpu.model, let stepping = cpu.stepping else { return false }
        return cpu.vendor == vendor && cpu.family == family && models.contains(model)
            && steppings.contains(stepping) && cpu.name.uppercased().contains(brand)
    }

    static let all = [
        xeon("Haswell", [63], "E5-2680 v3"),
        xeon("Broadwell", [79, 86], "E5-2680 v4"),
        xeon("Skylake", [85], steppings: 0...4, "Gold 6148"),
        xeon("Cascade Lake", [85], steppings: 5...7, "Gold 6248"),
        xeon("Ice Lake", [106, 108], "Gold 6338"),
        xeon("Sapphire Rapids", [143], "Platinum 8468"),
        xeon("Emerald Rapids", [207], "Platinum 8592+"),
        xeon("Granite Rapids", [173], "6767P"),
        epyc("EPYC 1st generation", family: 23, [1], "EPYC 7551"),
        epyc("EPYC 2nd generation", family: 23, [49], "EPYC 7702"),
        epyc("EPYC 3rd generation", family: 25, [1], "EPYC 7713"),
        epyc("EPYC 4th generation", family: 25, [17], "EPYC 9554"),
        epyc("EPYC 4th generation (Bergamo, Siena)", family: 25, [160], "EPYC 9754"),
        epyc("EPYC 5th generation", family: 26, [2], "EPYC 9655"),
        epyc("EPYC 5th generation (dense)", family: 26, [17], "EPYC 9965"),
    ]

    private static func xeon(
        _ name: String,
        _ models: Set<Int>,
        steppings: ClosedRange<Int> = 0...15,
        _ middleModel: String
    ) -> Microarchitecture {
        Microarchitecture(
            name: name,
            vendor: "GenuineIntel",
            family: 6,
            models: models,
            steppings: steppings,
            brand: "XEON",
            middleModel: middleModel
        )
    }

    private static func epyc(
        _ name: String,
        family: Int,
        _ models: Set<Int>,
        _ middleModel: String
    ) -> Microarchitecture {
        Microarchitecture(
            name: name,
            vendor: "AuthenticAMD",
            family: family,
            models: models,
            steppings: 0...15,
            brand: "EPYC",
            middleModel: middleModel
        )
    }
}
