internal import Experiment

/// Puts parameters and placeholders into commands and inputs.
struct CommandResolver {
    /// Which placeholders have a meaning.
    enum Place {
        /// The command of a prepare step.
        case prepare
        /// A file that a prepare step reads.
        case input
        /// The command of a variant.
        case comparison
    }

    let place: Place

    /// The names of all prepare steps of the suite.
    let steps: [String]
    let scope: ParameterScope
    let log: MistakeLog

    /// All names that the variants of the comparison define, so that the message can say that only
    /// this one lacks them.
    var defined: Set<String> = []

    /// Who lacks them, in words.
    var user = ""

    /// The arguments with all placeholders replaced, and the parameters that they use.
    func resolve(_ arguments: [CommandTemplate.Argument])
        -> (arguments: [Command.Argument], used: Set<Parameter>)
    {
        var used: Set<Parameter> = []
        let resolved = arguments.map { argument in
            joined(
                argument.template.segments.flatMap { segment -> [Command.Piece] in
                    switch segment {
                    case .text(let text): return [.text(text)]
                    case .placeholder(let name):
                        guard let parameter = scope[name] else {
                            return builtIn(name, at: argument.site)
                        }
                        used.insert(parameter)
                        return pieces(of: parameter, usedAt: argument.site)
                    }
                }
            )
        }
        return (resolved, used)
    }

    private func pieces(of parameter: Parameter, usedAt use: Site) -> [Command.Piece] {
        (parameter.template?.segments ?? []).flatMap { segment -> [Command.Piece] in
            switch segment {
            case .text(let text): return [.text(text)]
            case .placeholder(let name):
                guard scope[name] == nil else {
                    log.report(
                        "a parameter cannot hold another one, {\(name)}; put both into the "
                            + (place == .input ? "input" : "command"),
                        at: parameter.site
                    )
                    return []
                }
                return builtIn(name, at: parameter.site, usedAt: use)
            }
        }
    }

    /// What a placeholder that is no parameter stands for; nothing after reporting it.
    ///
    /// `use` is where a parameter that holds the placeholder is used: a parameter of the suite may
    /// be right in one place and wrong in another.
    private func builtIn(_ name: String, at site: Site, usedAt use: Site? = nil)
        -> [Command.Piece]
    {
        let step = Template.stepName(name)
        guard name == "output" || name == "seed" || step != nil else {
            reportUndefined(name, at: site, isInParameter: use != nil)
            return []
        }
        if let reason = misplacement(of: name) {
            log.report(reason + (use.map { "; used in \($0.keyPath)" } ?? ""), at: site)
            return []
        }
        guard let step else { return [name == "output" ? .output : .blockSeed] }
        guard steps.contains(step) else {
            log.report(
                "no prepare step is called \(quoted(step))\(hint(for: step, among: steps))",
                at: site
            )
            return []
        }
        return [.artifact(step: step)]
    }

    /// Why a placeholder has no meaning in this place; `nil` where it has.
    private func misplacement(of name: String) -> String? {
        switch (name, place) {
        case ("output", .input):
            "{output} is what the step makes; an input is there before it"
        case ("seed", .prepare), ("seed", .input):
            "{seed} belongs to a block; a prepare step is made once for all of them"
        case ("output", .prepare), ("output", .comparison), ("seed", .comparison): nil
        case (_, .input):
            "{\(name)} cannot be an input; the artifacts that the command uses count already"
        case (_, .prepare), (_, .comparison): nil
        }
    }

    private func reportUndefined(_ name: String, at site: Site, isInParameter: Bool) {
        guard isInParameter || !defined.contains(name) else {
            log.report("\(user) does not define {\(name)}", at: site)
            return
        }
        var known = isInParameter ? [] : scope.names.union(defined).prefix(1000).sorted()
        switch place {
        case .prepare: known += ["output"] + steps.map { "artifact.\($0)" }
        case .comparison: known += ["output", "seed"] + steps.map { "artifact.\($0)" }
        case .input: break
        }
        let hint = hint(for: name, among: known)
        log.report("{\(name)} is not defined\(hint)", at: site)
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
