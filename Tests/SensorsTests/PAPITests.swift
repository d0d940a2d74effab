import Experiment
import Foundation
import Glibc
import Sensors
import TestSupport
import Testing

/// PAPI through a library that does what a script says.
@Suite struct PAPITests {
    /// The order of calls that PAPI asks for, up to the counting.
    private static let order = [
        "PAPI_create_eventset", "PAPI_assign_eventset_component", "PAPI_set_opt", "PAPI_attach",
        "PAPI_add_named_event", "PAPI_start",
    ]

    private static let work = KnownWork(singlePrecision: 1_000_000, doublePrecision: 3_000_000)

    private func probe(_ names: [String]?, _ path: String) -> [ProbedSensor] {
        // Perf has nothing here: what is counted, PAPI counts.
        let kernel = ScriptedPerf(work: Self.work) { _ in .failure(KernelRefusal(errno: ENOENT)) }
        var probe = CounterProbe(kernel: kernel, cpu: .of(), papiPath: path)
        return probe.probe(names)
    }

    @Test func `events are attached in PAPI's order, and count the workload alone`() throws {
        let papi = try FakePAPI(events: ["PAPI_L1_DCM 77 5", "LD_BLOCKS:ALL 3 1000"])
        let found = probe(["PAPI_L1_DCM", "LD_BLOCKS:ALL"], papi.path)
        #expect(found.map(\.state.availability) == [.present])
        let sensor = try found.sensor("counters")
        #expect(
            sensor.channels.map(\.interface)
                == Array(repeating: "PAPI 7.0, user space only", count: 2)
        )
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
        #expect(Array(papi.calls.drop { $0 == "PAPI_library_init" }.prefix(6)) == Self.order)
        let open = try sensor.open(for: SampledProcesses(root: 1 << 23))
        var values: [Reading.Outcome] = []
        for _ in 0..<2 { open.read(firstChannel: 0) { values.append($0.outcome) } }
        #expect(values == [.value(5), .value(1000), .value(10), .value(2000)])
    }

    @Test(arguments: order.map { ($0, -7) } + [("PAPI_read", -3), ("PAPI_attach", -15)])
    func `a call that fails is named, and nothing counts this process instead`(
        call: String,
        code: Int
    ) throws {
        let papi = try FakePAPI("fail \(call) \(code)", events: ["PAPI_L1_DCM 77 5"])
        let found = probe(["PAPI_L1_DCM"], papi.path)
        let state = try found.state("counters")
        #expect(state.availability == (code == -15 ? .refused : .absent))
        #expect(state.reason.contains("\(call)"), "\(state.reason)")
        #expect(state.reason.contains("gave \(code)"), "\(state.reason)")
        #expect(state.reason.contains("PAPI 7.0 lists 1 presets, but"))
        #expect(found.allSatisfy { $0.sensor == nil })
        // No step is taken behind one that failed, but for giving the set back.
        let later = Self.order.drop { $0 != call }.dropFirst()
        #expect(papi.calls.allSatisfy { !later.contains($0) }, "\(papi.calls)")
    }

    @Test func `a workload that cannot be attached has failed readings, and no others`() throws {
        let papi = try FakePAPI("fail PAPI_attach -7 if-other", events: ["PAPI_L1_DCM 77 5"])
        let sensor = try probe(["PAPI_L1_DCM"], papi.path).sensor("counters")
        let starts = papi.calls.count { $0 == "PAPI_start" }
        let open = try sensor.open(for: SampledProcesses(root: 1 << 23))
        var readings: [Reading] = []
        open.read(firstChannel: 4) { readings.append($0) }
        #expect(readings.map(\.channel) == [4])
        #expect(readings.map(\.outcome) == [.failed(errno: ENOENT)])
        #expect(papi.calls.count { $0 == "PAPI_start" } == starts)
    }

    @Test func `a read that fails later is a gap`() throws {
        let papi = try FakePAPI("fail PAPI_read -3 if-other", events: ["PAPI_L1_DCM 77 5"])
        let sensor = try probe(["PAPI_L1_DCM"], papi.path).sensor("counters")
        #expect(try sensor.readOnce() == ["counters/PAPI_L1_DCM": .failed(errno: EIO)])
    }

    @Test(arguments: [
        ("version 0x07020000", "PAPI 7.2"), ("version 0x06000000", "PAPI 6.0"),
        // Old libraries answer with their own version.
        ("version 0x05050000\nanswer 0x05050000", "PAPI 5.5"),
        ("version 0x05050000\nanswer 0x05050100", "PAPI 5.5"),
    ])
    func `versions 5 to 7 are agreed on`(script: String, name: String) throws {
        let papi = try FakePAPI(script, events: ["PAPI_L1_DCM 77 5"])
        let sensor = try probe(["PAPI_L1_DCM"], papi.path).sensor("counters")
        #expect(sensor.channels.first?.interface == "\(name), user space only")
    }

    @Test(arguments: [
        ("version 0x08000000\nanswer 0x08000000", "PAPI is of version 8.0; 5, 6 and 7 are known"),
        ("version 0x08000000", "PAPI is of version unknown, it answers -1 to 5.0 up to 7.9"),
        ("fail PAPI_library_init -4", "PAPI_library_init gave -4"),
    ])
    func `other versions are refused with what they say`(script: String, reason: String) throws {
        let papi = try FakePAPI(script, events: ["PAPI_L1_DCM 77 5"])
        let state = try probe(["PAPI_L1_DCM"], papi.path).state("counters")
        #expect(state.availability == .absent)
        #expect(state.reason.contains(reason), "\(state.reason)")
    }

    @Test func `a file that is not there or is no PAPI is named`() throws {
        let none = try probe(["PAPI_L1_DCM"], "/nonexistent/libpapi.so").state("counters")
        #expect(none.reason.contains("PAPI cannot be loaded from /nonexistent/libpapi.so"))
        let other = try probe(["PAPI_L1_DCM"], "libc.so.6").state("counters")
        #expect(other.reason.contains("libc.so.6 is no PAPI: it lacks PAPI_library_init"))
    }

    @Test func `presets of operations are checked against known work`() throws {
        let papi = try FakePAPI(events: [
            "PAPI_SP_OPS 1010000 5", "PAPI_DP_OPS 1500000 5", "PAPI_FP_OPS 4000000 5",
            "PAPI_VEC_SP 12 5", "PAPI_L1_DCM 0 5",
        ])
        let names = ["PAPI_SP_OPS", "PAPI_DP_OPS", "PAPI_FP_OPS", "PAPI_VEC_SP", "PAPI_L1_DCM"]
        let found = probe(names, papi.path)
        let channels = try found.sensor("counters").channels
        #expect(
            channels.map(\.name)
                == ["counters/PAPI_SP_OPS", "counters/PAPI_FP_OPS", "counters/PAPI_VEC_SP"]
        )
        #expect(channels.last?.interface.hasSuffix("not checked against known work") == true)
        let missing = try found.state("missing-events").reason
        #expect(missing.contains("PAPI_DP_OPS (it counts 1500000 FLOPs where 3000000 were done"))
        #expect(missing.contains("PAPI_L1_DCM (it can be opened, but counts nothing"))
    }

    @Test func `events that do not fit beside the others are left out, and it says so`() throws {
        let papi = try FakePAPI(
            "counters 2",
            events: ["PAPI_L1_DCM 1 5", "PAPI_L2_DCM 1 6", "PAPI_L3_TCM 1 7"]
        )
        let found = probe(["PAPI_L1_DCM", "PAPI_L2_DCM", "PAPI_L3_TCM"], papi.path)
        #expect(
            try found.sensor("counters").readOnce(SampledProcesses(root: 1 << 23)) == [
                "counters/PAPI_L1_DCM": .value(5), "counters/PAPI_L2_DCM": .value(6),
            ]
        )
        #expect(
            try found.state("missing-events").reason
                == "PAPI_L3_TCM (no counter is left beside the other events)"
        )
    }

    @Test func `perf counts presets of its own where PAPI cannot attach`() throws {
        let papi = try FakePAPI("fail PAPI_attach -7", events: ["PAPI_TOT_INS 1 1"])
        let kernel = ScriptedPerf { _ in ScriptedPerf.full(9) }
        var probe = CounterProbe(kernel: kernel, cpu: .of(), papiPath: papi.path)
        let sensor = try probe.probe(["PAPI_TOT_INS"]).sensor("counters")
        #expect(sensor.channels.first?.name == "counters/PAPI_TOT_INS")
        #expect(sensor.channels.first?.interface == "perf")
    }

    @Test(.enabled(if: (try? PAPILibrary(path: nil)) != nil, "PAPI is not installed here"))
    func `the real library counts, or says which call refused`() throws {
        var probe = CounterProbe(kernel: SystemPerf(), cpu: CPUInfo.read(), papiPath: nil)
        let found = probe.probe(["PAPI_L1_DCM"])
        let state = try found.state("counters")
        if state.availability == .present {
            let sensor = try found.sensor("counters")
            #expect(sensor.channels.first?.interface.hasPrefix("PAPI ") == true)
        } else {
            #expect(found.allSatisfy { $0.sensor == nil })
            #expect(state.reason.contains("PAPI_L1_DCM ("))
        }
        // Where the kernel has no PMU, PAPI's own list of events is nothing to go by.
        let hasPMU = FileManager.default.fileExists(atPath: "/sys/bus/event_source/devices/cpu")
        if !hasPMU, state.availability == .absent, CPUInfo.read().isX86 {
            #expect(state.reason.contains("PAPI_set_opt(PAPI_INHERIT) gave -7"), "\(state.reason)")
        }
    }
}
