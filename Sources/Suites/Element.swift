internal import Yams

/// A node of the suite file together with its place, and the strict reading of it.
struct Element {
    let node: Node
    let site: Site

    /// The whole document.
    init(root: Node) {
        node = root
        site = Site(root.mark, keyPath: "")
    }

    init(_ node: Node, below parent: Site, as part: String, notBefore key: Mark? = nil) {
        self.node = node
        let keyPath = part.hasPrefix("[") ? parent.keyPath + part : parent.child(part).keyPath
        site = Site(Self.place(of: node, key: key), keyPath: keyPath)
    }

    /// Where a message about a value points.
    ///
    /// The value of an alias is marked where its anchor is, and a missing value anywhere after
    /// the colon; there the key is the better place.
    private static func place(of node: Node, key: Mark?) -> Mark? {
        guard let key else { return node.mark }
        guard let mark = node.mark, !isNull(node) else { return key }
        return (mark.line, mark.column) < (key.line, key.column) ? key : mark
    }

    var isNull: Bool { Self.isNull(node) }

    var isMapping: Bool { node.mapping != nil }

    private static func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// What stands there, for a message that says that something else was expected.
    var found: String {
        if isNull { return "nothing" }
        switch node {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            return isPlain ? quoted(scalar.string) : "the text \(quoted(scalar.string))"
        }
    }

    /// Whether a scalar stands there without quotes and without a tag.
    private var isPlain: Bool {
        guard let scalar = node.scalar else { return false }
        return scalar.style == .plain && scalar.tag.rawValue.isEmpty
    }

    /// A scalar of any kind as it is written.
    func text(_ log: MistakeLog, expected: String = "a text") -> String? {
        guard let scalar = node.scalar, !isNull else {
            log.report("expected \(expected), found \(found)", at: site)
            return nil
        }
        guard isPlain || (scalar.style != .plain && scalar.tag.rawValue == "tag:yaml.org,2002:str")
        else {
            log.report("tags such as !!str are not supported; remove the tag", at: site)
            return nil
        }
        guard !scalar.string.unicodeScalars.contains("\0") else {
            log.report("holds a zero character, which no program can be given", at: site)
            return nil
        }
        return scalar.string
    }

    /// A whole number in decimal digits; `3.0` is one too, as in JSON Schema.
    func integer(in range: ClosedRange<UInt64>, _ log: MistakeLog) -> UInt64? {
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard isPlain, let value = node.scalar.flatMap({ Self.whole($0.string) }),
            range.contains(value)
        else {
            log.report("expected \(wanted), without quotes, found \(found)", at: site)
            return nil
        }
        return value
    }

    /// Digits without a leading 0, or a decimal number that is whole.
    private static func whole(_ text: String) -> UInt64? {
        let digits = text.drop { $0 == "-" }
        guard text.count - digits.count <= 1, let first = digits.first, first.isASCIIDigit,
            first != "0" || digits.dropFirst().first?.isASCIIDigit != true,
            digits.allSatisfy({ $0.isASCIIDigit || ".eE+-".contains($0) })
        else { return nil }
        // A Double would round what has more than 15 digits.
        return UInt64(text) ?? Double(text).flatMap(UInt64.init(exactly:))
    }

    /// A length of time that the file gives in seconds, to the nanosecond.
    func seconds(in range: ClosedRange<Double>, _ log: MistakeLog) -> Duration? {
        number(in: range, log, of: "of seconds ").map { .nanoseconds(Int64(($0 * 1e9).rounded())) }
    }

    /// A decimal number, with or without a sign and a fraction.
    func number(in range: ClosedRange<Double>, _ log: MistakeLog, of unit: String = "") -> Double? {
        let wanted = "a number \(unit)from \(range.lowerBound) to \(range.upperBound)"
        guard isPlain, let text = node.scalar?.string,
            text.allSatisfy({ $0.isASCIIDigit || ".eE+-".contains($0) }),
            text.drop(while: { $0 == "-" }).first?.isASCIIDigit == true,
            let value = Double(text), range.contains(value)
        else {
            log.report("expected \(wanted), without quotes, found \(found)", at: site)
            return nil
        }
        return value
    }

    /// `true` or `false` and no other word.
    func boolean(_ log: MistakeLog) -> Bool? {
        switch (isPlain, node.scalar?.string) {
        case (true, "true"): return true
        case (true, "false"): return false
        default:
            log.report("expected true or false, without quotes, found \(found)", at: site)
            return nil
        }
    }

    /// The items of a list.
    func items(_ log: MistakeLog, expected: String) -> [Element]? {
        guard case .sequence(let sequence) = node else {
            log.report("expected \(expected), found \(found)", at: site)
            return nil
        }
        return sequence.enumerated().map { Element($1, below: site, as: "[\($0)]") }
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
