/// A text with placeholders, taken apart: `{name}` stands for something, `{{` and `}}` for braces.
struct Template: Hashable {
    enum Segment: Hashable {
        case text(String)
        case placeholder(String)
    }

    /// Why a text is not a template.
    struct Fault: Error {
        var message: String
    }

    var segments: [Segment] = []

    init(_ text: String) throws(Fault) {
        var literal = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            guard character == "{" || character == "}" else {
                literal.append(character)
                continue
            }
            if rest.first == character {
                literal.append(character)
                rest.removeFirst()
                continue
            }
            guard character == "{" else {
                throw Fault(message: "a single “}”; write “}}” for a brace")
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw Fault(message: "“{” without “}”; write “{{” for a brace")
            }
            let name = String(rest[..<end])
            guard Self.isPlaceholder(name) else {
                throw Fault(
                    message: "\(quoted("{\(name)}")) is not a placeholder; write “{{” and “}}” "
                        + "for braces"
                )
            }
            if !literal.isEmpty { segments.append(.text(literal)) }
            literal = ""
            segments.append(.placeholder(name))
            rest = rest[rest.index(after: end)...]
        }
        if !literal.isEmpty { segments.append(.text(literal)) }
    }

    var placeholders: [String] {
        segments.compactMap { segment in
            guard case .placeholder(let name) = segment else { return nil }
            return name
        }
    }

    /// Names of parameters and `artifact.STEP`; anything else between braces is meant literally.
    private static func isPlaceholder(_ name: String) -> Bool {
        if let step = stepName(name) { return Name.isLabel(step) }
        return Name.isParameter(name)
    }

    /// The step of `artifact.STEP`; `nil` for another placeholder.
    static func stepName(_ placeholder: String) -> String? {
        placeholder.hasPrefix("artifact.") ? String(placeholder.dropFirst("artifact.".count)) : nil
    }
}
