package import Experiment

/// The power of a busy hardware thread by processor, for machines without energy counters.
package enum EstimateCatalog {
    /// A line of the table: the processors it holds for, and the power.
    private struct Entry {
        var microarchitecture: String
        var watts: Double
        var vendor: String
        var family: Int
        var models: Set<Int>
        var steppings: ClosedRange<Int>

        /// In the maker's name: the figures are those of servers.
        var brand: String

        func holds(for cpu: CPUInfo) -> Bool {
            guard let model = cpu.model, let stepping = cpu.stepping else { return false }
            return cpu.vendor == vendor && cpu.family == family && models.contains(model)
                && steppings.contains(stepping) && cpu.name.contains(brand)
        }
    }

    /// The largest power per virtual CPU that Cloud Carbon Footprint derives from SPECpower
    /// results for each microarchitecture (its coefficients at b7a049c).
    ///
    /// Numbers of families and models as in Linux's `arch/x86/include/asm/intel-family.h`; Cascade
    /// Lake has the model of Skylake and another stepping.
    private static let entries = [
        intel("Cascade Lake", 3.97, models: [85], steppings: 5...7),
        intel("Skylake", 4.26, models: [85], steppings: 0...4),
        intel("Broadwell", 3.69, models: [79, 86]),
        intel("Haswell", 4.74, models: [63]),
        epyc("EPYC 1st generation", 2.55, models: [1]),
        epyc("EPYC 2nd generation", 1.69, models: [49]),
    ]

    /// The model for a processor.
    ///
    /// The figures stem from few machines at full load and say nothing of the instructions that
    /// run, so ± 50 % is the least that can be claimed, and ± 75 % for a processor not listed.
    package static func model(for cpu: CPUInfo) -> EstimateModel {
        guard let entry = entries.first(where: { $0.holds(for: cpu) }) else {
            return EstimateModel(
                wattsPerBusyThread: 3.5,
                relativeUncertainty: 0.75,
                basis: "any",
                source: "Cloud Carbon Footprint, median of the maxima per vCPU at AWS"
            )
        }
        return EstimateModel(
            wattsPerBusyThread: entry.watts,
            relativeUncertainty: 0.5,
            basis: entry.microarchitecture,
            source: "Cloud Carbon Footprint, maximum per vCPU"
        )
    }

    private static func intel(
        _ name: String,
        _ watts: Double,
        models: Set<Int>,
        steppings: ClosedRange<Int> = 0...15
    ) -> Entry {
        Entry(
            microarchitecture: name,
            watts: watts,
            vendor: "GenuineIntel",
            family: 6,
            models: models,
            steppings: steppings,
            brand: "Xeon"
        )
    }

    private static func epyc(_ name: String, _ watts: Double, models: Set<Int>) -> Entry {
        Entry(
            microarchitecture: name,
            watts: watts,
            vendor: "AuthenticAMD",
            family: 23,
            models: models,
            steppings: 0...15,
            brand: "EPYC"
        )
    }
}
