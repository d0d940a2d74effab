internal import Yams

/// The YAML layer: text to one tree of nodes, with all that a suite may not use refused.
enum SuiteDocument {
    /// Far above what a suite needs, and far below what would overflow the stack.
    static let deepestNesting = 32

    /// Aliases can make a small file unfold to billions of nodes.
    static let mostNodes = 500_000

    /// Composes the tree; `nil` after reporting why there is none.
    static func compose(_ text: String, log: MistakeLog) -> Node? {
        let root: Node?
        do {
            // Some editors put a byte order mark first; libyaml takes it for a character.
            let content = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
            // The basic resolver leaves every scalar as it is written: `yes`, `0x10` and `1e3`
            // are told apart by the key that they stand for, not by rules of YAML 1.1.
            root = try Yams.compose(yaml: content, .basic, .default, .utf8)
        } catch {
            report(error, text: text, log: log)
            return nil
        }
        guard let root, !Element(root: root).isNull else {
            log.report("the file is empty; suites/README.md shows a suite", at: Site.top)
            return nil
        }
        var budget = mostNodes
        return isUsable(root, depth: 1, budget: &budget, log: log) ? root : nil
    }

    /// Whether the tree is small and shallow enough to be walked.
    private static func isUsable(
        _ node: Node,
        depth: Int,
        budget: inout Int,
        log: MistakeLog
    ) -> Bool {
        budget -= 1
        let site = Site(node.mark, keyPath: "")
        guard budget > 0 else {
            log.report("the aliases unfold to more than \(mostNodes) values; write fewer", at: site)
            return false
        }
        guard depth <= deepestNesting else {
            log.report("nested more than \(deepestNesting) levels deep; a suite needs 6", at: site)
            return false
        }
        let children: [Node] =
            switch node {
            case .mapping(let mapping): mapping.flatMap { [$0.key, $0.value] }
            case .sequence(let sequence): Array(sequence)
            case .scalar, .alias: []
            }
        return children.allSatisfy {
            isUsable($0, depth: depth + 1, budget: &budget, log: log)
        }
    }

    private static func report(_ error: any Error, text: String, log: MistakeLog) {
        guard let error = error as? YamlError else {
            log.report("is not YAML: \(error)", at: Site.top)
            return
        }
        switch error {
        case .scanner(let context, let problem, let mark, _),
            .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let message = syntaxMessage(problem, context: context)
            log.report(message, at: place(mark, in: text))
        case .duplicatedKeysInMapping(let keys, let context):
            reportDuplicates(keys.sorted(), first: context.mark, text: text, log: log)
        case .reader(let problem, let offset, _, let yaml):
            let line = offset.map { yaml.prefix($0).count(where: \.isNewline) + 1 }
            let site = Site(line: line ?? 1, column: nil, keyPath: "")
            log.report("is not YAML: \(problem); remove the character", at: site)
        default:
            log.report("is not YAML: \(error)", at: Site.top)
        }
    }

    /// The place of a mark, which libyaml sets one line too far where the file just stops.
    private static func place(_ mark: Mark, in text: String) -> Site {
        let lines = text.count(where: \.isNewline) + 1
        guard mark.line > lines else { return Site(mark, keyPath: "") }
        return Site(line: lines, column: nil, keyPath: "")
    }

    private static func syntaxMessage(_ problem: String, context: YamlError.Context?) -> String {
        if problem.contains("another document") {
            return "a second document starts here; write one suite in a file, without “---”"
        }
        if problem.contains("cannot start any token") {
            return "is not YAML: \(problem); indent with spaces, not tabs, and quote a text that "
                + "starts with @, ` or %"
        }
        guard let context, !context.text.isEmpty else { return "is not YAML: \(problem)" }
        return "is not YAML: \(problem) (\(context.text) from line \(context.mark.line))"
    }

    /// Yams says where a key stands first; the reader wants to know where it stands again.
    private static func reportDuplicates(
        _ keys: [String],
        first: Mark,
        text: String,
        log: MistakeLog
    ) {
        let again = secondLine(of: keys.first ?? "", first: first, text: text)
        let site = again.map { Site(line: $0, column: first.column, keyPath: "") }
        let others = keys.dropFirst()
        let rest = others.isEmpty ? "" : "; so are \(quotedList(others)) in the same mapping"
        log.report(
            "the key \(quoted(keys.first ?? "")) is given more than once, "
                + "first in line \(first.line)\(rest); keep one",
            at: site ?? Site(first, keyPath: "")
        )
    }

    /// The line of a block mapping in which a key starts for the second time.
    private static func secondLine(of key: String, first: Mark, text: String) -> Int? {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated().dropFirst(first.line) {
            let indent = line.prefix { $0 == " " }.count
            let content = line.dropFirst(indent)
            if content.isEmpty || content.hasPrefix("#") { continue }
            if indent < first.column - 1 { return nil }
            let starts = ["", "\"", "'"].contains { content.hasPrefix("\($0)\(key)\($0):") }
            if indent == first.column - 1, starts { return index + 1 }
        }
        return nil
    }
}

extension Site {
    /// The start of the file.
    static var top: Site { Site(line: 1, column: 1, keyPath: "") }

    init(_ mark: Mark?, keyPath: String) {
        self.init(line: mark?.line, column: mark?.column, keyPath: keyPath)
    }
}
