import Experiment
import Foundation
import Suites
import Testing

@Suite struct SuiteFileTests {
    private static let overridable = """
        suite: tiny
        prepare:
          dense: {command: [train, "{epochs}"], parameters: {epochs: 8}}
        comparisons:
          - name: one
            baseline: a
            command: [run, "{batch}", "{epochs}", "{model}"]
            parameters: {batch: 1, epochs: 2}
            variants:
              a: {parameters: {model: x}}
              b: {parameters: {model: y, batch: 3}}

        """

    @Test func `an override replaces every parameter of its name`() throws {
        let overrides = ["batch": "64", "epochs": "{seed}x"]
        let mistakes = SuiteText.mistakes(Self.overridable, overrides: overrides)
        #expect(mistakes.count == 1)
        #expect(mistakes.first?.contains("{seed} belongs to a block") == true)

        let file = try SuiteFile.decode(
            text: Self.overridable,
            path: "x.yaml",
            overrides: ["batch": "64", "epochs": "1"]
        )
        #expect(file.suite.prepare[0].command.template == ["train", "1"])
        let variants = file.suite.comparisons[0].variants
        #expect(variants[0].command.template == ["run", "64", "1", "x"])
        #expect(variants[1].command.template == ["run", "64", "1", "y"])
        #expect(variants[1].parameters == ["batch": "64", "epochs": "1", "model": "y"])
        #expect(file.text == Self.overridable)
        #expect(file.path == "x.yaml")
        #expect(file.overrides == ["batch": "64", "epochs": "1"])
    }

    @Test func `an override that matches nothing or is no template is a mistake`() {
        #expect(
            SuiteText.mistakes(Self.overridable, overrides: ["bacth": "1"]) == [
                " overrides.bacth: the suite has no parameter of this name; did you mean “batch”?"
            ]
        )
        let broken = SuiteText.mistakes(Self.overridable, overrides: ["model": "{"])
        #expect(broken.count == 2)
        #expect(broken.first?.contains("in the override: “{” without “}”") == true)
    }

    @Test func `an error prints one line for each mistake, in the form that editors know`() throws {
        let error = try #require(throws: SuiteFileError.self) {
            try SuiteFile.decode(
                text: "blocks: 0\n" + SuiteText.minimal,
                path: "suites/x.yaml",
                overrides: ["lr": "1"]
            )
        }
        #expect(
            error.description == """
                suites/x.yaml:1:9: blocks: expected a whole number from 1 to 10000, without \
                quotes, found “0”
                suites/x.yaml: overrides.lr: the suite has no parameter of this name
                """
        )
        #expect(error.path == "suites/x.yaml")
    }

    @Test func `a file is read with its path and its text`() throws {
        try withFolder { folder in
            let path = folder + "/s.yaml"
            try Data(SuiteText.minimal.utf8).write(to: URL(fileURLWithPath: path))
            let file = try SuiteFile.load(path: path)
            #expect(file.path == path)
            #expect(file.text == SuiteText.minimal)
            #expect(file.suite.name == "tiny")
        }
    }

    @Test func `what cannot be read says why and what to do`() throws {
        try withFolder { folder in
            #expect(
                failure(folder) == "\(folder): is a folder; give the path of a suite file inside it"
            )
            #expect(failure(folder + "/none") == "\(folder)/none: no such file; check the path")
            let path = folder + "/s.yaml"
            let url = URL(fileURLWithPath: path)
            try Data([0x73, 0xFF, 0xFE]).write(to: url)
            #expect(failure(path) == "\(path): is not a text in UTF-8; save it in that encoding")
            try Data(repeating: 0x20, count: (4 << 20) + 1).write(to: url)
            let large = "is larger than 4 MiB; check that it is a suite file, or split it"
            #expect(failure(path) == "\(path): \(large)")
            #expect(failure("/dev/zero") == "/dev/zero: \(large)")
            #expect(failure("/dev/null").hasPrefix("/dev/null:1:1: the file is empty"))
        }
    }

    private func failure(_ path: String) -> String {
        do throws(SuiteFileError) {
            _ = try SuiteFile.load(path: path)
            return "no error"
        } catch {
            return error.description
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            UUID().uuidString
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }
}
