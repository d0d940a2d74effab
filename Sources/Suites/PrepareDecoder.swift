internal import Experiment

/// Reads the prepare steps and puts them in the order in which they can run.
struct PrepareDecoder {
    let overrides: Overrides
    let log: MistakeLog

    private struct Entry {
        var site: Site
        var step: PrepareStep
    }

    /// The names of all steps, also of those whose body has mistakes, and the steps in order.
    func decode(_ element: Element) -> (names: [String], steps: [PrepareStep]) {
        let expected = "a mapping of step names to steps"
        let fields = element.fields(log, expected: expected) ?? []
        guard fields.count <= SuiteLimits.mostEntries else {
            log.report(
                "more than \(SuiteLimits.mostEntries) steps; split the suite",
                at: element.site
            )
            return (fields.map(\.name), [])
        }
        let names = fields.map(\.name)
        let entries = fields.compactMap { field -> Entry? in
            if !Name.isLabel(field.name) {
                log.report(
                    "a step name starts with a letter or digit and has only letters, digits, ., _, "
                        + "+ and -",
                    at: field.site
                )
            }
            return step(field, names: names).map { Entry(site: field.site, step: $0) }
        }
        return (names, ordered(entries))
    }

    private func step(_ field: Field, names: [String]) -> PrepareStep? {
        let record = field.value.record(
            log,
            expected: "a mapping with the key “command”",
            required: ["command"],
            optional: ["inputs", "parameters", "environment", "timeout_seconds"]
        )
        guard let record else { return nil }
        let parameters = record["parameters"]?.parameters(overrides, log) ?? [:]
        let environment = record["environment"]?.environment(parameters: parameters.keys, log)
        let inputs = record["inputs"].map(self.inputs)
        let timeout = record["timeout_seconds"]?.seconds(in: SuiteLimits.timeout, log)
        guard let command = record["command"].flatMap({ CommandTemplate($0, log) }) else {
            return nil
        }
        let resolver = CommandResolver(place: .prepare, steps: names, log: log)
        let (arguments, used) = resolver.resolve(command, parameters: parameters)
        log.reportUnused(parameters, used: used)
        return PrepareStep(
            name: field.name,
            command: Command(arguments: arguments, environment: environment ?? [:]),
            inputs: inputs ?? [],
            timeout: timeout ?? .seconds(3600)
        )
    }

    private func inputs(_ element: Element) -> [String] {
        let items = element.items(log, expected: "a list of files") ?? []
        return items.compactMap { item in
            let path = item.text(log, expected: "the path of a file")
            if path == "" { log.report("the path is empty", at: item.site) }
            return path
        }
    }

    /// The steps with each one after those that it uses, else in the order of the file.
    private func ordered(_ entries: [Entry]) -> [PrepareStep] {
        let byName = Dictionary(entries.map { ($0.step.name, $0) }, uniquingKeysWith: { $1 })
        var done: Set<String> = []
        var path: [String] = []
        var order: [PrepareStep] = []

        func visit(_ entry: Entry) {
            let name = entry.step.name
            guard !done.contains(name) else { return }
            if let start = path.firstIndex(of: name) {
                let cycle = (path[start...] + [name]).joined(separator: " → ")
                log.report("the steps need each other: \(cycle); no order exists", at: entry.site)
                return
            }
            path.append(name)
            for step in entry.step.command.usedSteps {
                if let needed = byName[step] { visit(needed) }
            }
            path.removeLast()
            done.insert(name)
            order.append(entry.step)
        }

        for entry in entries { visit(entry) }
        return order
    }
}
