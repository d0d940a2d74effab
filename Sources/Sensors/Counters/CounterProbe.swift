internal import CSystem
internal import Experiment

/// The search for events that can be counted on this machine.
///
/// Lists of events say what a processor model has, not what works: each event is tried on this
/// thread with work that makes it happen, and counts as there only when it counted something.
package struct CounterProbe {
    private let kernel: any PerfKernel
    private let papiPath: String?
    private let loadsPAPI: Bool
    private let dictionary: EventDictionary
    private var loaded: Result<PAPILibrary, PAPIFault>?

    /// - Parameters:
    ///   - kernel: what opens perf's events.
    ///   - cpu: the processor, which some names depend on.
    ///   - papiPath: a file to load as PAPI; `nil` for the system's.
    ///   - loadsPAPI: whether PAPI may be looked for at all.
    package init(
        kernel: any PerfKernel,
        cpu: CPUInfo,
        papiPath: String?,
        loadsPAPI: Bool = true
    ) {
        self.kernel = kernel
        self.papiPath = papiPath
        self.loadsPAPI = loadsPAPI
        dictionary = EventDictionary(cpu: cpu)
    }

    /// An event that was looked for.
    struct Finding {
        var entry: EventDictionary.Entry
        var outcome: Result<CounterSensor.Event, CounterTrouble>
    }

    /// Looks for events.
    ///
    /// - Parameter names: those that were asked for; `nil` for the default ones.
    /// - Returns: a state for hardware and one for software events, as far as there were any to
    ///   look for, and one more where something that was asked for cannot be counted.
    package mutating func probe(_ names: [String]?) -> [ProbedSensor] {
        var findings: [Finding] = []
        for name in names ?? EventDictionary.defaults
        where !findings.contains(where: { $0.entry.name == name }) {
            let entry = dictionary.entry(name) ?? dictionary.native(name)
            findings.append(Finding(entry: entry, outcome: examine(entry)))
        }
        keepWhatFits(&findings)
        let report = CounterReport(
            findings: findings,
            isExplicit: names != nil,
            kernel: kernel,
            papi: try? loaded?.get()
        )
        return report.sensors
    }

    private mutating func examine(_ entry: EventDictionary.Entry)
        -> Result<CounterSensor.Event, CounterTrouble>
    {
        var troubles = entry.problem.map { [CounterTrouble($0)] } ?? []
        for source in entry.sources {
            do throws(CounterTrouble) {
                switch source {
                case .perf(let formula):
                    return .success(try examine(formula, of: entry))
                case .papi(let name):
                    return .success(try examine(papiName: name, of: entry))
                }
            } catch {
                // That PAPI is not there either is no news about a name of perf's.
                let isNews = error.remedy == nil || error.isRefusal || troubles.isEmpty
                if isNews { troubles.append(error) }
            }
        }
        return .failure(CounterTrouble(joining: troubles))
    }

    // MARK: perf

    private func examine(_ formula: EventFormula, of entry: EventDictionary.Entry)
        throws(CounterTrouble) -> CounterSensor.Event
    {
        let isUserSpaceOnly = formula.parts.contains(where: \.event.isUserSpaceOnly)
        switch kernel.measure(formula) {
        case .success(let measurement):
            return try event(formula, of: entry, isUserSpaceOnly, measurement)
        case .failure(let refusal) where !refusal.isRefusal || isUserSpaceOnly:
            throw trouble(refusal, entry)
        case .failure(let refusal):
            guard !PerfNames.kernelOnly.contains(entry.name) else {
                // Without the kernel's work the kernel opens it, and it stays at 0 for ever.
                throw hidden(refusal, entry)
            }
        }
        let formula = formula.inUserSpaceOnly
        switch kernel.measure(formula) {
        case .success(let measurement): return try event(formula, of: entry, true, measurement)
        case .failure(let refusal): throw trouble(refusal, entry)
        }
    }

    private func trouble(_ refusal: KernelRefusal, _ entry: EventDictionary.Entry)
        -> CounterTrouble
    {
        CounterTrouble(
            refusal,
            isSoftware: entry.isSoftware,
            isGuest: dictionary.cpu.isGuest,
            paranoidLevel: kernel.paranoidLevel
        )
    }

    /// What is to be said of an event that happens in the kernel alone, which may not be counted.
    private func hidden(_ refusal: KernelRefusal, _ entry: EventDictionary.Entry)
        -> CounterTrouble
    {
        guard let level = kernel.paranoidLevel, level == 2 else { return trouble(refusal, entry) }
        return CounterTrouble(
            "it happens in the kernel, whose work perf_event_paranoid 2 hides",
            isRefusal: true,
            remedy: CounterTrouble.paranoidRemedy
        )
    }

    private func event(
        _ formula: EventFormula,
        of entry: EventDictionary.Entry,
        _ isUserSpaceOnly: Bool,
        _ measurement: EventMeasurement
    ) throws(CounterTrouble) -> CounterSensor.Event {
        guard measurement.hadCounters else {
            throw CounterTrouble("it never got a counter of the processor; others hold them all")
        }
        try check(measurement.count, of: entry, measurement.work)
        return CounterSensor.Event(
            name: entry.name,
            source: .perf(formula),
            interface: isUserSpaceOnly ? "perf, user space only" : "perf"
        )
    }

    /// Believes a count only where it is above 0 and fits what was done.
    private func check(_ count: Double, of entry: EventDictionary.Entry, _ work: KnownWork)
        throws(CounterTrouble)
    {
        guard count > 0 || PerfNames.rare.contains(entry.name) else {
            throw CounterTrouble(
                "it can be opened, but counts nothing of work that makes it happen"
            )
        }
        if let claim = entry.claim, let objection = work.objection(to: count, claim: claim) {
            throw CounterTrouble(objection)
        }
    }

    // MARK: PAPI

    /// The name of the state of a library that was named and cannot be used.
    static let libraryState = "papi"

    /// The state of a library that was named, whatever is counted, where it cannot be loaded.
    mutating func namedLibrary() -> ProbedSensor? {
        guard papiPath != nil else { return nil }
        do throws(CounterTrouble) {
            _ = try papi()
            return nil
        } catch {
            let state = SensorState(
                sensor: Self.libraryState,
                covers: "events through the PAPI that was named",
                availability: .refused,
                reason: error.text
            )
            return ProbedSensor(state: state)
        }
    }

    private mutating func papi() throws(CounterTrouble) -> PAPILibrary {
        guard loadsPAPI else { throw CounterTrouble("PAPI is not looked for") }
        let known = loaded ?? Self.load(papiPath)
        loaded = known
        do throws(PAPIFault) {
            return try known.get()
        } catch {
            throw CounterTrouble(error)
        }
    }

    private static func load(_ path: String?) -> Result<PAPILibrary, PAPIFault> {
        do throws(PAPIFault) {
            return .success(try PAPILibrary(path: path))
        } catch {
            return .failure(error)
        }
    }

    private mutating func examine(papiName: String, of entry: EventDictionary.Entry)
        throws(CounterTrouble) -> CounterSensor.Event
    {
        let papi = try papi()
        var count: Int64 = 0
        let work: KnownWork
        do throws(PAPIFault) {
            // The same calls as for a workload, on this thread: what refuses here refuses there.
            let set = try papi.count([papiName], in: joulebench_thread())
            work = kernel.exercise()
            if let fault = set.read({ _, value in count = value }) { throw fault }
        } catch {
            throw CounterTrouble(error, papi: papi)
        }
        try check(Double(count), of: entry, work)
        let isUnchecked = entry.claim == nil && Self.isFloatingPoint(papiName)
        return CounterSensor.Event(
            name: entry.name,
            source: .papi(papiName),
            // PAPI's own default; it is not told otherwise.
            interface: "PAPI \(papi.version), user space only"
                + (isUnchecked ? ", not checked against known work" : "")
        )
    }

    /// Whether a preset has to do with floating point, but does not count operations.
    private static func isFloatingPoint(_ name: String) -> Bool {
        ["PAPI_FP_", "PAPI_VEC_", "PAPI_HP_", "PAPI_FM", "PAPI_FAD", "PAPI_FDV", "PAPI_FSQ"]
            .contains(where: name.hasPrefix)
    }

    /// Takes PAPI's events that the processor cannot count beside each other out, the last first.
    private mutating func keepWhatFits(_ findings: inout [Finding]) {
        guard case .success(let papi)? = loaded else { return }
        while true {
            let indices = findings.indices.filter { findings[$0].papiName != nil }
            guard indices.count > 1, let last = indices.last else { return }
            do throws(PAPIFault) {
                _ = try papi.count(
                    indices.compactMap { findings[$0].papiName },
                    in: joulebench_thread()
                )
                return
            } catch {
                let text =
                    error.isConflict ? "no counter is left beside the other events" : "\(error)"
                findings[last].outcome = .failure(CounterTrouble(text))
            }
        }
    }
}

extension CounterProbe.Finding {
    fileprivate var papiName: String? { (try? outcome.get())?.papiName }
}
