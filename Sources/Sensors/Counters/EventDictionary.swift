/// What the names of events mean on a processor.
struct EventDictionary {
    /// What an event can be counted with, the first that works.
    enum Source: Hashable, Sendable {
        case perf(EventFormula)
        /// A preset or a native event by PAPI's own name.
        case papi(String)
    }

    /// An event that a user may ask for.
    struct Entry: Hashable, Sendable {
        var name: String

        /// None where this machine has nothing that counts it; `problem` says why then.
        var sources: [Source]
        var problem: String?
        var claim: KnownWork.Claim?
        var isSoftware = false
    }

    /// The name of the floating-point operations, by whatever this processor counts them.
    static let floatingPoint = "fp-operations"

    /// What is counted where nobody asks for anything else.
    static let defaults = [
        "instructions", "cycles", "cache-misses", floatingPoint, "task-clock", "page-faults",
        "context-switches", "cpu-migrations",
    ]

    var cpu: CPUInfo
    var sysfs = SysfsEvents()

    /// The meaning of a name that needs no PAPI to be known; `nil` for any other.
    func entry(_ name: String) -> Entry? {
        if name == Self.floatingPoint { return floatingPointEntry(name) }
        if PAPINames.presets.contains(name) { return preset(name) }
        if let parts = SysfsEvents.parts(of: name) { return sysfsEntry(name, parts) }
        guard let event = Self.perfEvent(name) else { return nil }
        var entry = Entry(name: name, sources: [.perf(EventFormula(event))])
        entry.isSoftware = event.isSoftware
        if !event.isUserSpaceOnly,
            let preset = PAPINames.perfNames.first(where: { $0.value == name })?.key
        {
            entry.sources.append(.papi(preset))
        }
        return entry
    }

    /// A native event of PAPI, which only PAPI can tell from a typo.
    func native(_ name: String) -> Entry { Entry(name: name, sources: [.papi(name)]) }

    /// One of perf's names or `rNNNN`, either with `:u` for user space only.
    private static func perfEvent(_ name: String) -> PerfEvent? {
        let isUserSpaceOnly = name.hasSuffix(":u")
        let bare = isUserSpaceOnly ? String(name.dropLast(2)) : name
        guard var event = PerfNames.events[bare] ?? raw(bare) else { return nil }
        if isUserSpaceOnly, event.isSoftware { return nil }
        event.isUserSpaceOnly = isUserSpaceOnly
        return event
    }

    /// "r01c7": the raw number of an event in hexadecimal digits.
    private static func raw(_ name: String) -> PerfEvent? {
        let digits = name.dropFirst()
        guard name.first == "r", (2...16).contains(digits.count),
            digits.allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        return UInt64(digits, radix: 16).map(PerfEvent.raw)
    }

    private func floatingPointEntry(_ name: String) -> Entry {
        var sources: [Source] = [.papi("PAPI_FP_OPS")]
        if let formula = FloatingPointEvents.formula(for: cpu) {
            sources.insert(.perf(formula), at: 0)
        }
        return Entry(name: name, sources: sources, claim: .bothPrecisions)
    }

    private func preset(_ name: String) -> Entry {
        var sources: [Source] = [.papi(name)]
        if let perf = PAPINames.perfNames[name] {
            if perf == Self.floatingPoint {
                FloatingPointEvents.formula(for: cpu).map { sources.append(.perf($0)) }
            } else if let event = PerfNames.events[perf] {
                sources.append(.perf(EventFormula(event)))
            }
        }
        return Entry(name: name, sources: sources, claim: PAPINames.claims[name])
    }

    private func sysfsEntry(
        _ name: String,
        _ parts: (pmu: String, terms: String, modifier: String)
    ) -> Entry {
        do throws(SysfsEvents.Fault) {
            var event = try sysfs.event(pmu: parts.pmu, terms: parts.terms)
            event.isUserSpaceOnly = parts.modifier == "u"
            return Entry(name: name, sources: [.perf(EventFormula(event))])
        } catch {
            let problem =
                switch error {
                case .noSuchPMU(let pmu): "this machine has no \(sysfs.root)/\(pmu)"
                case .noSuchTerm(let term, let pmu):
                    "\(sysfs.root)/\(pmu) has neither format/\(term) nor events/\(term)"
                case .badTerm(let term): "“\(term)” does not fit its term's bits"
                }
            return Entry(name: name, sources: [], problem: problem)
        }
    }
}
