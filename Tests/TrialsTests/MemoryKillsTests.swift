import TestSupport
import Testing

@testable import Trials

@Suite struct MemoryKillsTests {
    @Test func `the trial's own cgroup says it for certain, the machine only that it happened`()
        throws
    {
        let folder = try TemporaryFolder()
        try folder.write("pgfault 1\noom_kill 4\n", to: "vmstat")
        let kills = MemoryKills(vmstat: folder.path + "/vmstat")
        try folder.write("low 0\noom 2\noom_kill 0\noom_group_kill 0\n", to: "own/memory.events")
        #expect(kills.since(cgroup: folder.path + "/own") == nil)
        #expect(kills.since(cgroup: nil) == nil)
        try folder.write("pgfault 9\noom_kill 6\n", to: "vmstat")
        // Another's: this cgroup counts none.
        #expect(kills.since(cgroup: folder.path + "/own") == nil)
        // Without the memory controller there is no such file.
        let machine = try #require(kills.since(cgroup: folder.path + "/none"))
        #expect(machine.processes == 2 && !machine.isOfTrial)
        try folder.write("low 0\noom 2\noom_kill 1\n", to: "own/memory.events")
        let own = try #require(kills.since(cgroup: folder.path + "/own"))
        #expect(own.processes == 1 && own.isOfTrial)
    }

    @Test func `a kernel that counts nothing says nothing`() throws {
        let folder = try TemporaryFolder()
        #expect(MemoryKills(vmstat: folder.path + "/none").since(cgroup: nil) == nil)
    }
}
