import Experiment
import Foundation
import Sensors
import Testing
import Units

@Suite struct EstimateTests {
    private func model(_ text: String) throws -> (estimate: EstimateModel, package: PackagePower) {
        let estimate = EstimateCatalog.model(for: CPUInfo(parsing: text))
        guard case .packagePower(let package) = estimate.method else {
            throw NoPackage()
        }
        return (estimate, package)
    }

    private struct NoPackage: Error {}

    @Test(arguments: [
        ("Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz", "Gold 6230", 125.0),
        ("Intel(R) Xeon(R) Gold 6230R CPU @ 2.10GHz", "Gold 6230R", 150),
        ("INTEL(R) XEON(R) PLATINUM 8568Y+", "Platinum 8568Y+", 350),
        ("Intel(R) Xeon(R) CPU E5-2620 v3 @ 2.40GHz", "E5-2620 v3", 85),
        ("AMD EPYC 7763 64-Core Processor", "EPYC 7763", 280),
        ("AMD Ryzen 9 5950X 16-Core Processor", "Ryzen 9 5950X", 105),
        ("13th Gen Intel(R) Core(TM) i9-13900K", "i9-13900K", 125),
        ("AMD Ryzen Threadripper PRO 5995WX 64-Cores", "Ryzen Threadripper PRO 5995WX", 280),
    ])
    func `a processor is found by its name`(name: String, basis: String, watts: Double) throws {
        let (estimate, package) = try model(CPUTexts.x86(model: 1, stepping: 1, name: name))
        #expect(estimate.basis == basis)
        #expect(package.thermalDesignPower == .watts(watts))
        #expect(estimate.relativeUncertainty == 0.5)
    }

    @Test(arguments: [
        "Intel(R) Xeon(R) CPU E5-2620 v2 @ 2.10GHz", "Intel(R) Xeon(R) CPU E5-2620 0 @ 2.00GHz",
        "AMD EPYC 77630", "Gold", "",
    ])
    func `a name that only resembles one is not it`(name: String) throws {
        let (estimate, _) = try model(CPUTexts.x86(model: 1, stepping: 1, name: name))
        #expect(estimate.relativeUncertainty == 0.75)
    }

    @Test(arguments: [
        (6, 85, 7, "Cascade Lake, as Gold 6248", 150.0), (6, 85, 4, "Skylake, as Gold 6148", 150),
        (6, 79, 1, "Broadwell, as E5-2680 v4", 120), (6, 63, 2, "Haswell, as E5-2680 v3", 120),
        (6, 106, 6, "Ice Lake, as Gold 6338", 205),
        (6, 143, 8, "Sapphire Rapids, as Platinum 8468", 350),
        (6, 207, 2, "Emerald Rapids, as Platinum 8592+", 350),
        (6, 173, 1, "Granite Rapids, as 6767P", 350),
    ])
    func `a guest's Xeon is told by model and stepping`(
        family: Int,
        model number: Int,
        stepping: Int,
        basis: String,
        watts: Double
    ) throws {
        let text = CPUTexts.x86(
            family: family,
            model: number,
            stepping: stepping,
            name: "Intel(R) Xeon(R) CPU @ 2.20GHz"
        )
        let (estimate, package) = try model(text)
        #expect(estimate.basis == basis)
        #expect(package.thermalDesignPower == .watts(watts))
        #expect(estimate.relativeUncertainty == 0.75)
    }

    @Test(arguments: [
        (23, 1, "EPYC 1st"), (23, 49, "EPYC 2nd"), (25, 1, "EPYC 3rd"), (25, 17, "EPYC 4th"),
        (25, 160, "EPYC 4th"), (26, 2, "EPYC 5th"), (26, 17, "EPYC 5th"),
    ])
    func `a guest's EPYC is told by family and model`(
        family: Int,
        model number: Int,
        basis: String
    ) throws {
        let text = CPUTexts.x86(
            vendor: "AuthenticAMD",
            family: family,
            model: number,
            stepping: 0,
            name: "AMD EPYC"
        )
        #expect(try model(text).estimate.basis.hasPrefix(basis))
    }

