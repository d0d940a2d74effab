internal import Yams

/// One key of a mapping with its value.
struct Field {
    var name: String

    /// The place of the key.
    var site: Site
    var value: Element
}

extension Element {
    /// The keys of a mapping in the order of the file, each of them a plain word.
    func fields(_ log: MistakeLog, expected: String) -> [Field]? {
        guard case .mapping(let mapping) = node else {
            log.report("expected \(expected), found \(found)", at: site)
            return nil
        }
        return mapping.compactMap { key, value in field(key, value, log) }
    }

    private func field(_ key: Node, _ value: Node, _ log: MistakeLog) -> Field? {
        guard let name = key.scalar?.string else {
            log.report("a key must be a word", at: Site(key.mark, keyPath: site.keyPath))
            return nil
        }
        let keySite = Site(key.mark, keyPath: site.child(name).keyPath)
        guard name != "<<" else {
            log.report(
                "merge keys are not supported; write the keys out, or use an alias for a whole "
                    + "value",
                at: keySite
            )
            return nil
        }
        let element = Element(value, below: site, as: name, notBefore: key.mark)
        return Field(name: name, site: keySite, value: element)
    }

    /// The values of a mapping whose keys the format gives.
    ///
    /// Reports keys that it does not know and required ones that are not there.
    func record(
        _ log: MistakeLog,
        expected: String,
        _ format: RecordFormat
    ) -> [String: Element]? {
        guard let fields = fields(log, expected: expected) else { return nil }
        let known = format.keys.map(\.name)
        var values: [String: Element] = [:]
        for field in fields {
            if known.contains(field.name) {
                values[field.name] = field.value
            } else {
                let hint = hint(for: field.name, among: known)
                log.report("unknown key\(hint)", at: field.site)
            }
        }
        for key in format.keys where key.isRequired && values[key.name] == nil {
            log.report("the key \(quoted(key.name)) is missing", at: site)
        }
        return values
    }
}

/// The words that may be used as names.
enum Name {
    /// For what becomes a folder or a part of one.
    static func isFolderName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100
            && name.utf8.allSatisfy { byte in
                isLowercase(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
            }
    }

    /// For variants and prepare steps.
    static func isLabel(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 100 else { return false }
        return isLetterOrDigit(first)
            && name.utf8.allSatisfy { isLetterOrDigit($0) || "._+-".utf8.contains($0) }
    }

    /// For parameters, which stand between braces.
    static func isParameter(_ name: String) -> Bool {
        guard let first = name.utf8.first, name.utf8.count <= 100 else { return false }
        return isLetterOrDigit(first) && !isDigit(first)
            && name.utf8.allSatisfy { isLetterOrDigit($0) || "_-".utf8.contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLowercase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLowercase(byte) || isLowercase(byte | 0x20) && byte < 0x80
    }
}
