import Experiment
import Foundation
import Suites
import Testing

/// The suites that come with the project.
@Suite struct ShippedSuitesTests {
    @Test func `every suite is free of mistakes`() throws {
        let files = try ShippedSuites.files()
        #expect(!files.isEmpty)
        for file in files {
            #expect(throws: Never.self) { try SuiteFile.load(path: file.path) }
        }
    }

    @Test func `the quickstart takes its data from another folder`() throws {
        let path = ShippedSuites.folder.appendingPathComponent("quickstart.yaml").path
        let suite = try SuiteFile.load(path: path, overrides: ["data": "/x"]).suite
        #expect(!suite.prepare.isEmpty)
        for step in suite.prepare {
            #expect(
                step.inputs == ["/x/train-images-idx3-ubyte.gz", "/x/train-labels-idx1-ubyte.gz"]
            )
        }
        let commands =
            suite.prepare.map(\.command) + suite.comparisons.flatMap(\.variants).map(\.command)
        for command in commands {
            let words = command.template
            let data = try #require(words.firstIndex(of: "--data"))
            #expect(words[data + 1] == "/x")
            #expect(!words.contains { $0.contains("fashion-mnist") })
        }
    }
}
