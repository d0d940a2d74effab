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
        let parsed = items.map { item in
            item.argument(
                log,
                expected: "a text, a number, true or false (\"\" for an empty argument)"
            )
        }
        if case .some(.some(let program)) = parsed.first, program.template.segments.isEmpty {
            log.report("the first item is the program and cannot be empty", at: program.site)
        }
        arguments = parsed.compactMap(\.self)
        guard arguments.count == parsed.count else { return nil }
    }
}

extension Element {
    /// A scalar with placeholders.
    func argument(_ log: MistakeLog, expected: String) -> CommandTemplate.Argument? {
        guard let text = text(log, expected: expected), let template = template(of: text, log)
        else { return nil }
        return CommandTemplate.Argument(site: site, template: template)
    }
}

extension Element {
    /// A command without placeholders: it runs once, and not for a variant.
    func plainCommand(_ log: MistakeLog) -> [String]? {
        let expected = "a list of arguments such as [git, describe, --always, --dirty]"
        guard let items = items(log, expected: expected) else { return nil }
        guard let program = items.first else {
            log.report("is empty; the first item is the program", at: site)
            return nil
        }
        guard items.count <= SuiteLimits.mostVersionWords else {
            log.report("more than \(SuiteLimits.mostVersionWords) arguments", at: site)
            return nil
        }
        let words = items.map { $0.text(log, expected: "a text, a number, true or false") }
        if words.first == .some("") {
            log.report("the first item is the program and cannot be empty", at: program.site)
        }
        let known = words.compactMap(\.self)
        return known.count == words.count ? known : nil
    }
}
