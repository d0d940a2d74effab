import Experiment
import Foundation
import Sensors
import TestSupport
import Testing
import Units

@testable import Trials

@Suite struct PreparationCostTests {
    private let channel = Channel(
        name: "rapl/package-0",
        sensor: "rapl",
        interface: "scripted",
        quantity: .energyMicrojoules,
        behaviour: .counter(wrapsAt: nil),
        domain: .package,
        isSimulated: true
    )

    private let host = Experiment.Host(
        id: "id",
        name: "maker",
        cpuModel: "",
        logicalCPUs: 1,
        memoryBytes: 1,
        kernel: "",
        operatingSystem: "",
        architecture: "",
        hypervisor: nil
    )

    /// Each read shows one joule more than the one before.
    private func meter(_ error: SensorError? = nil) -> PreparationMeter {
        let sensor = ScriptedSensor(
            channels: [channel],
            script: (0..<2000).map { [.value(UInt64($0) * 1_000_000)] },
            openError: error
        )
        return PreparationMeter(
            inventory: SensorInventory(states: [], sensors: [sensor]),
            samplingInterval: .milliseconds(5),
            host: host,
            harnessVersion: "9.9"
        )
    }

    private func prepare(
        _ folder: TemporaryFolder,
        _ meter: PreparationMeter?,
        keep: (Artifact, MeasuredPreparation?) throws -> Void = { _, _ in }
    ) throws -> PreparedArtifacts {
        let step = PrepareStep(
            name: "dense",
            command: Command(
                arguments: [
                    [.text("sh")], [.text("-c")],
                    [.text("sleep 0.05; echo weights > $0/m; sleep 0.02")], [.output],
                ]
            ),
            inputs: [],
            timeout: .seconds(60)
        )
        return try Preparation(
            store: ArtifactStore(root: folder.path + "/artifacts"),
            locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
            household: .guest,
            meter: meter
        ).run([step], report: { _ in }, keep: keep)
    }

    @Test
    func `a step is measured from its start to its end, and its cost stays with what it made`()
        throws
    {
        let folder = try TemporaryFolder()
        var measurements: [MeasuredPreparation?] = []
        let first = try prepare(folder, meter()) { measurements.append($1) }
        let artifact = try #require(first.artifacts.first)
        let figure = try #require(artifact.cost.energy.figure)
        #expect(figure.value.joules > 0.5)
        #expect(figure.provenance == .simulated)
        #expect(artifact.cost.origin?.hostName == "maker")
        #expect(artifact.cost.origin?.harnessVersion == "9.9")
        let measurement = try #require(measurements.first ?? nil)
        #expect(measurement.energy(estimateModel: nil) == artifact.cost.energy)
        #expect(measurement.readings.count >= 4)
        #expect(measurement.command.first == "sh")
        // Found made: the same cost from the note, and nothing measured.
        let second = try prepare(folder, meter()) { measurements.append($1) }
        #expect(second.artifacts.first?.cost == artifact.cost)
        #expect(second.artifacts.first?.wasCached == true)
        #expect(measurements == [measurement, nil])
    }

    /// Changes the note of the artifact that was made.
    private func edit(
        _ made: PreparedArtifacts,
        _ change: (inout [String: Any]) throws -> Void
    ) throws {
        let note = try #require(made.folders["dense"]) + "/artifact.json"
        var fields = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: note)))
                as? [String: Any]
        )
        try change(&fields)
        try JSONSerialization.data(withJSONObject: fields).write(to: URL(filePath: note))
    }

    @Test(arguments: ["joules", "edges", "accuracy"])
    func `an energy below 0 in a note is not believed, what was made is kept`(key: String)
        throws
    {
        let folder = try TemporaryFolder()
        try edit(try prepare(folder, meter())) { fields in
            let kept = fields["cost"] as? [String: Any]
            var cost = try #require(kept)
            let before = cost.updateValue(-5, forKey: key)
            #expect(before != nil)
            fields["cost"] = cost
        }
        let found = try #require(try prepare(folder, meter()).artifacts.first)
        #expect(found.wasCached)
        let reason = try #require(found.cost.energy.missingReason)
        #expect(reason.contains("gives for \(key) is no number of 0 or more"))
        #expect(found.cost.origin?.hostName == "maker")
        // As the database keeps it.
        let data = try JSONEncoder().encode(found.cost)
        #expect(try JSONDecoder().decode(ArtifactCost.self, from: data) == found.cost)
    }

    @Test func `an artifact whose note has a time below 0 is made anew`() throws {
        let folder = try TemporaryFolder()
        try edit(try prepare(folder, meter())) { $0["seconds"] = -1 }
        let found = try #require(try prepare(folder, meter()).artifacts.first)
        #expect(!found.wasCached && found.seconds > 0)
        let again = try #require(try prepare(folder, meter()).artifacts.first)
        #expect(again.wasCached && again.seconds == found.seconds)
    }

    @Test func `an artifact of an older version has no cost, and the reason is said`() throws {
        let folder = try TemporaryFolder()
        let made = try prepare(folder, meter())
        try edit(made) { fields in
            let cost = fields.removeValue(forKey: "cost")
            #expect(cost != nil)
        }
        let found = try #require(try prepare(folder, meter()).artifacts.first)
        #expect(found.wasCached)
        #expect(found.cost == .unknown)
        #expect(found.cost.energy.missingReason?.contains("before joulebench") == true)
    }

    @Test func `without a source of energy, or with a broken one, the step is made and says why`()
        throws
    {
        let folder = try TemporaryFolder()
        let failing = meter(.unreadable(path: "/sys/x", errno: 5))
        let artifact = try #require(try prepare(folder, failing).artifacts.first)
        #expect(artifact.cost.energy.missingReason?.contains("could not be opened") == true)
        #expect(artifact.cost.origin != nil)
        let bare = try TemporaryFolder()
        let none = try #require(try prepare(bare, nil).artifacts.first)
        #expect(none.cost.energy.missingReason == "prepare steps were not measured")
        let again = try #require(try prepare(bare, meter()).artifacts.first)
        #expect(again.cost == none.cost)
    }
}
