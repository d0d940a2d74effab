import Experiment
import Foundation
import Glibc
import Sensors
import TestSupport
import Testing
import Units

/// `nvidia-smi` through a script that replays a table and misbehaves.
@Suite struct NVIDIASMITests {
    static let table = """
        index, uuid, name, driver_version, compute_cap, power.draw [W], memory.used [MiB]
        0, GPU-a, NVIDIA T4, 590.48.01, 7.5, 26.78 W, 100 MiB
        1, GPU-b, NVIDIA T4, 590.48.01, 7.5, [N/A], 200 MiB

        """

    @Test func `lines become readings of their boards, stamped when they come`() throws {
        let begin = MonotonicInstant.now()
        let found = try ReplayedSMI(table: Self.table).probe(gpus: ["0"])
        let sensor = try #require(found.sensor)
        #expect(
            sensor.channels.map(\.name) == ["nvidia/GPU-a/power", "nvidia/GPU-a/memory"],
            "what is [N/A] has no channel"
        )
        #expect(sensor.channels.allSatisfy { $0.interface == "nvidia-smi" && !$0.isSimulated })
        let open = try sensor.open(for: anyProcesses)
        var rounds = 0
        let readings = open.readings { reading in
            rounds += reading.channel == 0 ? 1 : 0
            return rounds == 4
        }
        for reading in readings {
            let value: Reading.Outcome = .value(reading.channel == 0 ? 26_780 : 100 << 20)
            // On a machine that stands still for a second there is no line in it.
            let isLate = reading.outcome == .failed(errno: NVIDIAFailure.silent)
            #expect(isLate || reading.outcome == value)
        }
        let instants = readings.filter { $0.channel == 0 }.map(\.instant)
        #expect(instants == instants.sorted() && Set(instants).count == instants.count)
        #expect(instants.allSatisfy { $0 > begin })
    }

    @Test func `it keeps the laws of a sensor that is fed`() throws {
        let sensor = try #require(try ReplayedSMI(table: Self.table).probe(gpus: ["0"]).sensor)
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses, isStreamed: true) == [])
    }

    @Test func `a trial begins with the newest lines from before it`() throws {
        let sensor = try #require(try ReplayedSMI(table: Self.table).probe(gpus: ["0"]).sensor)
        let opened = MonotonicInstant.now()
        let open = try sensor.open(for: anyProcesses)
        var first: [Reading] = []
        open.read(firstChannel: 0) { first.append($0) }
        #expect(Set(first.map(\.channel)) == [0, 1])
        #expect(try #require(first.first).instant <= opened)
    }

    @Test(arguments: ["hang-at-once", "hang-in-loop"])
    func `a program that does not answer is given up`(mode: String) throws {
        #expect {
            let smi = try ReplayedSMI(table: Self.table, mode: mode)
            return try smi.probe(patience: .milliseconds(300))
        } throws: { error in
            guard let fault = error as? NVIDIAFault else { return false }
            return fault.availability == .refused && fault.reason.contains("was ended")
        }
    }

    @Test func `an exit status and its text are the reason`() throws {
        #expect {
            try ReplayedSMI(table: Self.table, mode: "no-driver").probe()
        } throws: { error in
            guard let fault = error as? NVIDIAFault else { return false }
            return fault.availability == .absent && fault.remedy == "sudo modprobe nvidia"
                && fault.reason.contains("the driver is not loaded (exit status 9)")
                && fault.reason.contains("NVIDIA-SMI has failed")
        }
    }

    @Test(arguments: [
        ("half", "nvidia-smi ended: of its own accord (exit status 0)"),
        ("lost", "nvidia-smi ended: the board fell off the bus (exit status 15)"),
        ("killed", "nvidia-smi was ended by signal 9"),
        ("silent", "nvidia-smi gave no line"),
    ])
    func `a program that fails in the midst gives failed readings and no false value`(
        mode: String,
        reason: String
    ) throws {
        let smi = try ReplayedSMI(table: Self.table)
        let sensor = try #require(try smi.probe(gpus: ["0"]).sensor)
        let open = try sensor.open(for: anyProcesses)
        try smi.misbehave(mode)
        let readings = open.readings { $0.outcome.failureReason == reason }
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            #expect(value == (reading.channel == 0 ? 26_780 : 100 << 20))
        }
        let hasMalformed = readings.contains { $0.outcome == .malformed }
        #expect(hasMalformed == (mode == "lost"), "an error on standard output is no value")
        #expect(sensor.ownProcesses.count == 1)
    }

    @Test func `a number of another locale in the midst is not read as two`() throws {
        let smi = try ReplayedSMI(table: Self.table)
        let sensor = try #require(try smi.probe(gpus: ["0"]).sensor)
        let open = try sensor.open(for: anyProcesses)
        try smi.folder?.write(Self.table.replacing("26.78 W", with: "26,78"), to: "table.csv")
        var lost: Set<Int> = []
        let readings = open.readings { reading in
            if reading.outcome == .malformed { lost.insert(reading.channel) }
            return lost.count == 2
        }
        for reading in readings {
            guard case .value(let value) = reading.outcome else { continue }
            #expect(value == (reading.channel == 0 ? 26_780 : 100 << 20))
        }
    }

    @Test func `a board that falls silent beside another fails, and the other does not`() throws {
        let table = Self.table.replacing("[N/A]", with: "30.00 W")
        let smi = try ReplayedSMI(table: table)
        let sensor = try #require(try smi.probe().sensor)
        let silent = Set(
            sensor.channels.indices.filter { sensor.channels[$0].device == "GPU-b" }
        )
        #expect(silent.count == 2)
        let open = try sensor.open(for: anyProcesses)
        let lines = table.split(separator: "\n").filter { !$0.contains("GPU-b") }
        try smi.folder?.write(lines.joined(separator: "\n") + "\n", to: "table.csv")
        let failure = Reading.Outcome.failed(errno: NVIDIAFailure.silent)
        let readings = open.readings { silent.contains($0.channel) && $0.outcome == failure }
        let others = readings.filter { !silent.contains($0.channel) }
        // A machine that stands still for a second gives no line of the other either.
        #expect(others.contains { $0.outcome == .value(26_780) })
        #expect(readings.last?.channel == silent.max())
    }

    @Test func `a program that cannot be ended is given up after a while`() throws {
        let child = try ChildProcess("read line")
        #expect(!ChildProgram.reap(child.pid, within: .milliseconds(20)))
        child.proceed()
        child.finish()
        #expect(ChildProgram.reap(child.pid, within: .zero), "there is none any more")
    }

    @Test func `tokens without a value in the midst are failures`() throws {
        let smi = try ReplayedSMI(table: Self.table)
        let sensor = try #require(try smi.probe(gpus: ["0"]).sensor)
        let open = try sensor.open(for: anyProcesses)
        try smi.folder?.write(
            Self.table.replacing("26.78 W", with: "[GPU is lost]"),
            to: "table.csv"
        )
        let readings = open.readings { $0.outcome.failureReason == "NVML: GPU is lost" }
        #expect(readings.last { $0.channel == 0 }?.outcome == .failed(errno: 10_015))
    }

    @Test func `the program ends with the sensor and not while a trial reads it`() throws {
        var open: (any OpenSensor)?
        let pid: Int32
        do {
            let sensor = try #require(try ReplayedSMI(table: Self.table).probe(gpus: ["0"]).sensor)
            pid = try #require(sensor.ownProcesses.first)
            open = try sensor.open(for: anyProcesses)
        }
        let reading = open?.readings { $0.channel == 0 }
        #expect(reading?.first?.outcome == .value(26_780))
        #expect(kill(pid, 0) == 0)
        open = nil
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }

    @Test func `no process is left when the last reference goes`() throws {
        let pid: Int32
        do {
            let found = try ReplayedSMI(table: Self.table).probe(gpus: ["0"])
            pid = try #require(found.sensor?.ownProcesses.first)
        }
        #expect(kill(pid, 0) == -1 && errno == ESRCH)
    }

    @Test func `without a kernel driver a program's boards are a simulation`() throws {
        let found = try ReplayedSMI(table: Self.table).probe(gpus: ["0"], hasDriver: false)
        #expect(found.state.isSimulated)
        #expect(try #require(found.sensor).channels.allSatisfy(\.isSimulated))
    }

    @Test func `the simulation goes through a program and is marked`() throws {
        let program = BuiltProducts.folder.appendingPathComponent("joulebench").path
        let options = SensorOptions(
            simulatedGPUPower: .watts(75.5),
            simulatedNVIDIASMI: [program, "simulated-nvidia-smi"]
        )
        let found = NVIDIAProbe.probe(
            NVIDIAProbe.Surroundings(
                options: options,
                environment: ["CUDA_VISIBLE_DEVICES": ""],
                driver: try MachineFolder(hasDriver: true).driver,
                patience: .seconds(60)
            )
        )
        #expect(found.state.isSimulated)
        #expect(found.state.reason.hasPrefix("simulated: a GPU with 75.5 W"))
        let sensor = try #require(found.sensor)
        #expect(sensor.channels.allSatisfy { $0.isSimulated && $0.domain == .gpu })
        let power = try #require(sensor.channels.firstIndex { $0.name.hasSuffix("/power") })
        let readings = try sensor.open(for: anyProcesses).readings { $0.channel == power }
        #expect(readings.first { $0.channel == power }?.outcome == .value(75_500))
    }
}
