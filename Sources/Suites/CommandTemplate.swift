internal import Experiment

/// A command as the suite writes it, before placeholders are replaced.
struct CommandTemplate {
    struct Argument {
        var site: Site
        var template: Template
    }

    var arguments: [Argument]

    /// Reads a list of scalars; `nil` after reporting what is wrong with it.
    init?(_ element: Element, _ log: MistakeLog) {
        let expected =
            "a list of arguments such as [python3, train.py]: no shell is involved, so a text is "
            + "never split at its spaces"
        guard let items = element.items(log, expected: expected) else { return nil }
        guard !items.isEmpty else {
            log.report("is empty; the first item is the program", at: element.site)
            return nil
        }
        let parsed: [Argument?] = items.map { item in
            let expected = "a text, a number, true or false (\"\" for an empty argument)"
            guard let text = item.text(log, expected: expected),
                let template = item.template(of: text, log)
            else { return nil }
            return Argument(site: item.site, template: template)
        }
        if case .some(.some(let program)) = parsed.first, program.template.segments.isEmpty {
            log.report("the first item is the program and cannot be empty", at: program.site)
        }
        arguments = parsed.compactMap(\.self)
        guard arguments.count == parsed.count else { return nil }
    }
}

/// Puts parameters and placeholders into commands.
struct CommandResolver {
    /// Which placeholders have a meaning.
    enum Place {
        case prepare
        case comparison
    }

    let place: Place

    /// The names of all prepare steps of the suite.
    let steps: [String]
    let log: MistakeLog

    /// The arguments with all placeholders replaced.
    ///
    /// `defined` holds all names that the variants of the comparison define, so that the message can
    /// say that only this one lacks them; `user` is who lacks them, in words.
    func resolve(
        _ command: CommandTemplate,
        parameters: [String: Parameter],
        defined: Set<String> = [],
        user: String = ""
    ) -> (arguments: [Command.Argument], used: Set<String>) {
        var used: Set<String> = []
        let suggestions = defined.isEmpty ? parameters.keys.sorted() : defined.prefix(1000).sorted()
        let arguments = command.arguments.map { argument -> Command.Argument in
            let resolved = argument.template.segments.flatMap { segment -> [Command.Piece] in
                guard case .placeholder(let name) = segment else {
                    return pieces(segment, at: argument.site)
                }
                if let parameter = parameters[name] {
                    used.insert(name)
                    return pieces(of: parameter, among: parameters)
                }
                if !isBuiltIn(name), defined.contains(name) {
                    log.report("\(user) does not define {\(name)}", at: argument.site)
                    return []
                }
                return builtIn(name, among: suggestions, at: argument.site)
            }
            return joined(resolved)
        }
        return (arguments, used)
    }

    private func pieces(of parameter: Parameter, among parameters: [String: Parameter])
        -> [Command.Piece]
    {
        (parameter.template?.segments ?? []).flatMap { segment -> [Command.Piece] in
            if case .placeholder(let name) = segment, parameters[name] != nil {
                log.report(
                    "a parameter cannot hold another one, {\(name)}; put both into the command",
                    at: parameter.site
                )
                return []
            }
            return pieces(segment, at: parameter.site)
        }
    }

    private func pieces(_ segment: Template.Segment, at site: Site) -> [Command.Piece] {
        switch segment {
        case .text(let text): [.text(text)]
        case .placeholder(let name): builtIn(name, among: [], at: site)
        }
    }

    private func isBuiltIn(_ name: String) -> Bool {
        name == "output" || name == "seed" || Template.stepName(name) != nil
    }

    /// What a placeholder that is no parameter stands for; nothing after reporting it.
    private func builtIn(_ name: String, among parameters: [String], at site: Site)
        -> [Command.Piece]
    {
        switch (name, place) {
        case ("output", .prepare): return [.output]
        case ("seed", .comparison): return [.blockSeed]
        case ("output", .comparison):
            log.report("{output} is the folder of a prepare step; here there is none", at: site)
            return []
        case ("seed", .prepare):
            log.report(
                "{seed} belongs to a block; a prepare step is made once for all of them",
                at: site
            )
            return []
        default: break
        }
        if let step = Template.stepName(name) {
            guard steps.contains(step) else {
                log.report(
                    "no prepare step is called \(quoted(step))\(hint(for: step, among: steps))",
                    at: site
                )
                return []
            }
            return [.artifact(step: step)]
        }
        let known = parameters + [place == .prepare ? "output" : "seed"]
        let hint = hint(for: name, among: known + steps.map { "artifact.\($0)" })
        log.report("{\(name)} is not defined\(hint)", at: site)
        return []
    }

    /// The pieces with neighbouring texts made one; an empty argument stays an argument.
    private func joined(_ pieces: [Command.Piece]) -> Command.Argument {
        var result: Command.Argument = []
        for piece in pieces {
            if case .text(let more) = piece, case .text(let text)? = result.last {
                result[result.count - 1] = .text(text + more)
            } else {
                result.append(piece)
            }
        }
        return result.isEmpty ? [.text("")] : result
    }
}

extension MistakeLog {
    /// Reports the parameters that no command uses: most often a slip in the name.
    func reportUnused(_ parameters: [String: Parameter], used: Set<String>) {
        for (name, parameter) in parameters where !used.contains(name) {
            report("no command uses {\(name)}; use it or remove it", at: parameter.site)
        }
    }
}
