import Experiment
import Foundation
import Sensors
import Testing

@testable import joulebench

@Suite struct DoctorCommandTests {
    private func withProgram(_ body: (Program) throws -> Void) throws {
        let program = try Program()
        defer { program.remove() }
        try body(program)
    }

    private func document(_ outcome: Program.Outcome) throws -> [String: Any] {
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
        return try #require(document as? [String: Any])
    }

    @Test func `it says what is simulated and what sampling costs`() throws {
        try withProgram { program in
            let doctor = try program.run(
                "doctor",
                "--simulate-power",
                "40",
                "--overhead",
                "--seconds",
                "0.2"
            )
            // Whether something else is refused depends on the machine.
            #expect([0, 69].contains(doctor.status))
            #expect(doctor.output.contains("SIMULATED rapl: processor packages"))
            #expect(doctor.output.contains("Energy is SIMULATED (package + dram)"))
            #expect(doctor.output.contains("of one core"))
            #expect(doctor.output.contains("Environment"))
            #expect(doctor.output.contains("Next: "))
        }
    }

    @Test func `without a counter it fails, and says what would help`() throws {
        try withProgram { program in
            let doctor = try program.run("doctor", "--rapl", "none", "--no-estimates")
            #expect(doctor.status == 69)
            #expect(doctor.output.contains("absent    rapl"))
        }
    }

    @Test func `for programs there are stable keys, and nothing that is missing is left out`()
        throws
    {
        try withProgram { program in
            let fields = try document(
                program.run(
                    "doctor",
                    "--format",
                    "json",
                    "--simulate-power",
                    "40",
                    "--overhead",
                    "--seconds",
                    "0.2"
                )
            )
            #expect(
                fields.keys.sorted() == [
                    "channels", "energy", "environment", "format", "format_version",
                    "harness_version", "host", "is_well", "next_step", "overhead", "sensors",
                    "verdict",
                ]
            )
            #expect(fields["format"] as? String == "joulebench-doctor")
            #expect(fields["format_version"] as? Int == 1)
            let overhead = try #require(fields["overhead"] as? [String: Any])
            #expect(try #require(overhead["cpu_seconds"] as? Double) > 0)
            #expect(try #require(overhead["samples"] as? Int) >= 2)
            let sensors = try #require(fields["sensors"] as? [[String: Any]])
            let rapl = try #require(sensors.first { $0["sensor"] as? String == "rapl" })
            #expect(rapl["is_simulated"] as? Bool == true)
            #expect(rapl["remedy"] is NSNull)
            let without = try document(program.run("doctor", "--format", "json"))
            #expect(without["overhead"] is NSNull)
        }
    }

    private func diagnosis(
        sensors: [SensorState],
        channels: [Channel] = [],
        estimates: Bool = false,
        environment: [EnvironmentCheck] = []
    ) -> Diagnosis {
        Diagnosis(
            host: HostDescription.read(),
            sensors: sensors,
            channels: channels,
            estimateModel: estimates
                ? SensorCatalog.probe(SensorOptions(powercapRoot: "/none")).estimateModel : nil,
            environment: environment
        )
    }

    private func rapl(_ availability: SensorState.Availability, remedy: String?) -> SensorState {
        SensorState(
            sensor: "rapl",
            covers: "packages",
            availability: availability,
            reason: "why",
            remedy: remedy
        )
    }

    private let package = Channel(
        name: "rapl/package-0",
        sensor: "rapl",
        interface: "powercap",
        quantity: .energyMicrojoules,
        behaviour: .counter(wrapsAt: 1000),
        domain: .package
    )

    @Test func `a refused sensor comes first, whatever else there is`() {
        let diagnosis = diagnosis(
            sensors: [rapl(.refused, remedy: "sudo x")],
            estimates: true,
            environment: [
                EnvironmentCheck(name: "swap", verdict: .problem, found: "used", remedy: "swapoff")
            ]
        )
        #expect(!diagnosis.isWell)
        #expect(diagnosis.nextStep == "let rapl be read: sudo x")
        #expect(diagnosis.verdict.contains("refused: rapl"))
        #expect(diagnosis.energySource == .estimated)
    }

    @Test func `a machine that measures is well, and the environment is what is left to mend`() {
        let swap = EnvironmentCheck(
            name: "swap",
            verdict: .problem,
            found: "used",
            remedy: "swapoff"
        )
        let turbo = EnvironmentCheck(
            name: "turbo",
            verdict: .advice,
            found: "on",
            remedy: "off"
        )
        let well = diagnosis(
            sensors: [rapl(.present, remedy: nil)],
            channels: [package],
            environment: [turbo, swap]
        )
        #expect(well.isWell)
        #expect(well.verdict == "This machine can measure the energy of package.")
        #expect(well.nextStep == "mend swap (used): swapoff")
        let best = diagnosis(sensors: [rapl(.present, remedy: nil)], channels: [package])
        #expect(best.nextStep == "measure something: joulebench exec -- COMMAND")
    }

    @Test func `a sensor that is missing may have a remedy`() {
        let none = diagnosis(sensors: [rapl(.absent, remedy: "sudo modprobe intel_rapl_msr")])
        #expect(none.energySource == .none)
        #expect(none.nextStep == "look for rapl: sudo modprobe intel_rapl_msr")
        #expect(!none.isWell)
    }
}
