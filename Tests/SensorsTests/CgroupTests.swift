import Experiment
import Foundation
import Glibc
import Sensors
import TestSupport
import Testing

@Suite struct CgroupTests {
    private func machine(cgroup: String, mounts: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(cgroup, to: "proc/self/cgroup")
        try folder.write(mounts, to: "proc/self/mountinfo")
        return folder
    }

    @Test(arguments: [
        ("0::/\n", "30 1 0:2 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw", "/sys/fs/cgroup"),
        ("4:cpu:/x\n0::/a/b\n", "30 1 0:2 / /u rw shared:1 - cgroup2 none rw", "/u/a/b"),
        // Only a part of the tree is mounted, as in a container.
        ("0::/pod/a\n", "30 1 0:2 /pod /sys/fs/cgroup rw - cgroup2 cgroup rw", "/sys/fs/cgroup/a"),
    ])
    func `the own cgroup is found below its mount`(
        cgroup: String,
        mount: String,
        expected: String
    ) throws {
        let folder = try machine(
            cgroup: cgroup,
            mounts: "1 0 8:1 / / rw - ext4 /dev/a rw\n\(mount)\n"
        )
        #expect(CgroupHome.ownFolder(root: folder.path) == folder.path + expected)
    }

    @Test(arguments: [
        ("4:cpu:/x\n", "30 1 0:2 / /u rw - cgroup2 none rw"),
        ("0::/a\n", "30 1 0:2 / /u rw - cgroup none rw,cpu"),
        ("0::/../a\n", "30 1 0:2 / /u rw - cgroup2 none rw"),
        ("0::/podlet\n", "30 1 0:2 /pod /u rw - cgroup2 none rw"), ("", ""),
    ])
    func `without version 2 there is none`(cgroup: String, mount: String) throws {
        let folder = try machine(cgroup: cgroup, mounts: mount + "\n")
        #expect(CgroupHome.ownFolder(root: folder.path) == nil)
        #expect(CgroupHome.find(root: folder.path) == nil)
    }

    @Test func `a folder that only looks like one is not used and left clean`() throws {
        let folder = try machine(
            cgroup: "0::/\n",
            mounts: "30 1 0:2 / /g rw - cgroup2 none rw\n"
        )
        try folder.write("", to: "g/cgroup.procs")
        #expect(CgroupHome.find(root: folder.path) == nil)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/g")
        #expect(left == ["cgroup.procs"])
    }

    @Test func `a name tells whose cgroup it is`() throws {
        let own = CgroupName(root: 77)
        let read = try #require(CgroupName(own.text))
        #expect(read == own)
        #expect(!read.isLeft, "this harness is alive")
        let parts = own.text.split(separator: "-")
        // The same number, but another process: it started at another time.
        let reused = try #require(CgroupName("joulebench-\(parts[1])-\(parts[2])-1-77"))
        #expect(reused.isLeft)
        let elsewhere = try #require(CgroupName("joulebench-1-\(parts[2])-1-77"))
        #expect(!elsewhere.isLeft, "nothing is known of other namespaces")
        for name in ["joulebench", "joulebench-1-2-3", "user-1-2-3-4", "joulebench-1-x-3-4", ""] {
            #expect(CgroupName(name) == nil)
        }
    }

    @Test func `the traffic of all devices is added up`() throws {
        func traffic(_ text: String) -> [UInt64]? {
            let bytes = Array(text.utf8)
            return bytes.withUnsafeBytes { StorageTraffic(ofDevices: $0) }
                .map { [$0.readBytes, $0.writtenBytes] }
        }
        let two = "8:0 rbytes=100 wbytes=7 rios=3 wios=1 dbytes=9 dios=1\n254:0 rbytes=1 wbytes=2\n"
        #expect(traffic(two) == [101, 9])
        #expect(traffic("") == [0, 0], "nothing was read or written yet")
        #expect(traffic("8:0 \n8:16 rbytes=5 wbytes=6 rios=1\n") == [5, 6])
        #expect(traffic("8:0 rbytes=x wbytes=6\n") == nil)
    }

