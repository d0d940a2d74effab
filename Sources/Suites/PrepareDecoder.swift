internal import Experiment

/// Reads the prepare steps and puts them in the order in which they can run.
struct PrepareDecoder {
    /// The parameters of the suite.
    let shared: SharedParameters
    let overrides: Overrides
    let log: MistakeLog

    private struct Entry {
        var site: Site
        var step: PrepareStep
    }

    /// The names of all steps, also of those whose body has mistakes, and the steps in order.
    func decode(_ element: Element) -> (names: [String], steps: [PrepareStep]) {
        let expected = "a mapping of step names to steps"
        guard let fields = element.fields(log, expected: expected) else {
            shared.note(nil)
            return ([], [])
        }
        guard fields.count <= SuiteLimits.mostEntries else {
            shared.note(nil)
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

    /// The step; `nil` where there is no command.
    private func step(_ field: Field, names: [String]) -> PrepareStep? {
        let record = field.value.record(
            log,
            expected: "a mapping with the key “command”",
            SuiteFormat.step
        )
        let parameters = record?["parameters"]?.parameters(overrides, log) ?? [:]
        let scope = ParameterScope(parameters, shared.values)
        let environment = record?["environment"]?.environment(scope, log)
        let inputs = record?["inputs"].map { self.inputs($0, scope) } ?? ([], [])
        let timeout = record?["timeout_seconds"]?.seconds(in: SuiteLimits.timeout, log)
        guard let command = record?["command"].flatMap({ CommandTemplate($0, log) }) else {
            shared.note(nil)
            return nil
        }
        let resolver = CommandResolver(place: .prepare, steps: names, scope: scope, log: log)
        let (arguments, usedByCommand) = resolver.resolve(command.arguments)
        let used = inputs.used.map(usedByCommand.union)
        // With an input that could not be read nobody knows what it would have used.
        if let used { log.reportUnused(parameters, used: used, by: "command or input") }
        shared.note(used)
        return PrepareStep(
            name: field.name,
            command: Command(arguments: arguments, environment: environment ?? [:]),
            inputs: inputs.paths,
            timeout: timeout ?? SuiteDefaults.stepTimeout
        )
    }

    /// The paths and the parameters in them; `nil` for these where a path could not be read.
    private func inputs(_ element: Element, _ scope: ParameterScope)
        -> (paths: [String], used: Set<Parameter>?)
    {
        guard let items = element.items(log, expected: "a list of files") else { return ([], nil) }
        let templates = items.compactMap { $0.argument(log, expected: "the path of a file") }
        for input in templates where isEmpty(input.template, scope) {
            log.report("the path is empty", at: input.site)
        }
        let resolver = CommandResolver(place: .input, steps: [], scope: scope, log: log)
        let (arguments, used) = resolver.resolve(templates)
        // In an input only text has a meaning; all else has been reported.
        let paths = Command(arguments: arguments).words { piece in
            guard case .text(let text) = piece else { return "" }
            return text
        }
        return (paths, templates.count == items.count ? used : nil)
    }

    /// Whether nothing is left of a text once its parameters are put in.
    private func isEmpty(_ template: Template, _ scope: ParameterScope) -> Bool {
        template.segments.allSatisfy { segment in
            guard case .placeholder(let name) = segment else { return false }
            return scope[name]?.template?.segments.isEmpty == true
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
