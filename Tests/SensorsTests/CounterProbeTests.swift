import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

/// What a search for events makes of what the kernel says.
@Suite struct CounterProbeTests {
    private func probe(
        _ names: [String]?,
        _ kernel: ScriptedPerf,
        cpu: CPUInfo = .of()
    ) -> [ProbedSensor] {
        var probe = CounterProbe(kernel: kernel, cpu: cpu, papiPath: nil, loadsPAPI: false)
        return probe.probe(names)
    }

    @Test func `each of perf's names stands for the kernel's number of it`() {
        let kernel = ScriptedPerf { _ in ScriptedPerf.full(5) }
        let names = [
            "instructions", "task-clock", "context-switches", "LLC-load-misses",
            "dTLB-store-misses",
            "r01c7", "branches:u",
        ]
        _ = probe(names, kernel)
        #expect(kernel.events.map(\.type) == [0, 1, 1, 3, 3, 4, 0])
        #expect(kernel.events.map(\.config) == [1, 1, 3, 0x10002, 0x10103, 0x1C7, 4])
        #expect(
            kernel.events.map(\.isUserSpaceOnly) == [
                false, false, false, false, false, false, true,
            ]
        )
    }

    @Test func `a guest without a PMU has its software events and says why not more`() throws {
        let kernel = ScriptedPerf { event in
            event.isSoftware ? ScriptedPerf.full(7) : .failure(KernelRefusal(errno: ENOENT))
        }
        let found = probe(nil, kernel, cpu: .of(flags: "avx2 adx hypervisor"))
        #expect(found.map(\.state.sensor) == ["counters", "software-events"])
        let hardware = try found.state("counters")
        #expect(hardware.availability == .absent)
        #expect(hardware.reason.contains("the hypervisor gives this guest no PMU"))
        #expect(hardware.reason.contains("fp-operations"))
        #expect(try found.state("software-events").availability == .present)
        let sensor = try found.sensor("software-events")
        #expect(
            sensor.channels.map(\.name) == [
                "counters/task-clock", "counters/page-faults", "counters/context-switches",
                "counters/cpu-migrations",
            ]
        )
        #expect(sensor.channels.allSatisfy { $0.sensor == "software-events" }, "as its state")
        #expect(sensor.interval == .milliseconds(100))
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }

    @Test func `an event that opens and counts nothing is not counted`() throws {
        let kernel = ScriptedPerf { event in ScriptedPerf.full(event.config == 3 ? 0 : 9) }
        let found = probe(["instructions", "cache-misses"], kernel)
        #expect(
            try found.sensor("counters").channels.map(\.name) == [
                "counters/instructions", "counters/instructions/enabled",
                "counters/instructions/running",
            ]
        )
        let sensor = try found.sensor("counters")
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
        // It was asked for by name: that it is missing is as loud as a sensor that is missing.
        let missing = try found.state("missing-events")
        #expect(missing.availability == .absent)
        #expect(missing.reason.contains("cache-misses (it can be opened, but counts nothing"))
        // What is rare by its nature may be 0.
        let rare = ScriptedPerf { _ in ScriptedPerf.full(0) }
        #expect(
            try probe(["cpu-migrations"], rare).state("software-events").availability == .present
        )
    }

    @Test func `without permission for the kernel only user space is counted, and it says so`()
        throws
    {
        let kernel = ScriptedPerf(paranoidLevel: 2) { event in
            event.isUserSpaceOnly ? ScriptedPerf.full(3) : .failure(KernelRefusal(errno: EACCES))
        }
        let found = probe(["instructions", "page-faults", "context-switches"], kernel)
        #expect(
            try found.sensor("counters").channels.allSatisfy {
                $0.interface == "perf, user space only"
            }
        )
        // Switches happen in the kernel: without it the count would be 0, and no error.
        #expect(
            try found.sensor("software-events").channels.map(\.name) == ["counters/page-faults"]
        )
        let missing = try found.state("missing-events")
        #expect(missing.availability == .refused)
        #expect(missing.reason.contains("context-switches"))
        #expect(missing.remedy == "sudo sysctl kernel.perf_event_paranoid=1")
    }

    @Test(arguments: [
        (4, EACCES, "perf_event_paranoid is 4", "sudo sysctl kernel.perf_event_paranoid=1"),
        (2, EPERM, "seccomp", "--cap-add PERFMON"),
    ])
    func `a refusal names what refuses and how to mend it`(
        level: Int,
        code: Int32,
        reason: String,
        remedy: String
    ) throws {
        let kernel = ScriptedPerf(paranoidLevel: level) { _ in
            .failure(KernelRefusal(errno: code))
        }
        let found = probe(nil, kernel)
        for name in ["counters", "software-events"] {
            let state = try found.state(name)
            #expect(state.availability == .refused)
            #expect(state.reason.contains(reason))
            #expect(state.remedy?.contains(remedy) == true)
        }
    }

    @Test func `an event that never gets a counter is not counted`() throws {
        let kernel = ScriptedPerf { _ in
            .success(PerfValues(count: 0, enabled: 1000, running: 0))
        }
        let state = try probe(["cycles"], kernel).state("counters")
        #expect(state.availability == .absent)
        #expect(state.reason.contains("never got a counter"))
    }

    @Test func `nothing is looked for where nothing is asked for`() {
        let kernel = ScriptedPerf { _ in ScriptedPerf.full(5) }
        #expect(probe([], kernel).isEmpty)
        #expect(kernel.events.isEmpty)
    }

    // MARK: floating point

    /// Instructions of each umask of Intel's event that make up the known work.
    private static let intel: [UInt64: UInt64] = [
        0x03: 400_000, 0x04: 300_000, 0x18: 250_000, 0x60: 125_000, 0x80: 62_500,
    ]

    @Test func `Intel's classes are added up with their weights and believed where they fit`()
        throws
    {
        let kernel = ScriptedPerf { event in
            #expect(event.type == 4 && event.config & 0xFF == 0xC7)
            return ScriptedPerf.full(Self.intel[event.config >> 8] ?? 0)
        }
        let found = probe(["fp-operations"], kernel)
        // 400 k + 600 k + 1 M + 1 M + 1 M = 4 M, what the known work does.
        let sensor = try found.sensor("counters")
        var values: [Reading.Outcome] = []
        try sensor.open(for: anyProcesses).read(firstChannel: 0) { values.append($0.outcome) }
        #expect(values == [.value(4_000_000), .value(1000), .value(1000)])
    }

    @Test(arguments: [0x03, 0x04, 0x18, 0x60, 0x80] as [UInt64])
    func `a class that is weighed wrongly is found out`(wrong: UInt64) throws {
        let kernel = ScriptedPerf { event in
            let count = Self.intel[event.config >> 8] ?? 0
            return ScriptedPerf.full(event.config >> 8 == wrong ? count / 2 : count)
        }
        let state = try probe(["fp-operations"], kernel).state("counters")
        #expect(state.availability == .absent)
        #expect(state.reason.contains("FLOPs where 4000000 were done: not used"))
    }

    @Test(arguments: [
        (0x17, 0x01, 0xFF03), (0x17, 0x31, 0x0F03), (0x19, 0x11, 0x0F03), (0x1A, 0x02, 0x0F03),
    ])
    func `Zen's event has other bits in its first generation`(
        family: Int,
        model: Int,
        config: Int
    ) throws {
        let kernel = ScriptedPerf { _ in ScriptedPerf.full(4_050_000) }
        let cpu = CPUInfo.of(vendor: "AuthenticAMD", family: family, model: model)
        #expect(
            try probe(["fp-operations"], kernel, cpu: cpu).state("counters").reason
                == "perf: fp-operations"
        )
        #expect(kernel.events.map(\.config) == [UInt64(config)])
    }

    @Test func `Haswell has no such event, and nothing is made up for it`() throws {
        let kernel = ScriptedPerf { _ in ScriptedPerf.full(4_000_000) }
        let cpu = CPUInfo.of(model: 63, flags: "avx2 fma")
        #expect(
            try probe(["fp-operations"], kernel, cpu: cpu).state("counters").availability == .absent
        )
        #expect(kernel.events.isEmpty)
    }

    @Test func `a count that shared its counter is scaled before it is judged`() throws {
        let kernel = ScriptedPerf { _ in
            .success(PerfValues(count: 1_000_000, enabled: 4000, running: 1000))
        }
        let cpu = CPUInfo.of(vendor: "AuthenticAMD", family: 0x19)
        #expect(
            try probe(["fp-operations"], kernel, cpu: cpu).state("counters").availability
                == .present
        )
    }
}

