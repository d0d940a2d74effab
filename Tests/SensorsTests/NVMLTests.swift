import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// NVML through a library that answers what a test says.
@Suite struct NVMLTests {
    @Test func `every value of a board has a channel in its own unit`() throws {
        let library = try FakeNVML()
        let board = try library.add("GPU-aaaa-1")
        try library.addProcess(on: board, pid: getpid(), bytes: 7)
        let found = try library.probe()
        #expect(found.state.availability == .present)
        #expect(!found.state.isSimulated)
        let values = try #require(found.sensor).readOnce()
        #expect(
            values == [
                "nvidia/GPU-aaaa-1/energy": .value(123_456_789_012),
                "nvidia/GPU-aaaa-1/power": .value(631_950),
                "nvidia/GPU-aaaa-1/power-instant": .value(625_680),
                "nvidia/GPU-aaaa-1/memory": .value(20_000_000_000),
                "nvidia/GPU-aaaa-1/process-memory": .value(7),
                "nvidia/GPU-aaaa-1/clock": .value(1_980_000),
                "nvidia/GPU-aaaa-1/temperature": .value(59_000),
                "nvidia/GPU-aaaa-1/utilization": .value(100),
                "nvidia/GPU-aaaa-1/event-reasons": .value(0x24),
            ]
        )
        let sensor = try #require(found.sensor)
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `a channel says how old and how averaged its values are`() throws {
        let library = try FakeNVML()
        try library.add("GPU-hopper")
        try library.add("GPU-ga100", name: "NVIDIA A100-SXM4-40GB", architecture: 7)
        try library.add("GPU-volta", name: "Tesla V100", architecture: 5)
        let channels = try #require(try library.probe().sensor).channels
        func timing(_ name: String) -> [Duration]? {
            channels.first { $0.name == "nvidia/\(name)" }
                .map { [$0.refreshPeriod, $0.averagingWindow] }
        }
        #expect(timing("GPU-hopper/power") == [.milliseconds(100), .seconds(1)])
        #expect(timing("GPU-hopper/power-instant") == [.milliseconds(100), .milliseconds(25)])
        #expect(timing("GPU-ga100/power") == [.milliseconds(100), .milliseconds(25)])
        #expect(timing("GPU-volta/power") == [.milliseconds(20), .milliseconds(10)])
        #expect(timing("GPU-volta/energy") == [.milliseconds(20), .zero])
        #expect(timing("GPU-hopper/energy") == [.milliseconds(100), .zero])
        let energetic = channels.filter { $0.relativeAccuracy != nil }.map(\.quantity)
        #expect(Set(energetic) == [.energyMillijoules, .powerMilliwatts])
        #expect(channels.allSatisfy { $0.device.map($0.name.contains) == true })
    }

    @Test func `a value that is not given has no channel`() throws {
        let library = try FakeNVML()
        let board = try library.add("GPU-a")
        for name in ["nvmlDeviceGetTotalEnergyConsumption", "nvmlDeviceGetUtilizationRates"] {
            try library.set(name, board: board, code: 3)
        }
        let names = try #require(try library.probe().sensor).channels.map(\.name)
        #expect(!names.contains("nvidia/GPU-a/energy"))
        #expect(!names.contains("nvidia/GPU-a/utilization"))
        #expect(names.contains("nvidia/GPU-a/power"))
    }

    @Test func `a power that no board draws is no value`() throws {
        let library = try FakeNVML()
        let board = try library.add("GPU-a")
        try library.set("field 186", board: board, value: 5_000_001)
        let sensor = try #require(try library.probe().sensor)
        let names = sensor.channels.map(\.name)
        #expect(!names.contains("nvidia/GPU-a/power-instant"))
        try library.set("nvmlDeviceGetPowerUsage", board: board, value: 999_999_999_000)
        #expect(try sensor.readOnce()["nvidia/GPU-a/power"] == .malformed)
    }

    @Test func `an older library tells the memory in its own way`() throws {
        let library = try FakeNVML()
        let board = try library.add("GPU-a")
        try library.set("nvmlDeviceGetMemoryInfo_v2", board: board, code: 13)
        try library.set("nvmlDeviceGetMemoryInfo", board: board, value: 5)
        let values = try #require(try library.probe().sensor).readOnce()
        #expect(values["nvidia/GPU-a/memory"] == .value(5))
    }

