import Experiment
import Reports
import TestSupport
import Testing

@Suite struct HostNotesTests {
    private func note(_ states: HostStates) -> String? {
        let report = Report(run: SampleRun.run(), trials: [], hostStates: states)
        return MarkdownReport(report).text.split(separator: "\n")
            .first { $0.contains("machine: governor") }.map(String.init)
    }

    @Test func `one line says how the machine was set and how warm it got`() throws {
        let line = try #require(note(SampleRun.hostStates))
        #expect(line.contains("governor performance, powersave, turbo on, SMT off, microcode 0x1"))
        #expect(line.contains("temperature 40 °C → 72 °C, throttled 1 time"))
        #expect(!line.contains("SETTINGS CHANGED"))
    }

    @Test func `what a machine does not say is unknown`() throws {
        let line = try #require(note(HostStates(before: HostState(), after: HostState())))
        #expect(line.contains("governor unknown, turbo unknown, SMT unknown, microcode unknown"))
        #expect(line.contains("temperature unknown → unknown, throttling unknown"))
    }

    @Test func `a setting that changed in the run is told loudly`() throws {
        var states = SampleRun.hostStates
        states.after?.settings.isTurboOn = false
        #expect(try #require(note(states)).contains("SETTINGS CHANGED"))
    }

    @Test func `a run without stored states has no such line`() {
        #expect(note(HostStates()) == nil)
    }
}
