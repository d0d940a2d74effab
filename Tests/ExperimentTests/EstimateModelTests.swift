import Experiment
import Foundation
import Testing
import Units

@Suite struct EstimateModelTests {
    @Test(arguments: [
        (-1, 0.12), (0, 0.12), (0.05, 0.22), (0.1, 0.32), (0.3, 0.535), (0.5, 0.75), (1, 1.02),
        (7, 1.02),
    ])
    func `the curve goes through its points on straight lines`(utilisation: Double, share: Double) {
        #expect(abs(PackagePower.share(utilisation: utilisation) - share) < 1e-12)
    }

    private func model(_ method: EstimateModel.Method) -> EstimateModel {
        EstimateModel(method: method, relativeUncertainty: 0.75, basis: "b", source: "s")
    }

    private let package = PackagePower(
        thermalDesignPower: .watts(180),
        packages: 0.03125,
        logicalCPUs: 2
    )

    @Test func `the estimate falls with CPU time and with wall time`() {
        let model = model(.packagePower(package))
        func joules(cpu: Int, window: Int) -> Double {
            model.energy(
                cpuTime: .milliseconds(cpu),
                window: .milliseconds(window),
                memory: .bytes(0)
            ).value.joules
        }
        #expect(joules(cpu: 1000, window: 2000) > joules(cpu: 900, window: 2000))
        // The idle share: the same CPU time in a longer window costs more.
        #expect(joules(cpu: 1000, window: 4000) > joules(cpu: 1000, window: 2000))
        #expect(joules(cpu: 0, window: 1000) > 0)
    }

    @Test func `both kinds of model survive being stored`() throws {
        for method in [EstimateModel.Method.packagePower(package), .busyThread(watts: 3.5)] {
            let stored = try JSONEncoder().encode(model(method))
            #expect(try JSONDecoder().decode(EstimateModel.self, from: stored) == model(method))
        }
    }

    @Test func `the model of an old run is read and works as it did`() throws {
        let text = """
            {"basis":"any","relativeUncertainty":0.75,"source":"CCF","wattsPerBusyThread":3.5}
            """
        let model = try JSONDecoder().decode(EstimateModel.self, from: Data(text.utf8))
        let figure = model.energy(
            cpuTime: .seconds(2),
            window: .seconds(9),
            memory: .bytes(1 << 30)
        )
        #expect(figure.value == .joules(7))
        #expect(figure.provenance == .estimated)
        #expect(model.meaningOfComparison == "A comparison of estimates compares CPU time.")
        #expect(model.summary == "CPU time × 3.5 W per busy thread")
    }

    @Test func `a model says its figures`() {
        let model = model(.packagePower(package))
        #expect(model.summary.contains("180 W × 0.031 packages"))
        #expect(model.meaningOfComparison.contains("wall time"))
    }
}
