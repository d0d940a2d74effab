extension Element {
    /// The names of events to count, each once.
    ///
    /// Which names there are is known to the sensors alone; here only what no name has is refused.
    func eventNames(_ log: MistakeLog) -> [String]? {
        let expected = "a list of events such as [instructions, task-clock], or [] for none"
        guard let items = items(log, expected: expected) else { return nil }
        guard items.count <= SuiteLimits.mostEvents else {
            log.report("more than \(SuiteLimits.mostEvents) events; name fewer", at: site)
            return nil
        }
        var names: [String] = []
        for item in items {
            guard let name = item.text(log, expected: "the name of an event") else { continue }
            if !Self.isEventName(name) {
                log.report("expected the name of an event, found \(quoted(name))", at: item.site)
            } else if names.contains(name) {
                log.report("\(quoted(name)) is named twice; keep one", at: item.site)
            } else {
                names.append(name)
            }
        }
        return names
    }

    /// Printable ASCII without blanks: perf's names, PAPI's, and `cpu/event=0xc7,umask=1/`.
    private static func isEventName(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
