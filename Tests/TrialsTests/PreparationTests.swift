import Experiment
import Foundation
import TestSupport
import Testing

@testable import Trials

@Suite struct PreparationTests {
    /// A folder with a store in it and an input file.
    private struct Place {
        private let temporary: TemporaryFolder
        var input: String { temporary.path + "/input.txt" }
        var store: ArtifactStore { ArtifactStore(root: temporary.path + "/artifacts") }

        init() throws {
            temporary = try TemporaryFolder()
            try write("one")
        }

        func write(_ text: String) throws { try temporary.write(text, to: "input.txt") }

        func contents() -> [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: store.root)) ?? []
        }

        func prepare(_ steps: [PrepareStep]) throws -> (PreparedArtifacts, made: [String]) {
            var made: [String] = []
            let preparation = Preparation(
                store: store,
                locator: ProgramLocator(folders: ["/usr/bin", "/bin"]),
                household: .guest
            )
            let prepared = try preparation.run(steps) { event in
                if case .made(let step, _) = event { made.append(step) }
            }
            return (prepared, made)
        }
    }

    private func step(
        _ name: String,
        _ script: String,
        using: [String] = [],
        inputs: [String] = [],
        timeout: Duration = .seconds(60)
    ) -> PrepareStep {
        PrepareStep(
            name: name,
            command: Command(
                arguments: [[.text("sh")], [.text("-c")], [.text(script)], [.output]]
                    + using.map { [.artifact(step: $0)] }
            ),
            inputs: inputs,
            timeout: timeout
        )
    }

    @Test func `an artifact is made once and found afterwards`() throws {
        let place = try Place()
        let steps = [
            step("base", "echo weights > $0/m", inputs: [place.input]),
            step("derived", "cat $1/m $1/m > $0/m", using: ["base"]),
        ]
        let (first, made) = try place.prepare(steps)
        #expect(made == ["base", "derived"])
        let folder = try #require(first.folders["derived"])
        #expect(
            try String(contentsOfFile: folder + "/m", encoding: .utf8) == "weights\nweights\n"
        )
        let (second, again) = try place.prepare(steps)
        #expect(again.isEmpty)
        #expect(second.artifacts.map(\.wasCached) == [true, true])
        #expect(second.artifacts.map(\.key) == first.artifacts.map(\.key))
        #expect(second.artifacts.map(\.seconds) == first.artifacts.map(\.seconds))
    }

    @Test func `another input makes it anew, and all that was made from it`() throws {
        let place = try Place()
        let steps = [
            step("base", "echo a > $0/m", inputs: [place.input]),
            step("derived", "echo b > $0/m", using: ["base"]),
            step("other", "echo c > $0/m"),
        ]
        _ = try place.prepare(steps)
        try place.write("two")
        #expect(try place.prepare(steps).made == ["base", "derived"])
    }

    @Test func `a step that fails says how and leaves nothing`() throws {
        let place = try Place()
        let error = #expect(throws: TrialsError.self) {
            try place.prepare([step("bad", "echo half > $0/m; echo no disk >&2; exit 7")])
        }
        #expect(error?.description.contains("exited with status 7") == true)
        #expect(error?.description.contains("no disk") == true)
        #expect(place.contents().isEmpty)
    }

    @Test func `a step leaves no process behind`() throws {
        let place = try Place()
        let pid = place.store.root + "/../pid"
        _ = try place.prepare([
            step(
                "daemon",
                "setsid sh -c 'echo $$ > \(pid); exec sleep 1000' & "
                    + "while ! test -s \(pid); do sleep 0.01; done; echo a > $0/m"
            )
        ])
        let text = try String(contentsOfFile: pid, encoding: .utf8)
        let daemon = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        #expect(kill(daemon, 0) == -1)
    }

    @Test func `a step that makes nothing, hangs or lacks its input is an error`() throws {
        let place = try Place()
        #expect(throws: TrialsError.artifactEmpty(step: "nothing")) {
            try place.prepare([step("nothing", "true")])
        }
        #expect(throws: TrialsError.self) {
            try place.prepare([step("slow", "sleep 1000", timeout: .milliseconds(100))])
        }
        #expect(throws: TrialsError.inputMissing(step: "x", path: "/no/such/file")) {
            try place.prepare([step("x", "true", inputs: ["/no/such/file"])])
        }
        #expect(place.contents().isEmpty)
    }

    @Test func `an artifact without its note is made anew`() throws {
        let place = try Place()
        let steps = [step("base", "echo a > $0/m")]
        let folder = try #require(try place.prepare(steps).0.folders["base"])
        try FileManager.default.removeItem(atPath: folder + "/artifact.json")
        #expect(try place.prepare(steps).made == ["base"])
        #expect(try place.prepare(steps).made == [])
    }
}
