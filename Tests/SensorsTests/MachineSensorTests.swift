import Experiment
import Glibc
import Sensors
import TestSupport
import Testing
import Units

@Suite struct MachineSensorTests {
    @Test func `a server's channels carry what its files say`() throws {
        let folder = try MachineTree.make()
        let sensor = MachineSensor(root: folder.path, suspended: { 42_000_000_000 })
        let outcomes = try sensor.readOnce(anyProcesses)
        let tick = 1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
        let expected: [String: UInt64] = [
            "machine/temperature/coretemp/Package id 0": 50_000,
            "machine/temperature/coretemp/Package id 1": 57_000,
            "machine/frequency-lowest": 1_000_000, "machine/frequency-mean": 1_350_000,
            "machine/frequency-highest": 1_700_000, "machine/core-throttles": 42,
            "machine/package-throttles": 7, "machine/load": 250, "machine/busy-time": 165 * tick,
            "machine/steal-time": 5 * tick, "machine/context-switches": 123_456,
            "machine/suspended-time": 42_000_000_000,
        ]
        #expect(outcomes == expected.mapValues { .value($0) })
    }

    @Test func `a glance shows the hottest sensor and what the CPUs have done`() throws {
        let folder = try MachineTree.make()
        let glance = MachineGlance(root: folder.path)
        #expect(glance.hasThermometer)
        #expect(glance.temperature() == .celsius(57))
        let tick = 1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
        #expect(glance.use()?.busyNanoseconds == 165 * tick)
        let empty = try TemporaryFolder()
        let nothing = MachineGlance(root: empty.path)
        #expect(!nothing.hasThermometer)
        #expect(nothing.temperature() == nil)
        #expect(nothing.use() == nil)
    }

    @Test func `a machine does not sleep while a test runs`() {
        let first = MachineGlance.suspendedNanoseconds()
        #expect(MachineGlance.suspendedNanoseconds() < first + 1_000_000_000)
    }

    @Test func `it keeps the laws of sensors`() throws {
        let folder = try MachineTree.make()
        let sensor = MachineSensor(root: folder.path)
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
        #expect(sensor.interval == .seconds(1))
        #expect(sensor.channels.allSatisfy { $0.domain == .machine })
    }

    @Test func `values are read anew each time, and nonsense is no value`() throws {
        let folder = try MachineTree.make()
        let sensor = MachineSensor(root: folder.path)
        let open = try sensor.open(for: anyProcesses)
        func read() -> [String: Reading.Outcome] {
            var outcomes: [String: Reading.Outcome] = [:]
            open.read(firstChannel: 0) { outcomes[sensor.channels[$0.channel].name] = $0.outcome }
            return outcomes
        }
        _ = read()
        // Written into the same files, as the kernel does it.
        func overwrite(_ name: String, _ text: String) throws {
            let descriptor = Glibc.open("\(folder.path)/\(name)", O_WRONLY | O_TRUNC)
            try #require(descriptor >= 0)
            write(descriptor, text, text.utf8.count)
            close(descriptor)
        }
        let throttle = "sys/devices/system/cpu/cpu0/thermal_throttle"
        try overwrite("\(throttle)/core_throttle_count", "15\n")
        try overwrite("\(throttle)/package_throttle_count", "many\n")
        try overwrite("proc/loadavg", "12,34 1 1\n")
        try overwrite("proc/stat", "")
        let outcomes = read()
        #expect(outcomes["machine/core-throttles"] == .value(47))
        #expect(outcomes["machine/package-throttles"] == .malformed)
        #expect(outcomes["machine/load"] == .malformed)
        #expect(outcomes["machine/busy-time"] == .malformed)
        #expect(outcomes["machine/context-switches"] == .malformed)
    }

    @Test(arguments: [
        // Of 10 ms each: 2⁶⁴ ns less a little, as a sum below 0 looks, and what overflows.
        "1844674407370", "1844674407371", "18446744073709551615",
    ])
    func `times that no machine can have are no value, and the others stay`(ticks: String) throws {
        let folder = try MachineTree.make()
        let names = ["machine/busy-time", "machine/steal-time", "machine/context-switches"]
        func malformed(_ line: String) throws -> [String] {
            try folder.write("\(line)\nctxt 5\n", to: "proc/stat")
            let outcomes = try MachineSensor(root: folder.path).readOnce(anyProcesses)
            return names.filter { outcomes[$0] == .malformed }
        }
        #expect(try malformed("cpu  1 2 3 4 5 6 7 8 0 0") == [])
        #expect(try malformed("cpu  1 2 3 4 5 6 7 \(ticks) 0 0") == ["machine/steal-time"])
        #expect(try malformed("cpu  \(ticks) 2 3 4 5 6 7 8 0 0") == ["machine/busy-time"])
        let half = "9223372036854775808"
        #expect(
            try malformed("cpu  \(half) 0 \(half) 4 5 6 7 8 0 0") == ["machine/busy-time"],
            "a sum that wraps to 13 ticks"
        )
        let values = HostStateReader.read(root: folder.path).values
        #expect(values.busyNanoseconds == nil)
        #expect(values.stealNanoseconds == 8_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK))))
    }

    @Test func `many CPUs are looked at in part`() throws {
        let folder = try TemporaryFolder()
        for number in 0..<130 {
            let file = "sys/devices/system/cpu/cpufreq/policy\(number)/scaling_cur_freq"
            try folder.write("\(2_000_000)\n", to: file)
        }
        let outcomes = try MachineSensor(root: folder.path).readOnce(anyProcesses)
        #expect(outcomes["machine/frequency-mean"] == .value(2_000_000))
    }

    @Test func `a machine that shows nothing has no such sensor`() throws {
        let folder = try TemporaryFolder()
        let probed = MachineSensor.probe(root: folder.path)
        #expect(probed.sensor == nil)
        #expect(probed.state.availability == .absent)
    }

    @Test func `what is missing is named`() throws {
        let folder = try TemporaryFolder()
        try folder.write("0.00 0.00 0.00 1/1 1\n", to: "proc/loadavg")
        let probed = MachineSensor.probe(root: folder.path)
        #expect(probed.state.availability == .present)
        #expect(probed.state.reason.contains("not shown here: the processor's temperature, clocks"))
    }

    @Test(.enabled(if: Fixtures.areAvailable, Comment(rawValue: Fixtures.skipReason)))
    func `chips that are no processor's give no temperature`() throws {
        let root = Fixtures.path("powercap/kepler-mmio-duplicate")
        #expect(MachineSensor(root: root).channels.isEmpty)
    }

    @Test func `this machine has one that keeps the laws`() {
        let sensor = MachineSensor()
        #expect(sensor.channels.contains { $0.name == "machine/busy-time" })
        #expect(SensorContract.breaches(of: sensor, for: anyProcesses) == [])
    }
}
