import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a strict parser finds in a document.
final class MarkupCheck: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var attributes: [String: Set<String>] = [:]
    private(set) var text = ""

    /// Parses an SVG file, or the HTML of a report, whose script is taken out because it is no XML.
    ///
    /// - Returns: `nil` where it is not well-formed.
    init?(_ document: String) {
        super.init()
        var markup = document
        if let start = markup.range(of: "<script"),
            let open = markup.range(of: ">", range: start.upperBound..<markup.endIndex),
            let end = markup.range(of: "</script>", options: .backwards)
        {
            guard open.upperBound <= end.lowerBound else { return nil }
            markup.removeSubrange(open.upperBound..<end.lowerBound)
        }
        let parser = XMLParser(data: Data(markup.utf8))
        parser.delegate = self
        guard parser.parse() else { return nil }
    }

    func parser(
        _ parser: XMLParser,
        didStartElement name: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes found: [String: String]
    ) {
        elements[name, default: 0] += 1
        for (key, value) in found { attributes[key, default: []].insert(value) }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

    /// Attributes whose values are no numbers that a drawing can have.
    var badNumbers: [String] {
        let keys = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"]
        let numbers = keys.flatMap { key in
            (attributes[key] ?? []).filter { $0 != "100%" }.filter {
                Double($0)?.isFinite != true
            }.map { "\(key)=\($0)" }
        }
        let paths = (attributes["d"] ?? []).filter { path in
            !path.unicodeScalars.allSatisfy { "MLHVZ0123456789.- ".unicodeScalars.contains($0) }
        }
        return numbers + paths
    }
}
