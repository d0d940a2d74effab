import Sensors
import TestSupport
import Testing

/// Events by the terms that a PMU has in sysfs.
@Suite struct SysfsEventsTests {
    private func events() throws -> (SysfsEvents, TemporaryFolder) {
        let folder = try TemporaryFolder()
        for (name, text) in [
            ("type", "4"), ("format/event", "config:0-7,32-35"), ("format/umask", "config:8-15"),
            ("format/edge", "config:18"), ("format/ldlat", "config1:0-15"),
            ("format/odd", "config9:0-1"), ("events/loads", "event=0xcd,umask=0x1,ldlat=3"),
            ("events/loop", "loop"),
        ] {
            try folder.write(text + "\n", to: "cpu/\(name)")
        }
        return (SysfsEvents(root: folder.path), folder)
    }

    @Test(arguments: [
        ("event=0xc7,umask=0x03", 0x3C7 as UInt64, 0 as UInt64),
        // The upper bits of a number go where the format says.
        ("event=0x1c7", 0x1_0000_00C7, 0), ("event=199,edge", 0x400C7, 0),
        ("loads", 0x1CD, 3), ("event=1,ldlat=0xffff", 1, 0xFFFF),
    ])
    func `terms are put into the bits of their formats`(
        terms: String,
        config: UInt64,
        config1: UInt64
    ) throws {
        let (events, folder) = try events()
        let event = try withExtendedLifetime(folder) { try events.event(pmu: "cpu", terms: terms) }
        #expect((event.type, event.config, event.config1) == (4, config, config1))
    }

    @Test(arguments: [
        ("umask=0x100", SysfsEvents.Fault.badTerm("umask=0x100")),
        ("event=x", .badTerm("event=x")), ("event=-1", .badTerm("event=-1")),
        ("odd=1", .badTerm("odd=1")), ("../type", .badTerm("../type")),
        ("evnt=1", .noSuchTerm("evnt", pmu: "cpu")), ("loads=1", .noSuchTerm("loads", pmu: "cpu")),
        // An alias of itself is not followed for ever.
        ("loop", .noSuchTerm("loop", pmu: "cpu")),
    ])
    func `what a PMU does not have is refused`(terms: String, fault: SysfsEvents.Fault) throws {
        let (events, folder) = try events()
        _ = withExtendedLifetime(folder) {
            #expect(throws: fault) { try events.event(pmu: "cpu", terms: terms) }
        }
        #expect(throws: SysfsEvents.Fault.noSuchPMU("gpu")) {
            try events.event(pmu: "gpu", terms: "event=1")
        }
    }
}