    @Test(arguments: [
        CPUTexts.arm, "",
        CPUTexts.x86(model: 85, stepping: 11, name: "Intel(R) Xeon(R) Cooper Lake"),
        CPUTexts.x86(model: 63, stepping: 2, name: "Intel(R) Core(TM) i7-5820K"),
        CPUTexts.x86(vendor: "AuthenticAMD", family: 27, model: 2, stepping: 1, name: "AMD EPYC"),
    ])
    func `other processors get the generic figure with a wider uncertainty`(text: String) throws {
        let (estimate, package) = try model(text)
        #expect(estimate.basis == "any processor, 4 W per thread")
        let cpus = max(CPUInfo(parsing: text).logicalCPUs, 1)
        #expect(package.thermalDesignPower * package.packages == .watts(4 * Double(cpus)))
        #expect(estimate.relativeUncertainty == 0.75)
    }

    @Test func `a guest has the share of the package that its CPUs are`() throws {
        let name = "AMD EPYC 7763 64-Core Processor"
        let guest = CPUTexts.x86(
            model: 1,
            stepping: 1,
            name: name,
            flags: "fpu hypervisor",
            count: 4
        ).replacingOccurrences(of: "power management:", with: "physical id: 0")
        #expect(try model(guest).package.packages == 4.0 / 128)
        // On the bare machine the package counts whole, also where SMT is off.
        let bare = CPUTexts.x86(model: 1, stepping: 1, name: name, count: 64)
            .replacingOccurrences(of: "power management:", with: "physical id: 0")
        #expect(try model(bare).package.packages == 1)
        let dual = bare + bare.replacingOccurrences(of: "physical id: 0", with: "physical id: 1")
        #expect(try model(dual).package.packages == 2)
        #expect(try model(dual).package.logicalCPUs == 128)
    }

    @Test func `the table has no name twice and no impossible figure`() {
        let rows = ThermalDesignTable.rows
        #expect(rows.count >= 60)
        #expect(Set(rows.map(\.name)).count == rows.count)
        #expect(rows.allSatisfy { (35...600).contains($0.watts) && (4...512).contains($0.threads) })
        // A watt or so per thread at the least, and no desktop core above 25 W a thread.
        #expect(rows.allSatisfy { (0.9...25).contains(Double($0.watts) / Double($0.threads)) })
    }

    private func counters(_ availability: SensorState.Availability) -> SensorState {
        SensorState(sensor: "rapl", covers: "", availability: availability, reason: "the reason")
    }

    private let cpu = CPUInfo(
        parsing: CPUTexts.x86(model: 85, stepping: 7, name: "Intel(R) Xeon(R) CPU")
    )

    @Test(arguments: [SensorState.Availability.absent, .refused])
    func `it says why it is used`(availability: SensorState.Availability) {
        let (state, model) = EstimateCatalog.probe(
            cpu: cpu,
            counters: counters(availability),
            measured: [],
            isAllowed: true
        )
        #expect(model?.basis == "Cascade Lake, as Gold 6248")
        #expect(state.reason.hasPrefix("used because rapl is \(availability.rawValue): "))
        #expect(state.reason.contains("150 W × 0.05 packages") && state.reason.contains("± 75 %"))
    }

    private func probed(
        _ availability: SensorState.Availability,
        measured: [String],
        isAllowed: Bool = true
    ) -> (state: SensorState, model: EstimateModel?) {
        EstimateCatalog.probe(
            cpu: cpu,
            counters: counters(availability),
            measured: measured,
            isAllowed: isAllowed
        )
    }

    @Test func `it is not used beside counters, nor where it is turned off`() {
        let beside = probed(.present, measured: ["rapl"])
        #expect(beside.model == nil)
        #expect(beside.state.reason == "not used: energy is read from rapl")
        let off = probed(.refused, measured: [], isAllowed: false)
        #expect(off.model == nil)
        #expect(off.state.reason == "not used: estimates are turned off")
    }

    @Test func `a board that is read is not mixed with an estimate of the processor`() {
        let board = probed(.absent, measured: ["nvidia"])
        #expect(board.model == nil)
        #expect(
            board.state.reason
                == "not used: energy is read from nvidia; rapl is absent, and the processor's energy "
                + "is in no figure"
        )
    }
}
