import Foundation
import TestSupport
import Testing

/// The examples of `scripts/README.md`.
@Suite struct ScriptsReadmeTests {
    private static let path = URL(fileURLWithPath: NightlyScript.path)
        .deletingLastPathComponent().appendingPathComponent("README.md").path

    private static let hasYAML = PythonModuleTests.works("python3", "-c", "import yaml")

    private func blocks(_ language: String) throws -> [String] {
        try String(contentsOfFile: Self.path, encoding: .utf8)
            .components(separatedBy: "```\(language)\n").dropFirst()
            .map { $0.components(separatedBy: "\n```")[0] }
    }

    @Test(.enabled(if: hasYAML, "needs python3 with its yaml module"))
    func `the examples for a CI are YAML with the keys that it knows`() throws {
        let examples = try blocks("yaml")
        #expect(examples.count == 2)
        let program = try Program()
        defer { program.remove() }
        for (number, example) in examples.enumerated() {
            try program.write(example, to: "\(number).yaml")
        }
        let check = """
            import yaml
            github, gitlab = (yaml.safe_load(open(f"{n}.yaml")) for n in (0, 1))
            job = github["jobs"]["energy"]
            assert "self-hosted" in job["runs-on"]
            # YAML 1.1 reads the key "on" as true.
            assert github[True]["schedule"][0]["cron"].split()[:2] == ["30", "2"]
            for step in job["steps"]: assert ("run" in step) != ("uses" in step), step
            night = gitlab["nightly-energy"]
            assert all(isinstance(line, str) for line in night["script"])
            assert night["artifacts"]["reports"]["junit"] == "out/junit.xml"
            """
        let outcome = try program.finish(
            program.start(["-c", "exec python3 -c \"$1\"", "bash", check], through: ["bash"])
        )
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test func `the nights of the examples come to joulebench with their options`() throws {
        let examples = try blocks("yaml") + blocks("groovy")
        for example in examples {
            let script = try NightlyScript(suite: "suites-quickstart.yaml")
            defer { script.program.remove() }
            let start = try #require(example.range(of: "scripts/nightly run"))
            var command = String(example[start.lowerBound...])
            for end in ["\n      - name:", "\n  allow_failure", "'''"] {
                command = command.components(separatedBy: end)[0]
            }
            command = command.replacing("\\\n", with: " ").replacing("\n", with: " ")
                .replacing("scripts/nightly", with: "bash '\(NightlyScript.path)'")
                .replacing("suites/quickstart.yaml", with: script.suite)
                .replacing(".build/release/joulebench", with: "./fake")
            let outcome = try script.shell(command)
            #expect(outcome.status == 0, "\(command): \(outcome.text)")
            #expect(script.called.contains("--junit"), "\(command)")
            #expect(script.called.contains("--markdown"), "\(command)")
            #expect(script.called.contains(script.program.folder.path + "/joulebench"))
        }
    }
}
