/// A parameter where it is defined.
struct Parameter: Hashable {
    var name: String
    var site: Site

    /// As the suite gives it, or as an override replaces it.
    var text: String

    /// `nil` where there is no text or it is not a template, which has been reported.
    var template: Template?
}

/// Values that replace parameters of the suite, from the command line.
final class Overrides {
    private let values: [String: String]

    /// Every parameter name of the suite.
    private var seen: Set<String> = []

    init(_ values: [String: String]) { self.values = values }

    /// Notes that a parameter is defined and tells its new value, where there is one.
    func value(of name: String) -> String? {
        seen.insert(name)
        return values[name]
    }

    /// An override that changes nothing is a slip, and a run of the unchanged suite a surprise.
    func reportUnmatched(_ log: MistakeLog) {
        for name in values.keys where !seen.contains(name) {
            log.report(
                "the suite has no parameter of this name\(hint(for: name, among: seen.sorted()))",
                at: Site(keyPath: "overrides").child(name)
            )
        }
    }
}

extension Element {
    /// The names that placeholders have of themselves.
    static let reserved = ["output", "seed", "artifact"]

    /// A mapping of parameter names to scalars.
    func parameters(_ overrides: Overrides, _ log: MistakeLog) -> [String: Parameter] {
        let fields = fields(log, expected: "a mapping of parameter names to values") ?? []
        var parameters: [String: Parameter] = [:]
        for field in fields {
            guard Name.isParameter(field.name), !Self.reserved.contains(field.name) else {
                log.report(
                    "a parameter name starts with a letter, has only letters, digits, _ and -, "
                        + "and is not \(quotedList(Self.reserved))",
                    at: field.site
                )
                continue
            }
            let override = overrides.value(of: field.name)
            let written = field.value.text(log, expected: "a text, a number, true or false")
            let text = override ?? written
            let source = override == nil ? "" : "in the override: "
            parameters[field.name] = Parameter(
                name: field.name,
                site: field.site,
                text: text ?? "",
                template: text.flatMap { field.value.template(of: $0, source: source, log) }
            )
        }
        return parameters
    }

    /// A mapping of environment variables to scalars, which stay as they are written.
    func environment(_ scope: ParameterScope, _ log: MistakeLog) -> [String: String] {
        let fields = fields(log, expected: "a mapping of environment variables to values") ?? []
        var variables: [String: String] = [:]
        for field in fields {
            guard !field.name.isEmpty, !field.name.contains("="), !field.name.contains("\0") else {
                log.report("the name of a variable is not empty and has no “=”", at: field.site)
                continue
            }
            let expected = "a text, a number, true or false (\"\" for an empty variable)"
            guard let text = field.value.text(log, expected: expected) else { continue }
            let used = (try? Template(text))?.placeholders ?? []
            let known = used.filter {
                Self.reserved.contains($0) || Template.stepName($0) != nil || scope[$0] != nil
            }
            if let name = known.first {
                log.report(
                    "\(quoted("{\(name)}")) is not replaced in the environment; give it as an "
                        + "argument",
                    at: field.value.site
                )
            }
            variables[field.name] = text
        }
        return variables
    }

    /// The template that a text of this element is.
    func template(of text: String, source: String = "", _ log: MistakeLog) -> Template? {
        do throws(Template.Fault) {
            return try Template(text)
        } catch {
            log.report(source + error.message, at: site)
            return nil
        }
    }
}