/// The names that a user gives.
@Suite struct EventNamesTests {
    @Test(arguments: [
        ("instructoins", "instructions"), ("page-fault", "page-faults"),
        ("PAPI_TOT_INZ", "PAPI_TOT_INS"), ("fp-operation", "fp-operations"),
    ])
    func `a typo is told with the near names`(typo: String, name: String) throws {
        // A path that cannot be loaded: PAPI's natives of this machine stay out of it.
        let error = #expect(throws: UnknownEvents.self) {
            try EventNames.check(["cycles", typo], papiLibrary: "/nonexistent")
        }
        #expect(error?.names.map(\.name) == [typo])
        #expect(error?.names.first?.near.first == name)
        #expect(error?.description.contains("Did you mean “\(name)”") == true)
    }

    @Test func `what is like nothing is told which names there are`() {
        let error = #expect(throws: UnknownEvents.self) {
            try EventNames.check(["zzzzzzzzzzzz"], papiLibrary: "/nonexistent")
        }
        #expect(error?.description.contains("There are perf's names") == true)
    }

    @Test func `names that only another machine has are no typos`() throws {
        try EventNames.check(
            [
                "cpu/event=0xc7,umask=0x01/", "r01c7", "cycles:u", "PAPI_SP_OPS",
                "INST_RETIRED:ANY_P",
            ],
            papiLibrary: "/nonexistent"
        )
    }

    @Test func `PAPI's own events are known where it is there, and near ones are named`() throws {
        let papi = try FakePAPI(events: ["FP_ARITH:SCALAR_SINGLE 1 1", "LD_BLOCKS:ALL 1 1"])
        try EventNames.check(["FP_ARITH:SCALAR_SINGLE"], papiLibrary: papi.path)
        let error = #expect(throws: UnknownEvents.self) {
            try EventNames.check(["FP_ARITH:SCALAR_SINGEL"], papiLibrary: papi.path)
        }
        #expect(error?.names.first?.near == ["FP_ARITH:SCALAR_SINGLE"])
    }

    @Test func `a list is taken apart at commas outside slashes`() {
        #expect(EventNames.split("a,b") == ["a", "b"])
        #expect(EventNames.split("none") == [])
        #expect(EventNames.split("cpu/event=1,umask=2/,c") == ["cpu/event=1,umask=2/", "c"])
        #expect(EventNames.split("a,,b") == ["a", "", "b"])
    }
}
