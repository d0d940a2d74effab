import Foundation
import Suites
import Testing

/// The schema for editors against the decoder's own lists; `SchemaVerdictTests` compares what both
/// say of whole files.
@Suite struct SchemaTests {
    @Test(arguments: SuiteFormat.records.map(\.name))
    func `a record has the same keys in the schema as in the decoder`(name: String) throws {
        let format = try #require(SuiteFormat.records.first { $0.name == name })
        let record = try SchemaFile.record(name)
        let keys = Set(format.keys.map(\.name))
        let properties = Set(record.properties.keys)
        #expect(
            keys.subtracting(properties).isEmpty,
            "suites/suite.schema.json lacks these keys of a \(name)"
        )
        #expect(
            properties.subtracting(keys).isEmpty,
            "the decoder (SuiteFormat) does not know these keys of a \(name)"
        )
        #expect(
            record.required == Set(format.keys.filter(\.isRequired).map(\.name)),
            "the required keys of a \(name)"
        )
        #expect(record.isClosed, "“additionalProperties” of a \(name) must be false")
    }

    @Test func `every record of the schema is one of the decoder's`() throws {
        let names = try SchemaFile.definitions().filter { $0.value["properties"] != nil }.keys
        let known = SuiteFormat.records.map(\.name)
        #expect(Set(names).union(["suite"]) == Set(known))
    }

    @Test func `ranges and defaults are the decoder's`() throws {
        for format in SuiteFormat.records {
            let record = try SchemaFile.record(format.name)
            for key in format.keys {
                let property = record.properties[key.name] ?? [:]
                let place = "\(format.name).\(key.name) in suites/suite.schema.json"
                #expect(SchemaFile.range(property) == key.range, "\(place)")
                #expect(
                    SchemaFile.standard(property) == key.standard,
                    "the default of \(place)"
                )
            }
        }
    }

    @Test func `every key has a title and a description to show while typing`() throws {
        for format in SuiteFormat.records {
            for (key, property) in try SchemaFile.record(format.name).properties {
                for text in ["title", "description"] {
                    let value = property[text] as? String
                    #expect(value?.isEmpty == false, "\(format.name).\(key) has no \(text)")
                }
            }
        }
    }

    /// A suite with one more line in one of its records.
    private static func suite(with line: String, in record: String) throws -> String {
        switch record {
        case "suite":
            // A key that stands there already would be a second one.
            return line + "\n" + SuiteText.minimal
        case "blocks":
            // The key that is looked at comes in the place of a usual one.
            let name = line.prefix { $0 != ":" }
            let others = ["half_width: 0.01", "maximum: 10000"].filter { !$0.hasPrefix(name + ":") }
            return (["blocks:"] + others.map { "  " + $0 } + ["  " + line, SuiteText.minimal])
                .joined(separator: "\n")
        case "conditions":
            // Every key has a default, so that a mapping without any is written with braces.
            let body = line == "#" ? " {}" : "\n  " + line
            return "conditions:\(body)\n" + SuiteText.minimal
        case "step":
            return """
                prepare:
                  step:
                    command: [make]
                    \(line)

                """ + SuiteText.minimal
        case "comparison":
            return SuiteText.comparison("command: [run]\nvariants: {a: }\n\(line)")
        case "quality":
            return SuiteText.comparison(
                "command: [run]\nvariants: {a: }\nquality:\n  event: e\n  \(line)"
            )
        case "variant":
            return SuiteText.comparison("variants:\n  a:\n    command: [run]\n    \(line)")
        default:
            Issue.record("say here how a suite with a key in “\(record)” is written")
            return SuiteText.minimal
        }
    }

    @Test func `a default that is written out changes nothing`() throws {
        for format in SuiteFormat.records {
            // A comment takes the place of the key.
            let without = try SuiteFile.decode(
                text: Self.suite(with: "#", in: format.name),
                path: "x"
            )
            for key in format.keys {
                guard let standard = key.standard else { continue }
                let text = try Self.suite(with: "\(key.name): \(standard)", in: format.name)
                let file = try SuiteFile.decode(text: text, path: "x")
                #expect(file.suite == without.suite, "\(format.name).\(key.name): \(standard)")
            }
        }
    }

    @Test func `the ends of a range are taken and what lies beyond is not`() throws {
        for format in SuiteFormat.records {
            for key in format.keys {
                guard let range = key.range else { continue }
                let (inside, outside) = SchemaFile.edges(of: range)
                for (values, isTaken) in [(inside, true), (outside, false)] {
                    for value in values {
                        let text = try Self.suite(with: "\(key.name): \(value)", in: format.name)
                        let mistakes = SuiteText.mistakes(text)
                        #expect(mistakes.isEmpty == isTaken, "\(key.name): \(value) \(mistakes)")
                    }
                }
            }
        }
    }

    @Test func `every suite that ships names the schema for editors`() throws {
        for file in try ShippedSuites.files() {
            let first = try String(contentsOf: file, encoding: .utf8).prefix { $0 != "\n" }
            let depth = file.pathComponents.count - SchemaFile.url.pathComponents.count
            let path = String(repeating: "../", count: depth) + "suite.schema.json"
            #expect(first == "# yaml-language-server: $schema=\(path)", "\(file.path)")
        }
    }
}