    @Test(arguments: Array(1...30) + [777, 999, 4711])
    func `whatever code every call returns, there is a reason and no value`(code: Int32) throws {
        let early = [
            "nvmlInit_v2", "nvmlDeviceGetCount_v2", "nvmlDeviceGetHandleByIndex_v2",
            "nvmlDeviceGetUUID", "nvmlDeviceGetName",
        ]
        let words = NVIDIAFailure.nvmlWords(code)
        for function in early {
            let library = try FakeNVML()
            try library.add("GPU-a")
            try library.set(function, code: code)
            try library.set(function, board: 0, code: code)
            let found = try library.probe()
            #expect(found.sensor == nil, "\(function)")
            #expect(found.state.availability != .present)
            #expect(found.state.reason.contains(words), "\(function): \(found.state.reason)")
        }
        let library = try FakeNVML()
        try library.add("GPU-a")
        let sensor = try #require(try library.probe().sensor)
        let open = try sensor.open(for: anyProcesses)
        for (function, _) in FakeNVML.values { try library.set(function, board: 0, code: code) }
        try library.set("nvmlDeviceGetMemoryInfo", board: 0, code: code)
        try library.set("nvmlDeviceGetComputeRunningProcesses_v3", board: 0, code: code)
        var outcomes: [Reading.Outcome] = []
        open.read(firstChannel: 0) { outcomes.append($0.outcome) }
        #expect(outcomes.count == 9)
        for outcome in outcomes {
            #expect(outcome == .failed(errno: NVIDIAFailure.nvml(code)))
            #expect(outcome.failureReason.hasPrefix("NVML: "))
        }
        // With all of them failing from the beginning there is no sensor.
        #expect(try library.probe().sensor == nil)
    }

    @Test func `facts that are not told do no harm`() throws {
        let library = try FakeNVML()
        try library.add("GPU-a")
        for function in [
            "nvmlSystemGetDriverVersion", "nvmlDeviceGetArchitecture", "nvmlDeviceGetMigMode",
            "nvmlDeviceGetVirtualizationMode",
        ] {
            try library.set(function, code: 999)
        }
        let found = try library.probe()
        #expect(found.state.availability == .present)
        #expect(found.state.reason.contains("driver of unknown version"))
        // A board that nobody knows gets the widest window.
        let power = try #require(found.sensor).channels.first { $0.name.hasSuffix("/power") }
        #expect(power?.averagingWindow == .seconds(1))
    }

    @Test func `a GPU that is lost in the midst of a trial gives failed readings from then on`()
        throws
    {
        let library = try FakeNVML()
        try library.add("GPU-a")
        try library.add("GPU-b")
        let sensor = try #require(try library.probe().sensor)
        let open = try sensor.open(for: anyProcesses)
        let energy = try #require(
            sensor.channels.firstIndex { $0.name == "nvidia/GPU-b/energy" }
        )
        func outcomes() -> [Reading.Outcome] {
            var outcomes: [Reading.Outcome] = []
            open.read(firstChannel: 0) { outcomes.append($0.outcome) }
            return outcomes
        }
        #expect(outcomes()[energy] == .value(123_456_789_012))
        for (function, _) in FakeNVML.values { try library.set(function, board: 1, code: 15) }
        let after = outcomes()
        #expect(after[energy].failureReason == "NVML: GPU is lost")
        #expect(after[0] == .value(123_456_789_012), "the other board goes on")
    }

    @Test func `the library is in use for as long as there is a sensor, and no longer`() throws {
        let library = try FakeNVML()
        try library.add("GPU-a")
        var found: ProbedSensor? = try library.probe()
        #expect(found?.sensor != nil)
        #expect(try library.uses() == 1)
        found = nil
        #expect(try library.uses() == 0)
    }

    @Test func `only memory of the workload's processes is its memory`() throws {
        let library = try FakeNVML()
        let board = try library.add("GPU-a")
        let child = try ChildProcess("read x")
        let sensor = try #require(try library.probe().sensor)
        func memory() throws -> Reading.Outcome? {
            try sensor.readOnce(SampledProcesses(root: child.pid))["nvidia/GPU-a/process-memory"]
        }
        // The harness itself is an ancestor of the workload and none of it.
        try library.addProcess(on: board, pid: getpid(), bytes: 1000)
        #expect(try memory() == .failed(errno: NVIDIAFailure.noData))
        try library.addProcess(on: board, pid: child.pid, bytes: 30)
        #expect(try memory() == .value(30))
        try library.addProcess(on: board, pid: child.pid, bytes: .max)
        #expect(try memory() == .failed(errno: NVIDIAFailure.noData), "not told is not 0")
    }

    @Test func `without a kernel driver boards are a simulation, whoever speaks of them`() throws {
        let library = try FakeNVML()
        try library.add("GPU-a")
        let found = try library.probe(hasDriver: false)
        #expect(found.state.isSimulated)
        #expect(found.state.reason.contains("though no NVIDIA driver is loaded"))
        #expect(try #require(found.sensor).channels.allSatisfy(\.isSimulated))
    }

    @Test func `what the driver's state needs is said with a remedy`() throws {
        let remedies: [Int32: String] = [9: "modprobe", 17: "--gpus all", 18: "reboot"]
        for (code, remedy) in remedies {
            let library = try FakeNVML()
            try library.set("nvmlInit_v2", code: code)
            #expect(try library.probe().state.remedy?.contains(remedy) == true)
        }
    }

    @Test func `a library that is not one is refused`() throws {
        let folder = try TemporaryFolder()
        try folder.write("no library", to: "x.so")
        let options = SensorOptions(nvmlLibrary: "\(folder.path)/x.so")
        let found = NVIDIAProbe.probe(
            NVIDIAProbe.Surroundings(options: options, environment: [:])
        )
        #expect(found.state.availability == .refused)
        #expect(found.state.reason.contains("x.so"))
    }
}