    @Test func `a cgroup's counters are read from its files`() throws {
        let folder = try TemporaryFolder()
        try folder.write("usage_usec 1234567\nuser_usec 1\n", to: "cpu.stat")
        try folder.write("8192\n", to: "memory.peak")
        try folder.write("8:0 rbytes=4 wbytes=5 rios=1\n", to: "io.stat")
        try folder.write("12\n13\n", to: "cgroup.procs")
        let group = TrialCgroup(reading: folder.path)
        let buffer = KeptBuffer(capacity: 4)
        #expect(group.cpuNanoseconds(buffer) == 1_234_567_000)
        #expect(group.memoryPeakBytes(buffer) == 8192)
        #expect(group.storageTraffic(buffer)?.writtenBytes == 5)
        #expect(group.memberList(buffer).map { Array($0) } == Array("12\n13\n".utf8))
        try folder.write("nothing\n", to: "cpu.stat")
        #expect(TrialCgroup(reading: folder.path).cpuNanoseconds(buffer) == nil)
    }

    /// Those whose machine lets them make one; the others cannot test it.
    private static let home = CgroupHome.find()

    @Test(.enabled(if: home != nil, "no cgroup of version 2 can be made here"))
    func `what nobody waits for is counted, and nothing is left`() throws {
        let home = try #require(Self.home)
        // The shell waits at its gate; what it forks later is born in the cgroup.
        let child = try ChildProcess(
            "read x; (setsid sh -c 'SPIN' & ); sleep 0.1; (SPIN); echo b; read x"
        )
        var outcomes: [Reading.Outcome] = []
        do {
            let sensor = ProcessTreeSensor(cgroups: home)
            #expect(sensor.channels.first?.interface == "cgroup v2")
            let open = try sensor.open(for: SampledProcesses(root: child.pid))
            #expect(open.cgroup == "\(home.path)/\(CgroupName(root: child.pid).text)")
            child.proceed()
            #expect(child.line() == "b")
            open.read(firstChannel: 0) { outcomes.append($0.outcome) }
            #expect(outcomes.count == sensor.channels.count)
            child.proceed()
            let waited = child.finish()
            guard case .value(let value)? = outcomes.first else {
                Issue.record("no CPU time but \(outcomes)")
                return
            }
            // The part of the daemon is in the cgroup's time and not in that of wait4.
            #expect(value + 50_000_000 > waited)
            guard case .value(let memory) = outcomes[1] else {
                Issue.record("no memory but \(outcomes)")
                return
            }
            #expect(memory > 0)
        }
        let name = CgroupName(root: child.pid).text
        #expect(!FileManager.default.fileExists(atPath: "\(home.path)/\(name)"))
    }

    @Test(.enabled(if: home != nil, "no cgroup of version 2 can be made here"))
    func `a process that does not exist leaves no cgroup behind`() throws {
        let home = try #require(Self.home)
        let open = try ProcessTreeSensor(cgroups: home).open(
            for: SampledProcesses(root: 1 << 23)
        )
        open.read(firstChannel: 0) { #expect($0.outcome == .failed(errno: ESRCH)) }
        let name = CgroupName(root: 1 << 23).text
        #expect(!FileManager.default.fileExists(atPath: "\(home.path)/\(name)"))
    }

    @Test(.enabled(if: home != nil, "no cgroup of version 2 can be made here"))
    func `the harness and what it did not start are never put into one`() throws {
        let home = try #require(Self.home)
        let open = try ProcessTreeSensor(cgroups: home).open(
            for: SampledProcesses(root: getpid())
        )
        var count = 0
        open.read(firstChannel: 0) { reading in if case .value = reading.outcome { count += 1 } }
        #expect(count >= 2)
        let first = try ProcessTreeSensor(cgroups: home).open(for: SampledProcesses(root: 1))
        first.read(firstChannel: 0) { _ in }
        #expect(!FileManager.default.fileExists(atPath: "\(home.path)/\(CgroupName(root: 1).text)"))
        let members = try String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8)
        #expect(!members.contains("joulebench-"))
    }

    @Test(.enabled(if: home != nil, "no cgroup of version 2 can be made here"))
    func `what a dead harness left is taken away`() throws {
        let home = try #require(Self.home)
        let own = CgroupName(root: 5).text.split(separator: "-")
        let left = "\(home.path)/joulebench-\(own[1])-\(own[2])-1-5"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
        #expect(CgroupHome.find() != nil)
        #expect(!FileManager.default.fileExists(atPath: left))
    }
}
