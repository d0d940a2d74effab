internal import Experiment

/// The names of events that a user may give.
public enum EventNames {
    /// Looks for names that nothing knows, before anything runs.
    ///
    /// A name that is known may still be one that this machine cannot count: the state of the
    /// sensor says so. PAPI is loaded only for names that nothing else knows; without it, a name
    /// in the form of its native events is let through.
    ///
    /// - Parameters:
    ///   - names: as given.
    ///   - papiLibrary: a file to load as PAPI; `nil` for the system's.
    /// - Throws: `UnknownEvents` with the near names of each.
    public static func check(_ names: [String], papiLibrary: String? = nil) throws(UnknownEvents) {
        let dictionary = EventDictionary(cpu: CPUInfo.read())
        var unknown = names.filter { dictionary.entry($0) == nil }
        guard !unknown.isEmpty else { return }
        let papi = try? PAPILibrary(path: papiLibrary)
        unknown.removeAll { papi?.knows($0) ?? PAPINames.looksNative($0) }
        guard !unknown.isEmpty else { return }
        let known = common + (papi?.nativeNames ?? [])
        throw UnknownEvents(
            names: unknown.map { name in
                UnknownEvents.Name(name: name, near: Spelling.near(name, among: known))
            }
        )
    }

    /// The names that need no PAPI: perf's and the presets.
    static let common =
        [EventDictionary.floatingPoint] + PerfNames.events.keys.sorted()
        + PAPINames.presets.sorted()

    /// Takes a list apart at its commas, but not inside the slashes of `cpu/event=1,umask=2/`.
    ///
    /// - Returns: none for "none".
    public static func split(_ list: String) -> [String] {
        if list == "none" { return [] }
        var names = [""]
        var isInside = false
        for character in list {
            if character == "/" { isInside.toggle() }
            if character == ",", !isInside {
                names.append("")
            } else {
                names[names.count - 1].append(character)
            }
        }
        return names
    }
}

/// Names of events that neither perf nor PAPI knows.
public struct UnknownEvents: Error, Hashable, Sendable, CustomStringConvertible {
    public struct Name: Hashable, Sendable {
        public var name: String

        /// Known names that differ little, the nearest first.
        public var near: [String]

        public init(name: String, near: [String]) {
            self.name = name
            self.near = near
        }
    }

    public var names: [Name]

    /// Where they stand, for the message.
    public var place: String?

    public init(names: [Name], place: String? = nil) {
        self.names = names
        self.place = place
    }

    public var description: String {
        let sentences = names.map { name in
            let near = name.near.map { "“\($0)”" }.joined(separator: ", ")
            let hint =
                near.isEmpty
                ? "There are perf's names (instructions, task-clock, r01c7, "
                    + "cpu/event=0xc7,umask=0x1/), fp-operations, and PAPI's (PAPI_TOT_INS)."
                : "Did you mean \(near)?"
            return "No event is called “\(name.name)”. \(hint)"
        }
        return (place.map { "\($0): " } ?? "") + sentences.joined(separator: "\n")
    }
}
