import Foundation
import TestSupport
import Testing

/// The steps of real trainings, from their events to the energies of a report.
@Suite struct TrainingPhasesTests {
    private static let stages = ["data_loading", "forward", "backward", "update"]

    private func bigEndian(_ value: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
    }

    /// Images in the layout of Fashion-MNIST whose class is their brightness.
    private func writeImages(in folder: URL) throws {
        for (part, count) in [("train", 320), ("t10k", 40)] {
            var images: [UInt8] = [0, 0, 8, 3] + bigEndian(count) + bigEndian(28) + bigEndian(28)
            let labels = (0..<count).map { UInt8($0 % 10) }
            for label in labels { images += [UInt8](repeating: label * 25, count: 784) }
            try Data(images).write(to: folder.appending(path: "\(part)-images-idx3-ubyte"))
            try Data([0, 0, 8, 1] + bigEndian(count) + labels)
                .write(to: folder.appending(path: "\(part)-labels-idx1-ubyte"))
        }
    }

    @Test func `the steps of the reference training add up to its window`() throws {
        let program = try Program()
        defer { program.remove() }
        try writeImages(in: program.folder)
        let workloads = BuiltProducts.folder.appending(path: "joulebench-workloads").path
        let run = try program.run(
            "exec",
            "--simulate-power",
            "40",
            "--",
            workloads,
            "image-classification",
            "train",
            "--data",
            program.folder.path,
            "--output",
            program.folder.path + "/base.safetensors",
            "--hidden",
            "64,32",
            "--epochs",
            "3",
            "--batch-size",
            "32",
            "--step-phases"
        )
        #expect(run.status == 0, "\(run.errors)")
        try PhaseEnergies(of: program).expectStages(Self.stages, in: "epoch", each: 30)
        for cell in ["· forward", "· update", "(unattributed)"] {
            #expect(run.output.contains(cell), "\(cell)")
        }
    }

    @Test(
        .enabled(
            if: ExampleSuitesTests.torch != nil,
            "needs PyTorch: Debian's python3-torch, or pip's torch"
        )
    )
    func `the steps of the PyTorch training add up to its window`() throws {
        let program = try Program()
        defer { program.remove() }
        let python = try #require(ExampleSuitesTests.torch)
        let run = try program.run(
            "exec",
            "--simulate-power",
            "40",
            "--",
            python,
            PythonModuleTests.suites + "/python/pytorch_mlp.py",
            "train",
            "--data",
            "synthetic",
            "--hidden",
            "16",
            "--epochs",
            "2",
            "--batch-size",
            "500",
            "--step-phases"
        )
        #expect(run.status == 0, "\(run.errors)")
        let phases = try PhaseEnergies(of: program)
        phases.expectStages(Self.stages, in: "epoch", each: 8)
        #expect(phases.counts["eval"] == 2)
    }
}
