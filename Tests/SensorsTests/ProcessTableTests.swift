import Experiment
import Glibc
import Sensors
import TestSupport
import Testing

@Suite struct ProcessTableTests {
    private func stat(_ pid: Int, _ name: String, parent: Int, ticks: [Int]) -> String {
        let times = ticks.map(String.init).joined(separator: " ")
        return "\(pid) (\(name)) S \(parent) 1 1 0 -1 4194560 1 2 3 4 \(times) 20 0 1 0 5 6 7\n"
    }

    @Test(arguments: ["sh", "a b", "evil) R 1 (", "))((", "", "tmux: server", "日本 語"])
    func `a name may hold blanks and parentheses`(name: String) throws {
        let stat = try #require(
            ProcessStat(parsing: stat(42, name, parent: 7, ticks: [1, 2, 3, 4]))
        )
        #expect(stat.parent == 7)
        #expect(stat.ownTicks == 3)
        #expect(stat.waitedForTicks == 7)
    }

    @Test(arguments: ["", "42", "42 (sh", "42 (sh) S 1", "x (sh) S 1 1 1 0 0 0 0 0 0 0 1 1 1 1"])
    func `what is no stat line is none`(text: String) {
        #expect(ProcessStat(parsing: text) == nil)
    }

    // 10 has a child 11 by its second thread; 11 has 12. 20 belongs to the reaper 1.
    private func procfs() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(stat(1, "harness", parent: 0, ticks: [500, 0, 100, 0]), to: "1/stat")
        try folder.write("10 20 ", to: "1/task/1/children")
        try folder.write(stat(10, "root) x", parent: 1, ticks: [10, 0, 5, 5]), to: "10/stat")
        try folder.write("", to: "10/task/10/children")
        try folder.write("11 ", to: "10/task/15/children")
        try folder.write(stat(11, "child", parent: 10, ticks: [20, 10, 0, 0]), to: "11/stat")
        try folder.write("12 ", to: "11/task/11/children")
        try folder.write(stat(12, "leaf", parent: 11, ticks: [1, 1, 0, 0]), to: "12/stat")
        try folder.write("", to: "12/task/12/children")
        try folder.write(stat(20, "orphan", parent: 1, ticks: [7, 0, 0, 0]), to: "20/stat")
        for (pid, now, peak) in [(10, 100, 120), (11, 200, 900), (12, 50, 60), (20, 30, 30)] {
            try folder.write(
                "Name:\tx\nVmPeak:\t 999999 kB\nVmHWM:\t   \(peak) kB\nVmRSS:\t  \(now) kB\n",
                to: "\(pid)/status"
            )
        }
        return folder
    }

    @Test(arguments: [ProcessTable.ChildSearch.childrenFiles, .allProcesses])
    func `a tree is walked through all threads and generations`(
        search: ProcessTable.ChildSearch
    ) throws {
        let folder = try procfs()
        let sensor = ProcessTreeSensor(ProcessTable(root: folder.path, search: search))
        let tick = 1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
        let root = try sensor.readOnce(SampledProcesses(root: 10))
        #expect(root["process/cpu-time"] == .value((20 + 30 + 2) * tick))
        #expect(root["process/memory"] == .value(900 * 1024), "the peak of one is above the sum")
        let all = try sensor.readOnce(SampledProcesses(root: 10, reaper: 1))
        #expect(all["process/cpu-time"] == .value((20 + 30 + 2 + 7 + 100) * tick))
    }

    @Test func `a process that vanished between listing and reading is no failure`() throws {
        let folder = try procfs()
        try folder.write("12 13 14 ", to: "11/task/11/children")
        try folder.write("garbage", to: "14/stat")
        let sensor = ProcessTreeSensor(ProcessTable(root: folder.path, search: .childrenFiles))
        let tick = 1_000_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
        let root = try sensor.readOnce(SampledProcesses(root: 10))
        #expect(root["process/cpu-time"] == .value(52 * tick))
    }

    @Test func `a circle of children ends`() throws {
        let folder = try procfs()
        try folder.write("10 11 12 ", to: "12/task/12/children")
        let sensor = ProcessTreeSensor(ProcessTable(root: folder.path, search: .childrenFiles))
        guard case .value? = try sensor.readOnce(SampledProcesses(root: 10))["process/cpu-time"]
        else {
            Issue.record("no value")
            return
        }
    }
}
